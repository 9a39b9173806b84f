import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { listApexRestServices, sendApexRest } from '../../rest';
import { clientOf as connect } from './clientOf';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const clientOf = () => connect(org);

const get = (path: string) => sendApexRest(clientOf(), { method: 'GET', path });

describe('sendApexRest', () => {
	it.each([
		'AccountSummary/ID',
		'/AccountSummary/ID',
		' /services/apexrest/AccountSummary/ID ',
		'services/apexrest/AccountSummary/ID?a=b',
		'ORG/services/apexrest/AccountSummary/ID',
	])('takes %s as it is meant', async (path) => {
		const [id = ''] = org.insert('Account', [{ Name: 'Acme' }]);
		const { body } = await get(path.replace('ID', id).replace('ORG', org.url));
		expect(body).toMatchObject({ account: { Name: 'Acme' } });
	});

	it.each([
		'',
		'/',
		'/services/apexrest',
		'?x=1',
		'//evil.example/x',
		'../data/v67.0/limits',
		'a/../../data',
		'a/%2e%2e/b',
		'a/..%2f..%2fdata',
		'a/..%5cdata',
		'a\\..\\b',
		'a#b',
		'ORG/services/data/v67.0/limits',
		'https://evil.example/x',
	])('refuses "%s", which is none of Apex REST, before anything is sent', async (path) => {
		await expect(get(path.replace('ORG', org.url))).rejects.toThrow();
		expect(org.calls).toHaveLength(0);
	});

	it('sends no token to another host', async () => {
		await expect(get('https://evil.example/services/apexrest/x')).rejects.toThrow();
		expect(org.calls).toHaveLength(0);
	});

	it('stays below /services/apexrest, whatever is written', async () => {
		const client = clientOf();
		const parts = fc.constantFrom(
			'a',
			'.',
			'..',
			'/',
			'%2e',
			'%2f',
			'\\',
			'?',
			' ',
			'%5C',
			'é',
			';',
		);
		await fc.assert(
			fc.asyncProperty(fc.array(parts, { maxLength: 8 }), async (written) => {
				await sendApexRest(client, { method: 'GET', path: written.join('') }).catch(
					() => undefined,
				);
			}),
			{ numRuns: 60 },
		);
		const paths = org.calls.map(({ path }) => path);
		expect(paths.filter((path) => !path.startsWith('/services/apexrest/'))).toEqual([]);
	});

	it('repeats a GET that got no answer, and nothing else', async () => {
		const [id] = org.insert('Account', [{ Name: 'Acme' }]);
		org.addFault({ match: { path: 'apexrest' }, status: 503, times: 1 });
		await get(`AccountSummary/${id}`);
		expect(org.calls).toHaveLength(2);
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
			org.clearFaults();
			org.addFault({ match: { method, path: 'apexrest' }, dropAfter: true });
			const before = org.calls.length;
			const request = { method, path: 'AccountSummary/x', body: {} };
			await expect(sendApexRest(clientOf(), request)).rejects.toMatchObject({
				code: 'UNKNOWN_OUTCOME',
				mustNotRepeat: true,
			});
			expect(org.calls).toHaveLength(before + 1);
		}
	});

	it('says what to do if no class answers, or none for this user', async () => {
		await expect(get('Nothing/x')).rejects.toMatchObject({
			errorCode: 'NOT_FOUND',
			advice: expect.stringContaining('urlMapping'),
		});
		org.apexRestClasses[0]!.isDenied = true;
		await expect(get('AccountSummary/x')).rejects.toMatchObject({
			advice: 'Give the user access to the Apex class by a permission set.',
		});
		await expect(get('AccountSummary/x')).rejects.toThrow('You do not have access');
	});
});

describe('listApexRestServices', () => {
	it('reads the mapping of each class out of its source', async () => {
		org.apexRestClasses.push({ name: 'Orders', urlMapping: '/v1/orders', methods: {} });
		expect(await listApexRestServices(clientOf())).toEqual([
			{ name: 'AccountSummary', urlMapping: '/AccountSummary/*', path: 'AccountSummary' },
			{ name: 'Orders', urlMapping: '/v1/orders', path: 'v1/orders' },
		]);
	});
});
