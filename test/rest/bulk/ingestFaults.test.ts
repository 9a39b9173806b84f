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
};
const cases = Object.entries(phases).flatMap(([phase, match]) =>
	Object.entries(faults).map(([name, fault]) => [phase, name, { ...fault, match }] as const),
);

describe('an ingest job', () => {
	it.each(cases)('accounts for every row when %s meets %s', async (_phase, _name, fault) => {
		const bulk = await startBulkOrg({ bulkShuffleSeed: 7, bulkBatchSize: 10 });
		bulk.org.addFault(fault);
		const run = await ingest(bulk, { object: 'Contact', operation: 'insert' }, contacts);
		const { rows, surplus } = await readOutcomes(run, { sleep: bulk.sleep });

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
