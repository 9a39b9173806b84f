import { type IDataObject, validateFieldType } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const autoMap = (matchingColumns: string[] = []) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
});

const MATCHING: Record<string, string> = { update: 'Id', upsert: 'External_Id__c' };

function contextOf(
	operation: string,
	parameters: IDataObject,
	items: IDataObject[] = [{}],
	rest: Partial<ContextOptions> = {},
) {
	return createContext(org, {
		items,
		parameters: {
			resource: 'record',
			operation,
			object: { __rl: true, mode: 'name', value: 'Contact' },
			fields: autoMap(operation in MATCHING ? [MATCHING[operation]!] : []),
			...parameters,
		},
		...rest,
	});
}

const run = async (...args: Parameters<typeof contextOf>) =>
	(await runNode(contextOf(...args))).map(({ json }) => json);

const lastPaths = () => org.calls.map(({ path }) => path.split('/').slice(-2).join('/'));

describe('moments in items that are mapped automatically', () => {
	it('are written by the type of their field, for one describe and no call more', async () => {
		org.metadata.extend('Contact', [
			{ name: 'Seen__c', type: 'datetime' },
			{ name: 'Opens__c', type: 'time' },
		]);
		const items = Array.from({ length: 1000 }, (_, n) => ({
			LastName: `Doe ${n}`,
			Birthdate: '2026-01-31T00:00:00.000Z',
			Seen__c: '2026-01-31 10:00:00',
			Opens__c: '10:00',
		}));
		const output = await run('create', {}, items, { timezone: 'Europe/Berlin' });
		expect(output.every(({ success }) => success === true)).toBe(true);
		for (const record of org.records('Contact')) {
			expect(record).toMatchObject({
				Birthdate: '2026-01-31',
				Seen__c: '2026-01-31T09:00:00.000+0000',
				Opens__c: '10:00:00.000Z',
			});
		}
		expect(lastPaths()).toEqual([
			'Contact/describe',
			...Array.from({ length: 5 }, () => 'composite/sobjects'),
		]);
	});

	it('cost no describe if no item holds one', async () => {
		await run('create', {}, [{ LastName: '2026 was good', Phone: '10:00 to 12:00' }]);
		expect(lastPaths()).toEqual(['composite/sobjects']);
	});

	it('that are none of the calendar are refused, the field named, and the others saved', async () => {
		const output = await run(
			'create',
			{},
			[
				{ LastName: 'A', Birthdate: '2026-02-30T00:00:00Z' },
				{ LastName: 'B', Birthdate: new Date(NaN) },
				{ LastName: 'C', Birthdate: '2026-02-28T00:00:00Z' },
			],
			{ onError: 'continueRegularOutput' },
		);
		expect(output).toMatchObject([
			{ error: expect.stringContaining('Birthdate') },
			{ error: "The field 'Birthdate' takes a value, not null" },
			{ success: true },
		]);
	});
});

describe('one time zone', () => {
	const search = (parameters: IDataObject) =>
		run('getAll', { returnAll: true, ...parameters, returnFields: ['LastName'] }, [{}], {
			timezone: 'Asia/Tokyo',
		});

	it.each(['2026-01-31T09:30:00', '2026-01-31 09:30', '2026-01-31'])(
		'finds by a filter and by a bind what was written as %s',
		async (text) => {
			org.metadata.extend('Contact', [{ name: 'Seen__c', type: 'datetime' }]);
			await run('create', {}, [{ LastName: 'Doe', Seen__c: text }], { timezone: 'Asia/Tokyo' });
			const wall = new Date(
				Date.parse(org.records('Contact')[0]!.Seen__c as string) + 9 * 3_600_000,
			);
			const written = text.replace(' ', 'T').padEnd(19, text.includes(':') ? ':00' : 'T00:00:00');
			expect(wall.toISOString()).toBe(`${written}.000Z`);
			const conditions = [{ field: 'Seen__c', operator: 'equals', value: text }];
			expect(await search({ filters: { conditions } })).toMatchObject([{ LastName: 'Doe' }]);
			const bound = {
				resource: 'query',
				operation: 'executeQuery',
				query: 'SELECT LastName FROM Contact WHERE Seen__c = :at',
				bindings: { values: [{ name: 'at', type: 'datetime', value: text }] },
			};
			expect(await search(bound)).toEqual([{ LastName: 'Doe' }]);
		},
	);
});

