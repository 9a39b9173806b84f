import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const look = (name: string, end: string) =>
	call(
		'GET',
		`/query?q=${encodeURIComponent(`SELECT Id FROM Account WHERE Name = '${name}' ${end}`)}`,
	);

describe('recently viewed', () => {
	it('holds the records of queries FOR VIEW alone, newest first', async () => {
		const [a, b] = org.insert('Account', [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }]);
		expect((await call('GET', '/recent')).body).toEqual([]);
		await look('a', 'FOR VIEW');
		await look('b', 'FOR VIEW');
		await look('c', '');
		const { body } = await call('GET', '/recent?limit=10');
		expect(body).toMatchObject([
			{ attributes: { type: 'Account' }, Id: b, Name: 'b' },
			{ Id: a, Name: 'a' },
		]);
		expect((await call('GET', '/recent?limit=1')).body).toHaveLength(1);
		expect((await call('GET', '/recent?limit=0')).status).toBe(400);
	});

	it('forgets records that are deleted', async () => {
		const ids = org.insert('Account', [{ Name: 'a' }]);
		await look('a', 'FOR VIEW');
		org.delete('Account', ids);
		expect((await call('GET', '/recent')).body).toEqual([]);
	});
});
