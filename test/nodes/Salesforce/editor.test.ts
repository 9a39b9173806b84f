import {
	type IDataObject,
	type INodeProperties,
	NodeApiError,
	NodeHelpers,
	type ResourceMapperValue,
} from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialTypes, readWorkflow } from '../../../demo/workflows';
import { type Org, startOrg } from '../../../emulator';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { root } from '../../docs/readPage';
import { readReadyWorkflow } from '../../docs/readReadyWorkflow';
import { createEditorContext } from '../createContext';

const node = new Salesforce();
const { listSearch, loadOptions, resourceMapping } = node.methods;

/** What was mapped in a workflow's node that upserts. */
function mappingOf(nodes: readonly object[]): ResourceMapperValue {
	const all = nodes as Array<{ parameters?: { operation?: string; fields?: unknown } }>;
	const upsert = all.find(({ parameters }) => parameters?.operation === 'upsert');
	return upsert!.parameters!.fields as ResourceMapperValue;
}

const flow = { ...credentialTypes.clientCredentials, id: '1' };

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const editor = (parameters: IDataObject = {}) =>
	createEditorContext(org, {
		resource: 'record',
		operation: 'create',
		object: { __rl: true, mode: 'list', value: 'Contact' },
		...parameters,
	});

describe('the object picker', () => {
	it('finds standard and custom objects by label and by API name', async () => {
		const { results } = await listSearch.searchObjects.call(editor(), '');
		expect(results.map(({ value }) => value)).toEqual(
			expect.arrayContaining(['Account', 'Contact', 'Lead', 'UpsertTable__c']),
		);
		const found = await listSearch.searchObjects.call(editor(), 'upserttable');
		expect(found.results).toHaveLength(1);
		expect(found.results[0]!.name).toMatch(/\(UpsertTable__c\)$|^UpsertTable__c$/);
	});

	it('ranks what is that, what begins so, and what holds it', async () => {
		const find = async (filter: string) =>
			(await listSearch.searchObjects.call(editor({ operation: 'getAll' }), filter)).results.map(
				({ value }) => value,
			);
		expect(await find(' campaign ')).toEqual(['Campaign', 'CampaignMember']);
		const found = await find('ta');
		expect(found[0]).toBe('Task');
		expect(found).toContain('Contact');
		expect((await find('account'))[0]).toBe('Account');
	});

	it('offers only what the operation can work on', async () => {
		const all = await listSearch.searchObjects.call(editor({ operation: 'getAll' }), '');
		const creatable = await listSearch.searchObjects.call(editor(), '');
		expect(all.results.map(({ value }) => value)).toContain('Organization');
		expect(creatable.results.map(({ value }) => value)).not.toContain('Organization');
	});

	it('offers a bulk job only what its own operation can work on, and the trigger what can be read', async () => {
		const names = async (parameters: IDataObject) =>
			(await listSearch.searchObjects.call(editor(parameters))).results.map(({ value }) => value);
		const bulk = { resource: 'bulkJob', operation: 'ingest' };
		expect(await names({ ...bulk, bulkOperation: 'insert' })).not.toContain('Organization');
		expect(await names({ ...bulk, bulkOperation: 'hardDelete' })).not.toContain('User');
		const readable = await names({ resource: '', operation: '' });
		expect(readable).toContain('Organization');
		expect(readable).not.toContain('ActivityHistory');
	});

	it("says what to do if Salesforce refuses the login, beside Salesforce's own words", async () => {
		org.refuseLogins({ error: 'invalid_grant', error_description: 'inactive user' });
		const refused = await listSearch.searchObjects.call(editor()).catch((error: unknown) => error);
		// n8n passes the description on of this class only, and links the credential at a 401.
		expect(refused).toBeInstanceOf(NodeApiError);
		expect(refused).toMatchObject({
			message: 'inactive user (invalid_grant)',
			description: expect.stringContaining('reactivates it under Setup > Users') as string,
			httpCode: '401',
		});
	});
});

