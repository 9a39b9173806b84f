import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fault, type Org, startOrg } from '../../../emulator';
import {
	type Client,
	createByCollections,
	deleteByCollections,
	type Meaning,
	type RecordInput,
	type RowResult,
	saveRows,
	upsertByCollections,
} from '../../../rest';
import { foretell } from '../../e2e/faults/foretell';
import { clientOf } from '../clientOf';

interface Kind {
	fault: Fault;
	/** `undefined`: hits single rows, and the call goes well. */
	meaning: Meaning | undefined;
	/** Whether the call is carried out all the same. */
	isDone: boolean;
}

const refusal = (status: number, errorCode: string, message = 'why'): Fault => ({
	status,
	body: [{ errorCode, message }],
});
const JSON_TYPE = { 'Content-Type': 'application/json' };

const kinds: Record<string, Kind> = {
	'one row locked': { fault: { lockRows: 1 }, meaning: undefined, isDone: true },
	busy: { fault: { status: 429, body: '' }, meaning: 'not now', isDone: false },
	revoked: { fault: { revokeSessions: true }, meaning: 'not now', isDone: false },
	quota: {
		fault: refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
		meaning: 'never',
		isDone: false,
	},
	unavailable: { fault: refusal(503, 'SERVER_UNAVAILABLE'), meaning: 'lost', isDone: false },
	crash: { fault: refusal(500, 'UNKNOWN_EXCEPTION'), meaning: 'lost', isDone: false },
	'lost before': { fault: { dropBefore: true }, meaning: 'lost', isDone: false },
	'lost after': { fault: { dropAfter: true }, meaning: 'lost', isDone: true },
	cut: { fault: { truncate: true }, meaning: 'lost', isDone: true },
	'an empty list': {
		fault: { status: 200, headers: JSON_TYPE, body: [] },
		meaning: 'garbled',
		isDone: false,
	},
	'a web page': {
		fault: { status: 200, body: '<html></html>' },
		meaning: 'garbled',
		isDone: false,
	},
};

const meaningsOf = (names: string[]) => names.flatMap((name) => kinds[name]!.meaning ?? []);

const ROWS = 3;
const said = (result: RowResult) =>
	result.success
		? 'recovered'
		: result.error.errorCode === 'UNKNOWN_OUTCOME'
			? 'unknown'
			: 'failed';

/** A session that is over three times in a row is the caller's to see: no call logs in without end. */
const isBearable = (names: string[]) => names.filter((name) => name === 'revoked').length < 3;

const history = fc
	.array(fc.constantFrom(...Object.keys(kinds)), { minLength: 1, maxLength: 3 })
	.filter(isBearable);

async function play(
	names: string[],
	rowsOf: (org: Org) => RecordInput[],
	save: (client: Client, rows: RecordInput[]) => Promise<RowResult[]>,
	check: (org: Org, rows: RecordInput[], results: RowResult[]) => void,
): Promise<RowResult[]> {
	const org = await startOrg({ sampleData: false });
	try {
		const rows = rowsOf(org);
		for (const name of names) {
			org.addFault({ ...kinds[name]!.fault, match: { path: 'composite/sobjects' } });
		}
		const results = await save(clientOf(org), rows);
		org.clearFaults();
		expect(results).toHaveLength(rows.length);
		check(org, rows, results);
		return results;
	} finally {
		await org.close();
	}
}

const newContacts = () =>
	Array.from({ length: ROWS }, (_, n) => ({
		object: 'Contact',
		fields: { LastName: `Doe ${n}`, External_Id__c: `E-${n}` },
	}));

/** Each row is there as often as it says, and under the id that it gives. */
function checkSaved(org: Org, rows: RecordInput[], results: RowResult[]): void {
	results.forEach((result, n) => {
		const found = org.records('Contact').filter((row) => row.LastName === rows[n]!.fields.LastName);
		expect(found.length).toBeLessThanOrEqual(1);
		if (result.success) expect(found.map(({ Id }) => Id)).toEqual([result.id]);
		else if (said(result) === 'failed') expect(found).toEqual([]);
	});
}

const RUNS = { numRuns: 60 };

describe('up to three faults on the calls of one run', () => {
	it('creates nothing twice and says of each row what is so', () =>
		fc.assert(
			fc.asyncProperty(history, async (names) => {
				const results = await play(
					names,
					newContacts,
					(client, rows) => saveRows(client, rows, createByCollections(client)),
					checkSaved,
				);
				if (names.includes('one row locked')) return;
				const told = foretell('create', meaningsOf(names));
				expect(results.map(said)).toEqual(results.map(() => told));
			}),
			RUNS,
		));

	it('ends an upsert as the table promises', () =>
		fc.assert(
			fc.asyncProperty(history, async (names) => {
				const results = await play(
					names,
					newContacts,
					(client, rows) => saveRows(client, rows, upsertByCollections(client, 'External_Id__c')),
					checkSaved,
				);
				if (names.includes('one row locked')) return;
				const told = foretell('repeatable write', meaningsOf(names));
				expect(results.map(said)).toEqual(results.map(() => told));
			}),
			RUNS,
		));

	it('deletes what it says', () =>
		fc.assert(
			fc.asyncProperty(history, async (names) => {
				await play(
					names,
					(org) =>
						org
							.insert(
								'Contact',
								newContacts().map(({ fields }) => fields),
							)
							.map((Id) => ({ object: 'Contact', fields: { Id } })),
					(client, rows) => saveRows(client, rows, deleteByCollections(client)),
					(org, rows, results) =>
						results.forEach((result, n) => {
							const isThere = org.records('Contact').some(({ Id }) => Id === rows[n]!.fields.Id);
							if (said(result) === 'recovered') expect(isThere).toBe(false);
							if (said(result) === 'failed') expect(isThere).toBe(true);
						}),
				);
			}),
			RUNS,
		));
});
