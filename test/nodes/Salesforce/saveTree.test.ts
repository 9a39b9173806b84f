import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createQuickTiming } from '../../createQuickTiming';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode, runRouter } from '../runNode';
import { loadOptions } from '../../../nodes/Salesforce/methods';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const keys = (...values: Array<[string, string]>) => ({
	values: values.map(([object, field]) => ({ object, field })),
});

const prepare = (
	items: IDataObject[],
	parameters: IDataObject = {},
	options: Partial<ContextOptions> = {},
) =>
	createContext(org, {
		items,
		parameters: {
			resource: 'record',
			operation: 'saveTree',
			object: byName('Account'),
			treeSource: 'item',
			...parameters,
		},
		...options,
	});
const save = (
	items: IDataObject[],
	parameters: IDataObject = {},
	onError: ContextOptions['onError'] = 'continueRegularOutput',
) =>
	runRouter(prepare(items, parameters, { onError }), createQuickTiming()).then((output) =>
		output.map(({ json }) => json),
	);

const account = (n: number, contacts: IDataObject[] = []): IDataObject => ({
	Name: `Acme ${n}`,
	Contacts: contacts,
});
const person = (LastName: string, more: IDataObject = {}) => ({ LastName, ...more });

const graphCalls = () => org.calls.filter(({ path }) => path.endsWith('/composite/graph'));
const rows = (object: string) => org.records(object);
const lastNames = () => rows('Contact').map(({ LastName }) => LastName);

