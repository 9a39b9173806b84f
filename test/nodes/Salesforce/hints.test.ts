import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createN8nSession } from '../../../credentials/shared/createN8nSession';
import { credentialTest } from '../../../credentials/shared/credentialTest';
import { type Org, startOrg } from '../../../emulator';
import { type ContextOptions, createContext, credentialOf } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

async function run(parameters: IDataObject, options: Partial<ContextOptions> = {}) {
	const test = createContext(org, { ...options, parameters });
	const items = await runNode(test);
	return { items: items.map(({ json }) => json), hints: test.hints.map(({ message }) => message) };
}

const seed = (count: number) =>
	org.insert(
		'Contact',
		Array.from({ length: count }, (_, n) => ({ LastName: `Doe ${n}` })),
	);

const query = (soql: string, parameters: IDataObject = {}) =>
	run({ resource: 'query', operation: 'executeQuery', query: soql, limit: 50, ...parameters });

const NOTHING = expect.stringMatching(/^No items were returned.*'Always Output Data'/) as string;

describe('a query with COUNT()', () => {
	it.each([0, 3])('gives one item with the number, here %i', async (count) => {
		seed(count);
		const { items, hints } = await query('SELECT COUNT() FROM Contact');
		expect(items).toEqual([{ count }]);
		expect(hints).not.toContainEqual(NOTHING);
	});

	it('counts more than the node has for a limit', async () => {
		seed(120);
		const { items } = await query('SELECT COUNT() FROM Contact WHERE LastName LIKE :name', {
			bindings: { values: [{ name: 'name', type: 'string', value: 'Doe 1%' }] },
			limit: 5,
		});
		expect(items).toEqual([{ count: 31 }]);
	});
});

describe("a query's own LIMIT", () => {
	it("wins over the node's, whichever is greater", async () => {
		seed(80);
		expect((await query('SELECT Id FROM Contact LIMIT 70')).items).toHaveLength(70);
		expect((await query('SELECT Id FROM Contact limit 3')).items).toHaveLength(3);
	});

	it('is not that of a subquery, nor one in a text', async () => {
		seed(80);
		const inside =
			"SELECT Id, (SELECT Id FROM Cases LIMIT 70) FROM Contact WHERE LastName != 'a LIMIT 70'";
		expect((await query(inside)).items).toHaveLength(50);
	});

	it('is not reported as cut, but what the node cut is', async () => {
		seed(80);
		expect((await query('SELECT Id FROM Contact LIMIT 70')).hints.join()).not.toContain('Only');
		expect((await query('SELECT Id FROM Contact')).hints).toContain(
			"Only the first 50 of 80 records are returned. To get more, raise 'Limit' or turn on 'Return All'.",
		);
		expect((await query('SELECT Id FROM Contact', { limit: 80 })).hints.join()).not.toContain(
			'Only',
		);
	});
});

describe('a run without items', () => {
	it.each<[string, IDataObject]>([
		['a query', { resource: 'query', operation: 'executeQuery', query: 'SELECT Id FROM Contact' }],
		['Get Many', { resource: 'record', operation: 'getAll', object: 'Contact' }],
		[
			'a search',
			{ resource: 'search', operation: 'executeSearch', term: 'nobody', objects: ['Contact'] },
		],
		['a list of bulk jobs', { resource: 'bulkJob', operation: 'getAll', jobType: 'ingest' }],
	])('says so: %s', async (_name, parameters) => {
		const { items, hints } = await run(parameters);
		expect(items).toEqual([]);
		expect(hints[0]).toEqual(NOTHING);
	});
});

describe('a run that continues past refused items', () => {
	it('says how many were refused, and why most of them', async () => {
		const [id] = seed(1);
		const { hints } = await run(
			{
				resource: 'record',
				operation: 'delete',
				object: 'Contact',
				recordId: '={{ $json.id }}',
			},
			{
				items: [{ id: 'x' }, { id: String(id) }, { id: '003000000000001AAA' }, { id: '?' }],
				onError: 'continueRegularOutput',
			},
		);
		expect(hints[0]).toMatch(
			/^3 of 4 items were refused\. Most common reason \(2 items\): "x" is no/,
		);
	});

	it('says nothing about it if all succeeded, and counts no login that did not happen', async () => {
		seed(1);
		await query('SELECT Id FROM Contact');
		const { hints } = await query('SELECT Id FROM Contact');
		expect(hints.join()).not.toMatch(/refused|login/);
		expect(hints.at(-1)).toMatch(/^Cost: 1 API call\b/);
	});
});

/** What n8n does on *Test*, in the process that runs nodes. */
async function testCredential(): Promise<void> {
	const request = structuredClone(credentialTest.request) as IHttpRequestOptions;
	await createN8nSession('clientCredentials').authenticate(
		credentialOf(org) as ICredentialDataDecryptedObject,
		request,
	);
}

describe('a run by hand', () => {
	const byHand = async (options: Partial<ContextOptions> = {}) => {
		const parameters = { resource: 'org', operation: 'getLimits' };
		const { hints } = await run(parameters, { mode: 'manual', ...options });
		return hints.at(-1);
	};
	const host = () => new URL(org.url).host;

	it('says who it acted as and in which org, once the credential was tested', async () => {
		await testCredential();
		expect(await byHand()).toMatch(
			new RegExp(`^Acted as ${org.username} in ${host()}\\. Cost: 1 API call\\.`),
		);
	});

	it('costs no call for it: before a test it names the user by its ID', async () => {
		const userId = org.records('User').find(({ Username }) => Username === org.username)?.Id;
		expect(await byHand()).toContain(`Acted as the user ${String(userId)} in ${host()}. Cost:`);
		expect(org.calls).toHaveLength(1);
	});

	it('with JWT Bearer names whom the item asks for, and nobody where items ask for several', async () => {
		org.insert('User', [{ Username: 'jane@acme.com', LastName: 'Doe', IsActive: true }]);
		org.app.preauthorizedUsernames.push('jane@acme.com');
		const credential = { ...credentialOf(org), allowedUsers: '*' };
		const options = { runAsUser: '={{ $json.user }}' };
		const ask = (...users: string[]) =>
			run(
				{ resource: 'org', operation: 'getLimits', authentication: 'jwtBearer', options },
				{ mode: 'manual', credential, items: users.map((user) => ({ user })) },
			).then(({ hints }) => hints.at(-1));
		expect(await ask('jane@acme.com')).toContain('Acted as jane@acme.com in');
		expect(await ask('jane@acme.com', org.username)).toMatch(/^Cost: 2 API calls/);
	});

	it('says nothing of it if the org was not asked', async () => {
		expect(await byHand({ items: [] })).toBeUndefined();
	});
});

describe('a run that nobody looks at', () => {
	it('tells its cost alone', async () => {
		await testCredential();
		const { hints } = await run({ resource: 'org', operation: 'getLimits' });
		expect(hints.at(-1)).toMatch(/^Cost: 1 API call\./);
	});
});
