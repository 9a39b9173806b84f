import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startOrg, type Org } from '../../emulator';
import { callOrg, type Call } from './callOrg';

let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

describe('faults', () => {
	test.each([
		['done', 1],
		['ignored', 0],
	] as const)('never answer, the call %s', async (silent, records) => {
		org.addFault({ match: { method: 'POST' }, silent });
		const patience = new AbortController();
		const answer = fetch(`${org.url}/services/data/v67.0/sobjects/Account`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${org.issueToken()}`,
				'content-type': 'application/json',
			},
			body: '{"Name":"x"}',
			signal: patience.signal,
		});
		answer.catch(() => undefined);
		await vi.waitFor(() => expect(org.calls).toHaveLength(1));
		expect((await call('GET', '/limits')).status).toBe(200);
		await vi.waitFor(() => expect(org.records('Account')).toHaveLength(records));
		patience.abort();
		await expect(answer).rejects.toThrow(/abort/i);
	});

	test('lock some rows of a collection, of which the others are saved', async () => {
		org.addFault({ lockRows: 2 });
		const records = ['a', 'b', 'c'].map((Name) => ({ attributes: { type: 'Account' }, Name }));
		const body = { allOrNone: false, records };
		const answer = await call('POST', '/composite/sobjects', body);
		expect(answer).toMatchObject({
			status: 200,
			body: [
				{ success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW' }] },
				{ success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW' }] },
				{ success: true },
			],
		});
		expect(org.records('Account').map(({ Name }) => Name)).toEqual(['c']);
	});

	test('let somebody else log in, whose token kills this one if only the newest counts', async () => {
		org.addFault({ newerLogin: true });
		expect((await call('GET', '/limits')).status).toBe(200);
		org.setPolicy({ honourOnlyNewestToken: true });
		org.addFault({ newerLogin: true });
		expect((await call('GET', '/limits')).status).toBe(401);
	});

	test('cut a stream off in the middle of its packed bytes', async () => {
		org.insert('Account', [{ Name: 'x'.repeat(200) }]);
		const job = await call('POST', '/jobs/query', {
			operation: 'query',
			query: 'SELECT Id, Name FROM Account',
		});
		org.addFault({ match: { path: '/results' }, truncate: true });
		const results = call('GET', `/jobs/query/${job.body.id}/results`);
		await expect(results).rejects.toThrow();
	});
});