it('finds by a filter and by a bind what is in a Time field', async () => {
	const [depot = ''] = org.insert('Depot__c', [{ Name: 'North' }]);
	org.insert(
		'Machine__c',
		['08:00:00.000Z', '10:30:00.000Z'].map((at) => ({
			Depot__c: depot,
			Model__c: at.slice(0, 5),
			Shift_Start__c: at,
		})),
	);
	const conditions = [{ field: 'Shift_Start__c', operator: 'greaterOrEqual', value: '10:30' }];
	const filtered = await run('getAll', {
		object: { __rl: true, mode: 'name', value: 'Machine__c' },
		filters: { conditions },
		returnFields: ['Model__c'],
	});
	expect(filtered).toMatchObject([{ Model__c: '10:30' }]);
	const bound = await run('executeQuery', {
		resource: 'query',
		query: 'SELECT Model__c FROM Machine__c WHERE Shift_Start__c < :at',
		bindings: { values: [{ name: 'at', type: 'time', value: '10:30:00' }] },
	});
	expect(bound).toEqual([{ Model__c: '08:00' }]);
});

describe('a record that was read', () => {
	const leaveOut = { options: { unknownFields: 'leaveOut' } };
	beforeEach(() => {
		org.insert('Account', [
			{ Name: 'Acme', External_Id__c: 'A-1' },
			{ Name: 'Globex', External_Id__c: 'A-2' },
			{ Name: 'Keyless' },
		]);
	});
	const account = (name: string) => org.records('Account').find(({ Name }) => Name === name)!.Id!;
	const contact = () => org.records('Contact')[0]!;
	const update = async (item: IDataObject) => {
		const [output] = await run('update', leaveOut, [{ Id: contact().Id, ...item }]);
		expect(output).toMatchObject({ success: true });
	};

	it.each<[string, IDataObject]>([
		['nested', { Account: { attributes: { type: 'Account' }, Name: 'X' }, Owner: { Name: 'Y' } }],
		['flat', { 'Account.Name': 'X', 'Owner.Name': 'Y' }],
		['without a parent', { Account: null, Owner: null, 'Account.External_Id__c': null }],
	])('is written back, its parents %s left out', async (_, parents) => {
		org.insert('Contact', [{ LastName: 'Doe', AccountId: account('Keyless') }]);
		await update({ LastName: 'Roe', ...parents });
		expect(contact()).toMatchObject({ LastName: 'Roe', AccountId: account('Keyless') });
	});

	it.each<[string, IDataObject]>([
		['flat', { 'Account.Name': 'Globex', 'Account.External_Id__c': 'A-2' }],
		['flat, the other way round', { 'Account.External_Id__c': 'A-2', 'Account.Name': 'Globex' }],
		['nested', { Account: { Name: 'Globex', External_Id__c: 'A-2' } }],
		['with an empty lookup', { AccountId: null, 'Account.External_Id__c': 'A-2' }],
	])('keeps its parent by the external id alone, %s', async (_, parents) => {
		org.insert('Contact', [{ LastName: 'Doe', AccountId: account('Acme') }]);
		await update({ LastName: 'Roe', ...parents });
		expect(contact()).toMatchObject({ LastName: 'Roe', AccountId: account('Globex') });
	});

	it('uses the lookup if it holds both the lookup and the relationship', async () => {
		org.insert('Contact', [{ LastName: 'Doe', AccountId: account('Acme') }]);
		await update({ AccountId: account('Globex'), 'Account.External_Id__c': 'A-1' });
		expect(contact()).toMatchObject({ AccountId: account('Globex') });
		await update({ AccountId: account('Keyless'), 'Account.External_Id__c': null });
		expect(contact()).toMatchObject({ AccountId: account('Keyless') });
	});
});

