import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, pairedWith, runOperation, traceBack } from './runOperation';

let fixture: Fixture;
let calls: number;
beforeAll(async () => {
	fixture = await openFixture();
});
beforeEach(() => {
	calls = fixture.org.calls.length;
});
afterAll(() => fixture.close());

const callsTo = (path: string) =>
	fixture.org.calls.slice(calls).filter((call) => call.path.endsWith(path));

const tree = (n: number, email = `a${n}@example.com`) => ({
	Name: `Acme ${n}`,
	Contacts: ['a', 'b', 'c'].map((name) => ({
		LastName: `${name}${n}`,
		...(name === 'b' && { Email: email }),
	})),
});

it('saves 40 accounts with 3 contacts each in one call', async () => {
	const items = Array.from({ length: 40 }, (_, n) => tree(n));
	const run = await runOperation(fixture, {
		parameters: {
			resource: 'record',
			operation: 'saveTree',
			object: byName('Account'),
			treeSource: 'item',
		},
		items,
		after: [traceBack('Source', 'Name')],
	});
	expect(run.error).toBeUndefined();
	expect(callsTo('/composite/graph')).toHaveLength(1);
	expect(pairedWith(run.outputs[0])).toEqual(items.map((_, n) => n));
	const saved = run.rows as Array<{ id: string; children: { Contacts: Array<{ id: string }> } }>;
	const { org } = fixture;
	for (const [n, { id, children }] of saved.entries()) {
		expect(org.records('Account').find(({ Id }) => Id === id)?.Name).toBe(`Acme ${n}`);
		const contacts = org.records('Contact').filter(({ AccountId }) => AccountId === id);
		expect(contacts.map(({ Id }) => Id)).toEqual(children.Contacts.map((contact) => contact.id));
	}
	const sources = run.execution.nodes.Source![0]!.outputs[0]!;
	expect(sources.map(({ json }) => json.source)).toEqual(items.map(({ Name }) => Name));
});

it('names the record at fault on the error output, and saves the other items', async () => {
	const run = await runOperation(fixture, {
		parameters: {
			resource: 'record',
			operation: 'saveTree',
			object: byName('Account'),
			treeSource: 'json',
			tree: '={{ JSON.stringify($json) }}',
		},
		items: [tree(100), tree(101, 'nonsense')],
		onError: 'continueErrorOutput',
	});
	expect(run.outputs.map((items) => items?.length)).toEqual([1, 1]);
	expect(run.outputs[1]![0]!.json).toMatchObject({
		details: { path: 'Contacts[1]', errorCode: 'INVALID_EMAIL_ADDRESS' },
	});
	expect(fixture.org.records('Account').some(({ Name }) => Name === 'Acme 101')).toBe(false);
});

it('sends 100 of 10,000 rows where 1 % differ', async () => {
	const contacts = Array.from({ length: 10_000 }, (_, n) => ({
		External_Id__c: `E-${n}`,
		LastName: `Doe ${n}`,
	}));
	fixture.org.insert('Contact', contacts);
	const items = contacts.map((contact, n) =>
		n % 100 === 0 ? { ...contact, LastName: `New ${n}` } : contact,
	);
	const run = await runOperation(fixture, {
		parameters: {
			resource: 'record',
			operation: 'upsert',
			object: byName('Contact'),
			fields: autoMap('External_Id__c'),
			options: { skipUnchanged: true },
		},
		items,
	});
	expect(run.error).toBeUndefined();
	expect(run.rows.map(({ changed }) => changed)).toEqual(items.map((_, n) => n % 100 === 0));
	expect(callsTo('/composite/sobjects/Contact/External_Id__c')).toHaveLength(1);
	expect(JSON.stringify(run.hints)).toContain('9,900 of 10,000');
	const names = new Set(fixture.org.calls.map(({ headers }) => headers['sforce-call-options']));
	expect([...names].every((name) => /^client=n8n-nodes-.*\/\w+$/.test(name ?? ''))).toBe(true);
});
