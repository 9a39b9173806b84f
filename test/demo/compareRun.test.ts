import { describe, expect, it } from 'vitest';
import { compareRun, type RunToCompare } from '../../demo/compareRun';
import { expectContacts } from '../../demo/expectContacts';

const expected = expectContacts([
	{ 'Customer No': 'C-1', 'Last Name': 'Źdźbło', Notes: 'a\nb' },
	{ 'Customer No': 'C-2', 'Last Name': '' },
	{ 'Customer No': 'C-3', 'Last Name': '髙橋' },
]);

/** A run in which everything is right, for each test to spoil. */
function rightRun(): RunToCompare {
	const records = expected.filter(({ refusal }) => !refusal).map(({ fields }) => ({ ...fields }));
	return {
		expected,
		execution: { id: '1', status: 'success', nodes: {} },
		run: {
			rows: 3,
			created: 2,
			updated: 0,
			refused: 1,
			refusals: [{ row: 1, errorCode: 'REQUIRED_FIELD_MISSING', message: '' }],
			readBack: 2,
			apiCalls: 2,
			collectionCalls: 1,
			logins: 1,
			sockets: 1,
		},
		records,
		readBack: records.map((json) => ({ json })),
		again: false,
	};
}

describe('comparing a run with the file', () => {
	it('finds nothing where nothing differs', () => {
		expect(compareRun(rightRun())).toEqual([]);
	});

	it('expects updates and no login if the rows are there already', () => {
		const right = rightRun();
		const run = { ...right.run, created: 0, updated: 2, logins: 0 };
		expect(compareRun({ ...right, run, again: true })).toEqual([]);
		expect(compareRun({ ...right, again: true })).toEqual([
			'2 created, 0 expected.',
			'0 updated, 2 expected.',
			'1 logins, 0 expected.',
		]);
	});

	it('names the field that was garbled, as stored and as in the file', () => {
		const right = rightRun();
		right.records[0] = { ...right.records[0], LastName: 'Zdzblo' };
		expect(compareRun(right)).toEqual([
			'C-1 in the org: LastName is "Zdzblo", the file says "Źdźbło".',
		]);
	});

	it('names the row that was lost', () => {
		const right = rightRun();
		right.records.pop();
		expect(compareRun(right)).toEqual([
			'C-3 is missing in the org.',
			'1 contacts in the org, 2 are expected.',
		]);
	});

	it('notices a contact too many', () => {
		const right = rightRun();
		right.records.push({ External_Id__c: 'C-2' });
		expect(compareRun(right)).toEqual(['3 contacts in the org, 2 are expected.']);
	});

	it('notices that the query gave something else than the org holds', () => {
		const right = rightRun();
		right.readBack[0] = { json: { ...right.readBack[0]?.json, Description: 'a b' } };
		expect(compareRun(right)).toEqual([
			'C-1 in the query result: Description is "a b", the file says "a\\nb".',
		]);
	});

	it('notices a row refused for another reason, or paired with another row', () => {
		const right = rightRun();
		right.run.refusals = [{ row: 2, errorCode: 'REQUIRED_FIELD_MISSING', message: '' }];
		expect(compareRun(right)).toEqual([
			'C-2 (row 2): saved, expected REQUIRED_FIELD_MISSING.',
			'C-3 (row 3): REQUIRED_FIELD_MISSING, expected saved.',
		]);
	});

	it('notices more calls or logins than needed, and a failed workflow', () => {
		const right = rightRun();
		right.run = { ...right.run, collectionCalls: 3, logins: 2 };
		right.execution = { id: '1', status: 'error', nodes: {}, error: { message: 'Refused' } };
		expect(compareRun(right)).toEqual([
			'The workflow ended with "error": Refused',
			'3 collection calls, 1 expected.',
			'2 logins, 1 expected.',
		]);
	});
});