describe('a record that occurs twice', () => {
	it.each([2, 200, 201])('wins by its last row, %i items apart', async (apart) => {
		const items = Array.from({ length: apart + 1 }, (_, n) => ({
			LastName: `Doe ${n}`,
			External_Id__c: n === 0 ? 'key' : n === apart ? 'KEY ' : `E-${n}`,
		}));
		const output = await run('upsert', { options: { concurrency: 5 } }, items);
		expect(output.every(({ success }) => success === true)).toBe(true);
		expect(output[apart]).toMatchObject({ id: output[0]!.id, created: false });
		expect(org.records('Contact')).toHaveLength(apart);
		const last = org.records('Contact').find(({ Id }) => Id === output[0]!.id);
		expect(last).toMatchObject({ LastName: `Doe ${apart}` });
		// Salesforce refuses both where one call holds both.
		expect(lastPaths()).toHaveLength(Math.ceil(apart / 200) + 1);
	});

	it('is known by its Id in 15 and in 18 characters', async () => {
		const [id = ''] = org.insert('Contact', [{ LastName: 'Doe' }]);
		const items = [
			{ Id: id, LastName: 'First' },
			{ Id: id.slice(0, 15), LastName: 'Last' },
		];
		const output = await run('update', {}, items);
		expect(output.every(({ success }) => success === true)).toBe(true);
		expect(lastPaths()).toEqual(['composite/sobjects', 'composite/sobjects']);
		expect(org.records('Contact')[0]).toMatchObject({ LastName: 'Last' });
	});
});

describe('Related Records: Flat', () => {
	const flat = { relatedRecords: 'flat' };
	beforeEach(() => {
		const [acme = ''] = org.insert('Account', [{ Name: 'Acme' }]);
		org.insert('Contact', [{ LastName: 'Childless' }, { LastName: 'Child', AccountId: acme }]);
	});
	const columns = ['LastName', 'Account.Name', 'Account.Owner.Name'];
	const columnsOf = (rows: IDataObject[]) => rows.map((row) => Object.keys(row));

	it.each([
		'SELECT LastName, Account.Name, Account.Owner.Name FROM Contact ORDER BY LastName',
		'SELECT LastName, account.name, Account.owner.NAME FROM Contact ORDER BY LastName DESC',
		"SELECT LastName, Account.Name, Account.Owner.Name FROM Contact WHERE LastName = 'Child'",
	])('gives every row the same columns: %s', async (query) => {
		const parameters = { resource: 'query', query, returnAll: true, options: flat };
		for (const row of columnsOf(await run('executeQuery', parameters)))
			expect(row).toEqual(columns);
	});

	it('gives them if no row has a parent', async () => {
		const query = "SELECT LastName, Account.Name FROM Contact WHERE LastName = 'Childless'";
		const parameters = { resource: 'query', query, returnAll: true, options: flat };
		expect(await run('executeQuery', parameters)).toEqual([
			{ LastName: 'Childless', 'Account.Name': null },
		]);
	});

	it('gives them in Get Many and Get', async () => {
		const options = { ...flat, fields: columns };
		const many = await run('getAll', { returnAll: true, returnFields: columns, options: flat });
		expect(columnsOf(many)).toEqual([
			['Id', ...columns],
			['Id', ...columns],
		]);
		const ids = org.records('Contact').map(({ Id }) => ({ id: Id as string }));
		const recordId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
		for (const items of [ids, ids.slice(0, 1)]) {
			for (const row of columnsOf(await run('get', { recordId, options }, items))) {
				expect(row).toEqual(columns);
			}
		}
	});

	it('gives them in a search', async () => {
		const sosl = 'FIND {Chil*} IN ALL FIELDS RETURNING Contact(LastName, Account.Name)';
		const parameters = { resource: 'search', searchBy: 'sosl', sosl, returnAll: true };
		const rows = await run('executeSearch', { ...parameters, options: flat });
		expect(rows).toHaveLength(2);
		for (const row of columnsOf(rows)) {
			expect(row.toSorted()).toEqual(['Account.Name', 'LastName', 'object']);
		}
	});
});