describe('the record picker', () => {
	it('finds records by a part of their name, in order', async () => {
		org.insert('Contact', [{ LastName: 'Roe' }, { FirstName: 'Jane', LastName: 'Doe' }]);
		const names = async (filter?: string) =>
			(await listSearch.searchRecords.call(editor(), filter)).results.map(({ name }) => name);
		expect(await names()).toEqual(['Jane Doe', 'Roe']);
		expect(await names('ne d')).toEqual(['Jane Doe']);
		expect(await names("100%' OR")).toEqual([]);
		const { results } = await listSearch.searchRecords.call(editor(), 'Roe');
		expect(results[0]!.value).toBe(org.records('Contact')[0]!.Id);
	});

	it('finds those of an object without Name', async () => {
		org.insert('Case', [{ Subject: 'Zebra' }]);
		const cases = editor({ object: { __rl: true, mode: 'list', value: 'Case' } });
		const { results } = await listSearch.searchRecords.call(cases);
		expect(results).toHaveLength(1);
		expect(results[0]!.name).toBe(org.records('Case')[0]!.CaseNumber);
	});
});

describe('the lists of a search', () => {
	const values = (options: Array<{ value: unknown }>) => options.map(({ value }) => value);

	it('offer the objects that can be searched', async () => {
		const offered = values(await loadOptions.getSearchableObjects.call(editor()));
		expect(offered).toEqual(expect.arrayContaining(['Account', 'Contact', 'Lead']));
		expect(offered).not.toContain('Organization');
		expect(offered).not.toContain('Order_Placed__e');
	});

	it('offer the fields that all of the chosen objects have', async () => {
		const search = { resource: 'search', operation: 'executeSearch' };
		const fieldsOf = async (...objects: string[]) =>
			values(await loadOptions.getSearchFields.call(editor({ ...search, objects })));
		expect(await fieldsOf('Contact')).toContain('LastName');
		expect(await fieldsOf('Contact', 'Account')).toContain('Phone');
		expect(await fieldsOf('Contact', 'Account')).not.toContain('LastName');
		expect(await fieldsOf()).toEqual([]);
	});
});

describe('the field mapper', () => {
	it('calls a field by its label alone if that says its name, so that keys for an AI are short', async () => {
		const { fields } = await resourceMapping.getCreateFields.call(editor());
		const labels = new Map(fields.map(({ id, displayName }) => [id, displayName]));
		expect(labels.get('LastName')).toBe('Last Name');
		expect(labels.get('External_Id__c')).toBe('External Id');
		expect(labels.get('Phone')).toBe('Business Phone (Phone)');
	});

	it('offers the values of a picklist, also if Salesforce would take others', async () => {
		const { fields } = await resourceMapping.getCreateFields.call(editor());
		const source = fields.find(({ id }) => id === 'LeadSource')!;
		expect(source.type).toBe('options');
		expect(source.options).toContainEqual({ name: 'Partner Referral', value: 'Partner Referral' });
		org.metadata.extend('Contact', [{ name: 'Free__c', type: 'picklist', picklistValues: [] }]);
		const { fields: again } = await resourceMapping.getCreateFields.call(editor());
		expect(again.find(({ id }) => id === 'Free__c')).toMatchObject({ type: 'string' });
	});

	it('says which field a picklist depends on', async () => {
		const object = { __rl: true, mode: 'list', value: 'Machine__c' };
		const { fields } = await resourceMapping.getCreateFields.call(editor({ object }));
		const names = fields.map(({ displayName }) => displayName);
		expect(names).toContainEqual(expect.stringMatching(/\(Variant__c, depends on Kind__c\)$/));
	});

	it('shows required fields first, and none that the user cannot set', async () => {
		org.metadata.extend('Contact', [{ name: 'Tags__c', type: 'multipicklist' }]);
		const { fields } = await resourceMapping.getCreateFields.call(editor());
		expect(fields[0]).toMatchObject({ id: 'LastName', required: true, removed: false });
		expect(fields.filter(({ removed }) => removed === false).map(({ id }) => id)).toEqual([
			'LastName',
		]);
		const names = fields.map(({ id }) => id);
		for (const name of ['Id', 'CreatedDate', 'SystemModstamp', 'IsDeleted', 'Name']) {
			expect(names).not.toContain(name);
		}
		expect(fields.find(({ id }) => id === 'Birthdate')).toMatchObject({
			type: 'dateTime',
			salesforceType: 'date',
		});
		// n8n's list would take JSON only, and people write A;B.
		expect(fields.find(({ id }) => id === 'Tags__c')).toMatchObject({ type: 'string' });
	});

	it('leaves out fields that the user may not see', async () => {
		org.setPolicy({ hiddenFields: ['Contact.Phone'] });
		const { fields } = await resourceMapping.getCreateFields.call(editor());
		expect(fields.map(({ id }) => id)).not.toContain('Phone');
	});

	it('matches updates on Id and upserts on an external id', async () => {
		const update = await resourceMapping.getUpdateFields.call(editor({ operation: 'update' }));
		expect(update.fields.filter(({ canBeUsedToMatch }) => canBeUsedToMatch)).toMatchObject([
			{ id: 'Id', defaultMatch: true, removed: false },
			{ id: 'External_Id__c', defaultMatch: false, removed: true },
			{ id: 'Email', defaultMatch: false, removed: true },
		]);
		const bulk = await resourceMapping.getBulkUpdateFields.call(editor({ operation: 'ingest' }));
		expect(bulk.fields.filter(({ canBeUsedToMatch }) => canBeUsedToMatch)).toMatchObject([
			{ id: 'Id', defaultMatch: true },
		]);
		const upsert = await resourceMapping.getUpsertFields.call(editor({ operation: 'upsert' }));
		const matching = upsert.fields.filter(({ canBeUsedToMatch }) => canBeUsedToMatch);
		expect(matching[0]).toMatchObject({ id: 'External_Id__c', defaultMatch: true });
		expect(matching.map(({ id }) => id)).toContain('Id');
		expect(new Set(upsert.fields.map(({ id }) => id)).size).toBe(upsert.fields.length);
	});

	it.each([
		['getUpdateFields', 'Id'],
		['getUpsertFields', 'External_Id__c'],
	] as const)(
		'%s marks the field to match on as required, for n8n hides all others',
		async (method, id) => {
			const { fields } = await resourceMapping[method].call(editor());
			expect(fields.find((field) => field.id === id)).toMatchObject({ required: true });
		},
	);

	it('offers the fields that the workflows of demo and docs were saved with, or n8n calls them out of date', async () => {
		const { fields } = await resourceMapping.getUpsertFields.call(editor({ operation: 'upsert' }));
		const demo = mappingOf(readWorkflow('contacts', flow, org.url).nodes);
		const offered = fields.map((field) => ({ ...field, removed: !(field.id in demo.value!) }));
		expect(demo.schema).toEqual(offered);
		const { schema } = mappingOf(readReadyWorkflow('csv-to-salesforce').nodes);
		expect(offered).toEqual(expect.arrayContaining(schema));
	});

	it('offers parents by their external id', async () => {
		const { fields } = await resourceMapping.getCreateFields.call(editor());
		expect(fields.map(({ id }) => id)).toContain('Account.External_Id__c');
	});
});