describe('what is saved', () => {
	it('saves parents with their children and grandchildren, 40 items of 4 records in one call', async () => {
		const items = Array.from({ length: 40 }, (_, n) =>
			account(
				n,
				['a', 'b', 'c'].map((name) => person(`${name}${n}`)),
			),
		);
		const output = await save(items);
		expect(graphCalls()).toHaveLength(1);
		expect(rows('Account')).toHaveLength(40);
		expect(rows('Contact')).toHaveLength(120);
		const accounts = new Map(rows('Account').map(({ Name, Id }) => [Name, Id]));
		expect(output.map(({ id }) => id)).toEqual(
			items.map(({ Name }) => accounts.get(Name as string)),
		);
		const [, second] = output as [unknown, { id: string; children: { Contacts: IDataObject[] } }];
		const contacts = rows('Contact').filter(({ AccountId }) => AccountId === second.id);
		expect(contacts.map(({ LastName }) => LastName)).toEqual(['a1', 'b1', 'c1']);
		expect(second).toEqual({
			id: second.id,
			success: true,
			created: true,
			children: {
				Contacts: contacts.map(({ Id }) => ({ id: Id, success: true, created: true })),
			},
		});
	});

	it('takes children as a query gives them, and as JSON', async () => {
		const tree = {
			attributes: { type: 'Account', url: '/services/data/v67.0/sobjects/Account/001' },
			Name: 'Acme',
			Contacts: {
				totalSize: 1,
				done: true,
				records: [{ LastName: 'Doe', Cases: [{ Subject: 'Help' }] }],
			},
			Opportunities: null,
		};
		await save([{}], { treeSource: 'json', tree: JSON.stringify(tree) });
		const [contact] = rows('Contact');
		expect(rows('Case')).toMatchObject([{ Subject: 'Help', ContactId: contact?.Id }]);
	});

	it('writes a tree that was read back, with values by their fields', async () => {
		const [accountId] = org.insert('Account', [{ Name: 'Old', External_Id__c: 'A-1' }]);
		const item = {
			attributes: { type: 'Account', url: '/x' },
			Id: accountId!,
			External_Id__c: 'A-1',
			Name: 'New',
			CreatedDate: '2026-01-31T09:30:00.000+0000',
			Owner: { attributes: { type: 'User', url: '/x' }, Name: 'Jane' },
			Contacts: { records: [{ LastName: 'Doe', Birthdate: '2026-01-31T00:00:00Z', Phone: 123 }] },
		};
		const [saved] = await save([item], {
			externalIdFields: keys(['Account', 'External_Id__c']),
			options: { unknownFields: 'leaveOut' },
		});
		expect(saved).toMatchObject({ id: accountId, created: false });
		expect(rows('Account')).toMatchObject([{ Name: 'New' }]);
		expect(rows('Contact')).toMatchObject([
			{ AccountId: accountId, Birthdate: '2026-01-31', Phone: '123' },
		]);
	});

	it('updates records that are there by their Id, and creates those without', async () => {
		const [accountId] = org.insert('Account', [{ Name: 'Old' }]);
		const [contactId] = org.insert('Contact', [{ LastName: 'Old' }]);
		const item = {
			Id: accountId!,
			Name: 'New',
			Contacts: [{ Id: contactId!, LastName: 'Moved' }, { LastName: 'Added' }],
		};
		const [saved] = await save([item], {
			externalIdFields: keys(['Account', 'Id'], ['Contact', 'Id']),
		});
		expect(saved).toMatchObject({
			id: accountId,
			created: false,
			children: { Contacts: [{ id: contactId, created: false }, { created: true }] },
		});
		expect(rows('Contact')).toMatchObject([
			{ LastName: 'Moved', AccountId: accountId },
			{ LastName: 'Added', AccountId: accountId },
		]);
	});

	it('links records of the tree by a reference, whichever comes first', async () => {
		const item = account(1, [
			{ LastName: 'Report', ReportsToId: '@{boss.id}' },
			{ attributes: { referenceId: 'boss' }, LastName: 'Boss' },
		]);
		const [saved] = await save([item]);
		expect(saved).toMatchObject({ success: true });
		const [boss, report] = rows('Contact');
		expect(report).toMatchObject({ LastName: 'Report', ReportsToId: boss?.Id });
		const { children } = saved as { children: { Contacts: Array<{ id: string }> } };
		expect(children.Contacts.map(({ id }) => id)).toEqual([report?.Id, boss?.Id]);
	});

	it('links to records outside by id and by external id', async () => {
		const [outside] = org.insert('Contact', [{ LastName: 'Boss', External_Id__c: 'B' }]);
		await save([
			account(1, [
				{ LastName: 'A', ReportsToId: outside! },
				{ LastName: 'B', 'ReportsTo.External_Id__c': 'B' },
			]),
		]);
		expect(rows('Contact').slice(1)).toMatchObject([
			{ ReportsToId: outside },
			{ ReportsToId: outside },
		]);
	});

	it('finds records by keys with any characters', async () => {
		const values = ["O'Hara/ä?#", 'a+b&c=%', '💙 x'];
		const items = values.map((value) => ({ Name: 'New', External_Id__c: value }));
		org.insert('Account', [{ Name: 'Old', External_Id__c: values[0] }]);
		const output = await save(items, { externalIdFields: keys(['Account', 'External_Id__c']) });
		expect(output.map(({ created }) => created)).toEqual([false, true, true]);
		expect(rows('Account').map((row) => row.External_Id__c)).toEqual(values);
		expect(graphCalls()).toHaveLength(1);
	});

	it('sends headers with each record', async () => {
		org.insert('Contact', [{ LastName: 'Doe', FirstName: 'Jane', Email: 'jane@example.com' }]);
		await save([account(1)], { options: { assignmentRule: 'none', duplicates: 'allow' } });
		expect(rows('Account')).toHaveLength(1);
	});
});