describe('what is mapped by hand', () => {
	const mapped = (value: IDataObject, schema: IDataObject[]) => ({
		fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema },
	});
	const field = (id: string, salesforceType: string, required = false) => ({
		id,
		displayName: id,
		type: 'string',
		salesforceType,
		required,
		removed: false,
		display: true,
		defaultMatch: false,
	});

	it.each(['Price;Quality', '["Price","Quality"]', ' [ "Price" , "Quality" ] '])(
		'takes for a multi-select picklist %s',
		async (text) => {
			org.metadata.extend('Contact', [{ name: 'Tags__c', type: 'multipicklist' }]);
			const schema = [field('LastName', 'string', true), field('Tags__c', 'multipicklist')];
			await run('create', mapped({ LastName: 'Doe', Tags__c: text }, schema));
			expect(org.records('Contact')[0]).toMatchObject({ Tags__c: 'Price;Quality' });
		},
	);

	it('does not send a required field that is empty, so that a default holds', async () => {
		const depot = org.insert('Depot__c', [{ Name: 'North' }])[0]!;
		const schema = ['Depot__c', 'Model__c', 'State__c'].map((id) => field(id, 'string', true));
		const value = { Depot__c: depot, Model__c: 'M', State__c: '' };
		const object = { __rl: true, mode: 'name', value: 'Machine__c' };
		await run('create', { ...mapped(value, schema), object });
		expect(org.records('Machine__c')[0]).toMatchObject({ State__c: 'Planned' });
	});

	it('shows what Salesforce says of a required field that is empty', async () => {
		const schema = [field('LastName', 'string', true), field('FirstName', 'string')];
		const parameters = mapped({ LastName: '', FirstName: 'Jane' }, schema);
		const rest = { onError: 'continueRegularOutput' as const };
		const [output] = await run('create', parameters, [{}], rest);
		expect(output).toMatchObject({ error: 'Required fields are missing: [LastName]' });
	});

	it('is published by n8n also if it is emptied, or typed as people do', async () => {
		org.metadata.extend('Contact', [
			{ name: 'Tags__c', type: 'multipicklist' },
			{ name: 'Kind__c', type: 'picklist', restrictedPicklist: true, picklistValues: ['A'] },
		]);
		const object = { __rl: true, mode: 'name', value: 'Contact' };
		const editor = createEditorContext(org, { resource: 'record', operation: 'create', object });
		const { fields } = await new Salesforce().methods.resourceMapping.getCreateFields.call(editor);
		const typed = { Tags__c: 'Price;Quality', Kind__c: '', DoNotCall: '' };
		for (const [id, value] of Object.entries(typed)) {
			const { type, options } = fields.find((one) => one.id === id)!;
			const verdict = validateFieldType(id, value, type!, { valueOptions: options! });
			expect(verdict.valid, id).toBe(true);
		}
		await run('create', mapped({ LastName: 'Doe', ...typed }, fields as never));
		expect(org.records('Contact')[0]).toMatchObject({ Tags__c: 'Price;Quality', DoNotCall: false });
	});
});

describe('what is too long for a URL', () => {
	const ids = Array.from({ length: 6000 }, (_, n) => `E-${'x'.repeat(12)}-${n}`);

	it('is split, as a filter of Get Many', async () => {
		org.insert('Contact', [
			{ LastName: 'First', External_Id__c: ids[0]! },
			{ LastName: 'Last', External_Id__c: ids.at(-1)! },
		]);
		const conditions = [{ field: 'External_Id__c', operator: 'in', value: ids }];
		const parameters = { returnAll: true, filters: { conditions } };
		const rows = await run('getAll', { ...parameters, returnFields: ['LastName'] });
		expect(rows).toMatchObject([{ LastName: 'First' }, { LastName: 'Last' }]);
	});

	it('is told with what would work, if it can’t be split', async () => {
		const parameters = {
			resource: 'query',
			query: 'SELECT Id FROM Contact WHERE External_Id__c IN :ids ORDER BY Name',
			bindings: { values: [{ name: 'ids', type: 'list', value: ids }] },
		};
		const rest = { onError: 'continueRegularOutput' as const };
		const [output] = await run('executeQuery', parameters, [{}], rest);
		const { advice } = output!.details as { advice: string };
		expect(advice).toContain('sort with n8n');
		expect(advice).not.toContain('use a Bulk query');
	});

	it('goes in a body: the names of many fields, by ID and by external ID', async () => {
		const names = Array.from({ length: 850 }, (_, n) => `A_Rather_Long_Field_Name_${n}__c`);
		org.metadata.extend(
			'Contact',
			names.map((name) => ({ name, type: 'string' as const })),
		);
		const [id = ''] = org.insert('Contact', [
			{ LastName: 'Doe', External_Id__c: 'C-1', [names[849]!]: 'here' },
		]);
		const read = async (mode: string, value: string) => {
			const recordId = { __rl: true, mode, value };
			const externalIdField = 'External_Id__c';
			return run('get', { recordId, externalIdField, options: { fields: names } });
		};
		expect(await read('id', id)).toMatchObject([{ [names[849]!]: 'here' }]);
		expect(await read('externalId', 'C-1')).toMatchObject([{ [names[849]!]: 'here' }]);
	});

	it('goes in a body: an Explain, and a search', async () => {
		const list = ids.slice(0, 1000).map((id) => `'${id}'`);
		const query = `SELECT Id FROM Contact WHERE External_Id__c IN (${list.join()}) ORDER BY Id`;
		const plans = await run('explain', { resource: 'query', query });
		expect(plans.length).toBeGreaterThan(0);
		org.insert('Contact', [{ LastName: 'Doe' }]);
		const where = Array.from({ length: 700 }, (_, n) => `LastName != 'Somebody ${n}'`).join(
			' AND ',
		);
		const sosl = `FIND {Doe} IN ALL FIELDS RETURNING Contact(LastName WHERE ${where})`;
		const parameters = { resource: 'search', searchBy: 'sosl', sosl, returnAll: true };
		expect(await run('executeSearch', parameters)).toMatchObject([{ LastName: 'Doe' }]);
	});
});

