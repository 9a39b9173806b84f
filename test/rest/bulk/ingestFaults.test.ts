import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator';
import { readOutcomes } from '../../../rest/bulk';
import { ingest, startBulkOrg } from './bulkOrg';

/** Contacts of which every fifth lacks its last name, and some are there twice. */
const contacts = Array.from({ length: 40 }, (_, row) => ({
	FirstName: `First "${row % 30}", x`,
	LastName: row % 5 === 4 ? undefined : `Last\n${row % 30}`,
}));

const phases: Record<string, NonNullable<Fault['match']>> = {
	creating: { method: 'POST', path: /jobs\/ingest$/ },
	'the upload': { method: 'PUT', path: /batches$/ },
	closing: { method: 'PATCH' },
	polling: { method: 'GET', path: /jobs\/ingest\/\w+$/ },
	'the list of successes': { method: 'GET', path: 'successfulResults' },
	'the list of failures': { method: 'GET', path: 'failedResults' },
};
const faults: Record<string, Omit<Fault, 'match'>> = {
	'a connection lost before it takes effect': { dropBefore: true },
	'a connection lost after it took effect': { dropAfter: true },
	'a connection lost four times': { dropAfter: true, times: 4 },
	'an answer that breaks off': { truncate: true },
	'a 503': { status: 503, body: 'Down for maintenance' },
	'a session that has ended': { revokeSessions: true },
	'too many calls at the same time': {
		status: 403,
		body: [
			{
				errorCode: 'REQUEST_LIMIT_EXCEEDED',
				message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
			},
		],
	},
};
const cases = Object.entries(phases).flatMap(([phase, match]) =>
	Object.entries(faults).map(([name, fault]) => [phase, name, { ...fault, match }] as const),
);

describe('an ingest job', () => {
	it.each([
		['failedResults', 32],
		['successfulResults', 0],
	])('keeps the outcomes that can be read where %s never come', async (path, saved) => {
		const bulk = await startBulkOrg();
		bulk.org.addFault({ match: { path }, dropAfter: true, times: Infinity });
		const run = await ingest(bulk, { object: 'Contact', operation: 'insert' }, contacts);
		const { rows } = await readOutcomes(run);
		expect(rows).toHaveLength(40);
		expect(rows.filter(({ success }) => success)).toHaveLength(saved);
		for (const row of rows) {
			if (row.success) continue;
			expect(row.error).toMatchObject({
				errorCode: 'UNKNOWN_OUTCOME',
				jobId: run.jobs[0]!.id,
				message: expect.stringContaining('Get Results') as string,
			});
		}
	});

	it('says of each row that its outcome is unknown if the job can no longer be asked', async () => {
		const bulk = await startBulkOrg();
		const body = [{ errorCode: 'NOT_FOUND', message: 'gone' }];
		bulk.org.addFault({ match: phases.polling!, status: 404, body, times: Infinity });
		const run = await ingest(bulk, { object: 'Contact', operation: 'insert' }, contacts);
		const { rows } = await readOutcomes(run);
		const codes = rows.map((row) => !row.success && row.error.errorCode);
		expect(new Set(codes)).toEqual(new Set(['UNKNOWN_OUTCOME']));
	});

	it.each([
		['a web page', { body: '<html>Please log in</html>' }],
		['JSON', { headers: { 'Content-Type': 'application/json' }, body: '[{"id":"003' }],
	])('takes %s for no list of results', async (_, answer) => {
		const bulk = await startBulkOrg();
		bulk.org.addFault({ ...answer, status: 200, match: { path: 'successfulResults' } });
		const run = await ingest(bulk, { object: 'Contact', operation: 'insert' }, contacts);
		const { rows, surplus } = await readOutcomes(run);
		expect([rows.filter(({ success }) => success).length, surplus]).toEqual([32, 0]);
	});

	it.each(cases)('accounts for every row when %s meets %s', async (_phase, _name, fault) => {
		const bulk = await startBulkOrg({ bulkShuffleSeed: 7, bulkBatchSize: 10 });
		bulk.org.addFault(fault);
		const run = await ingest(bulk, { object: 'Contact', operation: 'insert' }, contacts);
		const { rows, surplus } = await readOutcomes(run);

		const saved = new Map(bulk.org.records('Contact').map((row) => [row.Id, row]));
		const told = rows.map((row, at) =>
			row.success
				? [at, saved.get(row.id)?.FirstName, saved.get(row.id)?.LastName]
				: [at, row.error.errorCode, row.error.fields],
		);
		expect(told).toEqual(
			contacts.map(({ FirstName, LastName }, at) =>
				LastName === undefined
					? [at, 'REQUIRED_FIELD_MISSING', ['LastName']]
					: [at, FirstName, LastName],
			),
		);
		expect(saved.size).toBe(32);
		expect(new Set(rows.map((row) => row.success && row.id)).size).toBe(32 + 1);
		expect(surplus).toBe(0);
	});
});