describe('what is refused', () => {
	it('names the record at fault by its path, saves nothing of its item, and all of the others', async () => {
		const bad = account(2, [
			person('fine'),
			{ LastName: 'x', Cases: [{ Subject: 'ok' }], Email: 'nonsense' },
		]);
		const output = await save([account(1, [person('one')]), bad, account(3, [person('three')])]);
		expect(output[1]).toEqual({
			error: 'Contacts[1]: Email: invalid email address: nonsense. Nothing of this item was saved.',
			details: {
				errorCode: 'INVALID_EMAIL_ADDRESS',
				message: 'Email: invalid email address: nonsense',
				fields: ['Email'],
				path: 'Contacts[1]',
			},
		});
		expect(output.map(({ success }) => success)).toEqual([true, undefined, true]);
		expect(lastNames()).toEqual(['one', 'three']);
	});

	it('has an empty path for the parent', async () => {
		const [output] = await save([{ Contacts: [person('x')] }]);
		expect(output).toMatchObject({ details: { path: '', errorCode: 'REQUIRED_FIELD_MISSING' } });
		expect(lastNames()).toEqual([]);
	});

	it('stops at the first one, and says what is saved', async () => {
		const failing = runNode(prepare([account(1), { Contacts: [] }, account(2)]));
		await expect(failing).rejects.toMatchObject({
			message: expect.stringMatching(/Required fields are missing.*\[item 1\]/),
			description: expect.stringMatching(/^2 items were saved before and stay saved/),
		});
	});

	it('sends graphs again that Salesforce halted because others had failed', async () => {
		const items = Array.from({ length: 75 }, (_, n) =>
			n % 2 === 0 ? account(n, [{}]) : account(n, [person(`p${n}`)]),
		);
		const output = await save(items);
		expect(graphCalls()).toHaveLength(3);
		output.forEach((json, n) => {
			if (n % 2 === 0) {
				expect(json.details).toMatchObject({
					path: 'Contacts[0]',
					errorCode: 'REQUIRED_FIELD_MISSING',
				});
			} else expect(json.success).toBe(true);
		});
		expect(rows('Account')).toHaveLength(37);
	});

	it.each<[string, IDataObject, RegExp]>([
		[
			'too many records',
			account(
				1,
				Array.from({ length: 500 }, () => person('x')),
			),
			/501 records/,
		],
		[
			'a chain too deep',
			account(
				1,
				Array.from({ length: 15 }, (_, n) => ({
					attributes: { referenceId: `c${n}` },
					LastName: 'x',
					...(n > 0 && { ReportsToId: `@{c${n - 1}.id}` }),
				})),
			),
			/are 16 levels deep/,
		],
		['too many bytes', { Name: 'x', Description: 'ä'.repeat(23_000_000) }, /47 MB/],
		[
			'a name that is no relationship',
			{ Contact: [person('x')] },
			/not a child relationship of Account/,
		],
		['a relationship without a list', { Contacts: 'Doe' }, /no list under 'Contacts'/],
		['a child that is no record', { Contacts: ['Doe'] }, /Contacts\[0\] is not a record/],
		[
			'a record of another object',
			account(1, [{ attributes: { type: 'Lead' } }]),
			/record of Lead/,
		],
		['an unknown reference', account(1, [{ ReportsToId: '@{x.id}' }]), /refers to 'x'/],
		[
			'a circle',
			account(1, [
				{ attributes: { referenceId: 'a' }, LastName: 'a', ReportsToId: '@{b.id}' },
				{ attributes: { referenceId: 'b' }, LastName: 'b', ReportsToId: '@{a.id}' },
			]),
			/refers to itself/,
		],
		[
			'a text that Salesforce takes for a reference',
			account(1, [{ LastName: '@{n0.id}' }]),
			/@\{…\}/,
		],
		[
			'an Id of a record that is to be created',
			{ Id: '001000000000001AAA', Name: 'x' },
			/has an 'Id'/,
		],
		[
			'a value that its field can not take',
			account(1, [{ Birthdate: 'soon' }]),
			/Contacts\[0\]\.Birthdate/,
		],
	])('refuses %s before anything is sent', async (_name, item, message) => {
		const [output] = await save([item]);
		expect(output?.error).toMatch(message);
		expect(output?.details).toMatchObject({ errorCode: 'INVALID_INPUT' });
		expect(graphCalls()).toHaveLength(0);
		await expect(save([item, account(2)], {}, 'stopWorkflow')).rejects.toThrow(message);
		expect(graphCalls()).toHaveLength(0);
	});

	it('names the relationship that is meant, and lists what there is', async () => {
		const [meant] = await save([{ Contact: [person('x')] }]);
		expect(meant).toMatchObject({ details: { advice: "Write it as 'Contacts'" } });
		const [listed] = await save([{ People: [person('x')] }]);
		expect((listed?.details as IDataObject).advice).toMatch(
			/It has these: .*Contacts, .*Machines__r/,
		);
	});

	it.each<[string, [string, string], RegExp]>([
		['an object that is not there', ['Contacts', 'External_Id__c'], /no such object/],
		['a field that finds no record', ['Contact', 'LastName'], /not a field by which Contact/],
		['no field', ['Contact', ''], /names no object or no field/],
	])('refuses external ID fields with %s', async (_name, entry, message) => {
		const [output] = await save([account(1)], { externalIdFields: keys(entry) });
		expect(output?.error).toMatch(message);
		expect(graphCalls()).toHaveLength(0);
	});

	it('refuses a record without its external id, which would be created with each run', async () => {
		const [output] = await save([account(1, [person('x')])], {
			externalIdFields: keys(['Contact', 'External_Id__c']),
		});
		expect(output?.error).toMatch(/Contacts\[0\] has no value for 'External_Id__c'/);
	});

	it('refuses an API version without graphs', async () => {
		const [output] = await save([account(1)], { options: { apiVersion: 'v49.0' } });
		expect(output?.error).toMatch(/API version 49.0/);
	});
});