describe('Get', () => {
	const recordId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
	const answerWith = (records: (ids: string[]) => unknown) => {
		const ids = org.insert(
			'Contact',
			['A', 'B', 'C'].map((LastName) => ({ LastName })),
		);
		org.addFault({
			match: { path: 'composite/sobjects/Contact' },
			status: 200,
			body: records(ids),
		});
		const items = ids.map((id) => ({ id }));
		const options = { fields: ['LastName'] };
		return run('get', { recordId, options }, items, { onError: 'continueRegularOutput' });
	};
	const record = (id: string, LastName: string) => ({
		attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${id}` },
		LastName,
	});

	it('gives each item its own record, whatever order they come in', async () => {
		const output = await answerWith((ids) => [
			record(ids[2]!, 'C'),
			record(ids[0]!, 'A'),
			record(ids[1]!, 'B'),
		]);
		expect(output).toEqual([{ LastName: 'A' }, { LastName: 'B' }, { LastName: 'C' }]);
	});

	it.each<[string, (ids: string[]) => unknown]>([
		['one short', (ids) => [record(ids[1]!, 'B'), record(ids[2]!, 'C')]],
		['with a stranger', (ids) => [record(ids[0]!, 'A'), record('003000000000000AAA', 'X'), null]],
		['without ids', () => [{ LastName: 'A' }, { LastName: 'B' }, { LastName: 'C' }]],
	])('gives no item a neighbour’s record if the answer is %s', async (_, records) => {
		const output = await answerWith(records);
		for (const item of output) expect(item.error).toMatch(/^Salesforce answered with /);
	});
});

describe('a parameter by expression', () => {
	it.each<[string, IDataObject, string]>([
		['Limit', { limit: '5 OFFSET 1' }, "'Limit' must be"],
		['Limit', { limit: 0 }, "'Limit' must be"],
		[
			'Sort',
			{ sort: { fields: [{ field: 'LastName', direction: 'ASC LIMIT 1 OFFSET 2' }] } },
			'to sort by',
		],
	])('%s is refused if it is none: %j', async (_, parameters, message) => {
		const rest = { onError: 'continueRegularOutput' as const };
		const [output] = await run('getAll', { ...parameters, returnFields: ['Id'] }, [{}], rest);
		expect(output!.error).toContain(message);
		expect(org.calls).toHaveLength(0);
	});
});

it('takes a query with blanks behind a path for what it is', async () => {
	org.insert('Contact', [{ LastName: 'Doe' }]);
	const path = 'query?q=SELECT LastName FROM Contact';
	const [answer] = await run('send', { resource: 'apiRequest', method: 'GET', path });
	expect(JSON.stringify(answer)).toContain('Doe');
});
