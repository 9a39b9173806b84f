import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg, type Org } from '../../../emulator';
import { ActiveWorkflow } from './ActiveWorkflow';

const SECOND = 1000;
const MINUTE = 60_000;

let org: Org;
beforeEach(async () => {
	org = await startOrg({ now: () => Date.UTC(2026, 8, 14, 9, 30, 0, 400), sampleData: false });
});
afterEach(() => org.close());

const parametersOf = (options: object, more: object = {}) => ({
	authentication: 'clientCredentials',
	object: { __rl: true, mode: 'list', value: 'Account' },
	triggerOn: 'createdOrUpdated',
	fields: ['Name'],
	options,
	...more,
});

async function activate(changedFields: unknown, more: object = {}, options: object = {}) {
	const workflow = new ActiveWorkflow(org, parametersOf({ changedFields, ...options }, more));
	await workflow.activate();
	org.advance(5 * SECOND);
	return workflow;
}

/** What a poll gives a few seconds later, without the Ids. */
async function poll(workflow: ActiveWorkflow, after = 5 * SECOND) {
	org.advance(after);
	return (await workflow.poll()).map(({ Id: _, ...item }) => item);
}

const add = (fields: object) => org.insert('Account', [{ Name: 'Acme', ...fields }])[0]!;
const change = (Id: string, fields: object) => {
	org.advance(2 * SECOND);
	org.update('Account', [{ Id, ...fields }]);
};

describe('only if these fields changed', () => {
	it('passes an update of another field over, and tells the values before of one of these', async () => {
		const id = add({ Industry: 'Banking' });
		const workflow = await activate(['Industry', 'Phone']);
		change(id, { Name: 'Acme Ltd' });
		expect(await poll(workflow)).toEqual([]);
		change(id, { Industry: 'Energy', Name: 'Acme' });
		expect(await poll(workflow)).toEqual([
			{
				Name: 'Acme',
				event: 'updated',
				changedFields: ['Industry'],
				previous: { Industry: 'Banking' },
			},
		]);
		// The same row is read again for as long as the overlap.
		expect(await poll(workflow)).toEqual([]);
		change(id, { Industry: null });
		expect(await poll(workflow)).toMatchObject([{ previous: { Industry: 'Energy' } }]);
	});

	it('always tells of a new record, and knows its fields from then on', async () => {
		const workflow = await activate('industry, phone');
		const id = add({ Phone: '1' });
		expect(await poll(workflow)).toEqual([{ Name: 'Acme', event: 'created' }]);
		change(id, { Name: 'Other' });
		expect(await poll(workflow, 2 * MINUTE)).toEqual([]);
		change(id, { Phone: '2' });
		expect(await poll(workflow)).toMatchObject([
			{ event: 'updated', changedFields: ['Phone'], previous: { Phone: '1' } },
		]);
	});

	it('continues with what it knew after a restart of n8n', async () => {
		const id = add({ Industry: 'Banking' });
		const workflow = await activate(['Industry']);
		workflow.restart();
		change(id, { Phone: '1' });
		expect(await poll(workflow)).toEqual([]);
		workflow.restart();
		change(id, { Industry: 'Energy' });
		expect(await poll(workflow)).toMatchObject([{ previous: { Industry: 'Banking' } }]);
	});

	it('counts the first update of a record that it does not know', async () => {
		const id = add({ Industry: 'Banking' });
		const start = new Date(org.now() + SECOND).toISOString();
		org.advance(2 * SECOND);
		const workflow = await activate(['Industry'], {}, { startFrom: start });
		change(id, { Phone: '1' });
		expect(await poll(workflow)).toEqual([{ Name: 'Acme', event: 'updated' }]);
		change(id, { Phone: '2' });
		expect(await poll(workflow)).toEqual([]);
	});

	it('knows that a long text changed, and does not keep what it was', async () => {
		const id = add({ Description: 'a'.repeat(3000) });
		const workflow = await activate(['Description']);
		expect(workflow.savedState).not.toContain('aaaa');
		change(id, { Description: 'b'.repeat(3000) });
		expect(await poll(workflow)).toMatchObject([{ changedFields: ['Description'], previous: {} }]);
	});

	it('keeps no more than a bound of records', async () => {
		const rows = Array.from({ length: 2100 }, (_, n) => ({ Name: `A${n}`, Phone: 'x'.repeat(40) }));
		org.insert('Account', rows);
		const workflow = await activate(['Phone', 'Name']);
		expect(workflow.savedState.length).toBeLessThan(400_000);
	});

	it.each([
		[['Owner.Name'], "'Only If These Fields Changed' can't watch Owner.Name"],
		[['Gone__c'], 'Gone__c'],
	])('refuses %j by its name', async (fields, text) => {
		await expect(activate(fields)).rejects.toThrow(text);
	});
});

describe('filters of the trigger', () => {
	const conditions = [
		{ field: 'Industry', operator: 'equals', value: 'Banking' },
		{ field: 'NumberOfEmployees', operator: 'greater', value: '10' },
	];

	it.each([
		['all', ['Both']],
		['any', ['Both', 'One']],
	])('of which %s must match pass the records over that do not', async (mustMatch, names) => {
		const parameters = { filters: { conditions }, mustMatch, condition: "Name != 'Never'" };
		const workflow = await activate([], parameters);
		org.insert('Account', [
			{ Name: 'Both', Industry: 'Banking', NumberOfEmployees: 20 },
			{ Name: 'One', Industry: 'Banking', NumberOfEmployees: 2 },
			{ Name: 'None', Industry: 'Energy' },
			{ Name: 'Never', Industry: 'Banking', NumberOfEmployees: 20 },
		]);
		const items = await poll(workflow);
		expect(items.map(({ Name }) => Name).toSorted()).toEqual(names);
	});

	it('name the field and the value that do not fit', async () => {
		const filters = {
			conditions: [{ field: 'NumberOfEmployees', operator: 'less', value: 'many' }],
		};
		await expect(activate([], { filters })).rejects.toThrow("The filter on 'NumberOfEmployees'");
	});
});