describe('option lists', () => {
	it('lists the org’s API versions, newest first', async () => {
		const versions = await loadOptions.getApiVersions.call(editor());
		expect(versions[0]!.value).toBe('v68.0');
		expect(versions.map(({ value }) => value)).toContain('v67.0');
	});

	it("offers a filter's operators by the type of its field", async () => {
		const operators = async (field: string) => {
			const parameters = { filters: { conditions: [{ field }] } };
			const context = editor(parameters);
			const read = context.getCurrentNodeParameter.bind(context);
			context.getCurrentNodeParameter = (path, options) =>
				path === '&field' ? field : read(path, options);
			return loadOptions.getFilterOperators.call(context);
		};
		const offered = async (field: string) => (await operators(field)).map(({ value }) => value);
		expect(await offered('DoNotCall')).toEqual(['equals', 'notEquals']);
		expect(await offered('AccountId')).not.toContain('contains');
		expect(await offered('LastName')).toContain('startsWith');
		expect(await offered('Birthdate')).toContain('inPeriod');
		expect(await offered('LastName')).not.toContain('inPeriod');
		const [after] = (await operators('CreatedDate')).filter(({ value }) => value === 'greater');
		expect(after!.name).toBe('Is After');
		// Of a parent, or by an expression: anything goes.
		expect(await offered('Account.Name')).toHaveLength(16);
		expect(await offered('')).toHaveLength(16);
	});

	it('lists the fields that find one record, and none before an object is chosen', async () => {
		const keys = await loadOptions.getExternalIdFields.call(editor());
		expect(keys.map(({ value }) => value)).toContain('External_Id__c');
		const object = { __rl: true, mode: 'list', value: '' };
		expect(await loadOptions.getFields.call(editor({ object }))).toEqual([]);
	});

	it('say in one text why they are empty and what to do, for n8n shows no more of a dropdown', async () => {
		org.refuseLogins({ error: 'invalid_grant', error_description: 'inactive user' });
		const text =
			/^inactive user \(invalid_grant\)\. The user is deactivated or frozen\. A Salesforce admin/;
		await expect(loadOptions.getFields.call(editor())).rejects.toThrow(text);
	});
});

