import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fault } from '../../../emulator';
import { getJob, listJobs, readOutcomes } from '../../../rest/bulk';
import { waitForJob } from '../../../rest/bulk/waitForJob';
import { type BulkOrg, ingest, startBulkOrg } from './bulkOrg';

const refusal = (status: number, errorCode: string, message = 'why'): Fault => ({
	status,
	body: [{ errorCode, message }],
});

const steps: Record<string, NonNullable<Fault['match']>> = {
	create: { method: 'POST', path: /jobs\/ingest$/ },
	upload: { method: 'PUT', path: /batches$/ },
	change: { method: 'PATCH', path: /jobs\/ingest\/\w+$/ },
	look: { method: 'GET', path: /jobs\/ingest\/\w+$/ },
	'read successes': { path: 'successfulResults' },
	'read failures': { path: 'failedResults' },
	'read the rest': { path: 'unprocessedrecords' },
};

const kinds: Record<string, Fault> = {
	busy: { status: 429, body: '' },
	revoked: { revokeSessions: true },
	quota: refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
	'quota for long': {
		...refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
		times: 50,
	},
	unavailable: refusal(503, 'SERVER_UNAVAILABLE'),
	'unavailable for long': { ...refusal(503, 'SERVER_UNAVAILABLE'), times: 50 },
	crash: refusal(500, 'UNKNOWN_EXCEPTION'),
	'lost before': { dropBefore: true },
	'lost after': { dropAfter: true },
	cut: { truncate: true },
	'an empty list': { status: 200, headers: { 'Content-Type': 'application/json' }, body: [] },
	'a web page': { status: 200, body: '<html></html>' },
	'one row locked': { lockRows: 1 },
};

const faults = fc.array(
	fc.record({
		step: fc.constantFrom(...Object.keys(steps)),
		kind: fc.constantFrom(...Object.keys(kinds)),
	}),
	{ minLength: 1, maxLength: 4 },
);

const ROWS = 4;
const people = Array.from({ length: ROWS }, (_, n) => ({ LastName: `Doe ${n}` }));
const insert = { object: 'Contact', operation: 'insert' } as const;

/** Until no job of the org is at work any more. */
async function untilIdle({ client }: BulkOrg): Promise<void> {
	for await (const jobs of listJobs(client, 'ingest')) {
		for (const { id } of jobs) {
			const job = await getJob(client, 'ingest', id);
			if (job.state !== 'Open') await waitForJob(client, 'ingest', job, {});
		}
	}
}

it(
	'saves no row twice and tells no saved row as refused, whatever becomes of its jobs',
	() =>
		fc.assert(
			fc.asyncProperty(faults, fc.constantFrom(1_000_000, 20), async (history, maxBytes) => {
				const bulk = await startBulkOrg();
				try {
					for (const { step, kind } of history) {
						bulk.org.addFault({ ...kinds[kind]!, match: steps[step]! });
					}
					const options = { maxBytes, retryRounds: 1 };
					const first = await ingest(bulk, insert, people, options);
					const { rows } = await readOutcomes(first);
					bulk.org.clearFaults();
					expect(rows).toHaveLength(ROWS);
					await untilIdle(bulk);
					const names = bulk.org.records('Contact').map(({ LastName }) => LastName);
					for (const [n, row] of rows.entries()) {
						if (row.success || row.error.mayBeSaved) continue;
						expect(names).not.toContain(people[n]!.LastName);
					}
					// What Retry On Fail does next: a row told as refused is sent again with the jobs that are remembered.
					const resumeJobIds = first.resumableJobIds;
					const again = await ingest(bulk, insert, people, { ...options, resumeJobIds });
					const later = (await readOutcomes(again)).rows;
					const saved = bulk.org.records('Contact').map(({ LastName }) => LastName);
					for (const [n, { LastName }] of people.entries()) {
						const count = saved.filter((name) => name === LastName).length;
						expect(count).toBeLessThanOrEqual(1);
						if (later[n]!.success) expect(count).toBe(1);
						if (rows[n]!.success) expect(count).toBe(1);
					}
				} finally {
					await bulk.org.close();
				}
			}),
			{ numRuns: Number(process.env.RUNS ?? 40) },
		),
	120_000,
);