describe('what is not known', () => {
	it('does not send trees again whose answer was lost', async () => {
		org.addFault({ match: { path: 'composite/graph' }, times: 1, dropAfter: true });
		const [output] = await save([account(1, [person('x')])]);
		expect(output).toMatchObject({ details: { errorCode: 'UNKNOWN_OUTCOME' } });
		expect(rows('Account')).toHaveLength(1);
		expect(graphCalls()).toHaveLength(1);
	});

	const keyed = (n: number): IDataObject => ({
		...account(n, [person('x', { External_Id__c: `C-${n}` })]),
		External_Id__c: `A-${n}`,
	});
	const byKeys = {
		externalIdFields: keys(['Account', 'External_Id__c'], ['Contact', 'External_Id__c']),
	};

	it('repeats trees whose records all have a key, and no longer says what was created', async () => {
		org.addFault({ match: { path: 'composite/graph' }, times: 1, dropAfter: true });
		const [output] = await save([keyed(1)], byKeys);
		expect(output).toMatchObject({ created: null, children: { Contacts: [{ created: null }] } });
		expect(graphCalls()).toHaveLength(2);
		expect(rows('Contact')).toHaveLength(1);
	});

	it('keeps trees that are safe to repeat apart from those that are not', async () => {
		const mixed = { ...keyed(3), Cases: [{ Subject: 'Help' }] };
		org.addFault({ match: { path: 'composite/graph' }, after: 1, times: 1, dropAfter: true });
		const output = await save([keyed(1), mixed, keyed(2)], byKeys);
		expect(output.map(({ created }) => created)).toEqual([true, undefined, true]);
		expect(output[1]).toMatchObject({ details: { errorCode: 'UNKNOWN_OUTCOME' } });
		expect(rows('Case')).toHaveLength(1);
	});

	it('sends only what is not saved when n8n tries again', async () => {
		const items = Array.from({ length: 80 }, (_, n) => account(n, [person(`p${n}`)]));
		const test = prepare(items, {}, { retryOnFail: true });
		const QUOTA = [
			{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
		];
		org.addFault({
			match: { path: 'composite/graph' },
			after: 1,
			times: 1,
			status: 403,
			body: QUOTA,
		});
		await expect(runNode(test)).rejects.toThrow(/TotalRequests/);
		expect(rows('Account')).toHaveLength(75);
		const output = await runNode(test);
		expect(rows('Account').map(({ Name }) => Name)).toEqual(items.map(({ Name }) => Name));
		expect(output.map(({ json }) => json.id)).toEqual(rows('Account').map(({ Id }) => Id));
	});

	it('sends a graph again that met a locked record', async () => {
		org.addFault({ match: { path: 'composite/graph' }, times: 1, lockRow: true });
		const [output] = await save([account(1, [person('x')])]);
		expect(output).toMatchObject({ success: true });
		expect(rows('Account')).toHaveLength(1);
	});
});

describe('the editor', () => {
	const listed = (name: 'getChildRelationships' | 'getTreeObjects') =>
		loadOptions[name].call(createEditorContext(org, { object: byName('Account') }));

	it('lists the child relationships of the object, so that nobody has to know them', async () => {
		expect(await listed('getChildRelationships')).toContainEqual({
			name: 'Contacts (Contact, by AccountId)',
			value: 'Contacts',
		});
	});

	it('lists the objects that an external id field may be named for', async () => {
		const [first, ...children] = await listed('getTreeObjects');
		expect(first).toEqual({ name: 'Account', value: 'Account' });
		expect(children).toContainEqual({ name: 'Contact (in Contacts)', value: 'Contact' });
	});
});