describe('the description', () => {
	const { properties } = node.description;
	const operations = properties.filter(({ name }) => name === 'operation');

	it('offers every operation of the contract', () => {
		const offered = operations.flatMap(({ displayOptions, options }) =>
			(options as Array<{ value: string }>).map(
				({ value }) => `${displayOptions!.show!.resource![0] as string}/${value}`,
			),
		);
		expect(offered).toEqual(
			expect.arrayContaining([
				'record/create',
				'record/update',
				'record/upsert',
				'record/delete',
				'record/get',
				'record/getAll',
				'query/executeQuery',
				'search/executeSearch',
				'event/publish',
				'apiRequest/send',
			]),
		);
	});

	it('asks how filters go together once there are two', () => {
		const mustMatch = properties.filter(({ name }) => name === 'mustMatch');
		const isShown = (count: number) => {
			const conditions = Array.from({ length: count }, (_, n) => ({ field: `F${n}` }));
			const filters = count > 0 ? { conditions } : {};
			const values = { resource: 'record', operation: 'getAll', filters };
			return mustMatch.some((property) =>
				NodeHelpers.displayParameter(values, property, null, node.description),
			);
		};
		expect([0, 1, 2, 3].map(isShown)).toEqual([false, false, true, true]);
	});

	it('keeps how filters go together when n8n loads the workflow', () => {
		const conditions = [{ field: 'A' }, { field: 'B' }];
		const values = {
			resource: 'record',
			operation: 'getAll',
			filters: { conditions },
			mustMatch: 'any',
		};
		const kept = NodeHelpers.getNodeParameters(
			properties,
			values,
			true,
			false,
			{ typeVersion: 1 },
			node.description,
		);
		expect(kept).toMatchObject({ mustMatch: 'any' });
	});

	it('asks for the field of an external ID only if the record is named by one', () => {
		const field = properties.find(
			({ name, displayOptions }) =>
				name === 'externalIdField' && displayOptions?.show?.operation?.[0] === 'get',
		)!;
		const isShown = (mode: string) => {
			const recordId = { __rl: true, mode, value: 'x' };
			const values = { resource: 'record', operation: 'get', recordId };
			return NodeHelpers.displayParameter(values, field, null, node.description);
		};
		expect(['list', 'id', 'url', 'externalId'].map(isShown)).toEqual([false, false, false, true]);
	});

	it('shows records first', () => {
		const resource = properties.find(({ name }) => name === 'resource')!;
		const names = (resource.options as Array<{ name: string }>).map(({ name }) => name);
		const others = names.slice(1);
		expect(names[0]).toBe('Record');
		expect(others).toEqual(others.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
	});

	it.each(['sfdc', 'soql', 'bulk api', 'apex', 'platform event'])('is found by %s', (word) => {
		const file = join(root, 'nodes/Salesforce/Salesforce.node.json');
		const { alias } = JSON.parse(readFileSync(file, 'utf8')) as { alias: string[] };
		expect(alias.map((entry) => entry.toLowerCase())).toContain(word);
	});

	it('gives every operation its API version, its user and its guard', () => {
		for (const { displayOptions, options = [] } of operations) {
			for (const option of options as Array<{ value: string }>) {
				const shown = properties.find(
					({ name, displayOptions: shownFor }) =>
						name === 'options' &&
						shownFor?.show?.resource?.[0] === displayOptions!.show!.resource![0] &&
						shownFor?.show?.operation?.[0] === option.value,
				);
				const entries = (shown?.options ?? []) as INodeProperties[];
				expect(
					entries.map(({ name }) => name),
					option.value,
				).toEqual(expect.arrayContaining(['apiVersion', 'runAsUser', 'minimumCallsLeft']));
			}
		}
	});

	it('says every option alphabetically, and begins descriptions of switches with "Whether"', () => {
		const collections = properties.filter(({ name }) => name === 'options');
		for (const { options = [] } of collections) {
			const names = (options as INodeProperties[]).map(({ displayName }) => displayName);
			expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
			for (const { type, description = '' } of options as INodeProperties[]) {
				if (type === 'boolean') expect(description).toMatch(/^Whether /);
			}
		}
	});
});
