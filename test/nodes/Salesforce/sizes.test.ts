import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { createContext, type ContextOptions } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const { properties } = new Salesforce().description;
const operations = properties
	.filter(({ name }) => name === 'operation')
	.flatMap(({ displayOptions, options }) =>
		(options as Array<{ value: string }>).map(
			({ value }) => [(displayOptions!.show!.resource as string[])[0]!, value] as const,
		),
	);

const run = (parameters: IDataObject, more: Partial<ContextOptions> = {}) =>
	runNode(createContext(org, { parameters: { object: 'Contact', ...parameters }, ...more }));

const autoMap = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
const create = { resource: 'record', operation: 'create', fields: autoMap };

describe('without input items', () => {
	it.each(operations)(
		'%s %s asks nothing of the org and returns nothing',
		async (resource, operation) => {
			const calls = org.calls.length;
			expect(await run({ resource, operation, fields: autoMap }, { items: [] })).toEqual([]);
			expect(org.calls).toHaveLength(calls);
		},
	);
});

describe('with very many items', () => {
	it('creates 10,000 records in 50 calls, each item with its own outcome, in order', async () => {
		const items = Array.from({ length: 10_000 }, (_, n) => ({ LastName: `N${n}` }));
		const calls = org.calls.length;
		const rows = await run(create, { items });
		expect(rows).toHaveLength(10_000);
		expect(
			org.calls.slice(calls).filter(({ path }) => /composite\/sobjects/.test(path)),
		).toHaveLength(50);
		const names = new Map(org.records('Contact').map(({ Id, LastName }) => [Id, LastName]));
		expect(
			rows.findIndex(
				({ json, pairedItem }, n) =>
					names.get(json.id as string) !== `N${n}` ||
					JSON.stringify(pairedItem) !== JSON.stringify({ item: n }),
			),
		).toBe(-1);
	}, 60_000);
});

describe('with an object that the user can not see', () => {
	const object = 'Secret__c';

	it.each([
		['create', { ...create, object }],
		['getAll', { resource: 'record', operation: 'getAll', object }],
	])('%s names the object and says what to check', async (_, parameters) => {
		const items = [{ LastName: 'Doe' }];
		const [row] = await run(parameters, { items, onError: 'continueRegularOutput' });
		const text = JSON.stringify(row!.json);
		expect(text).toContain('Secret__c');
		expect(text).toContain('user may not see');
	});
});

describe('with a field that is gone', () => {
	const conditions = [{ field: 'Gone__c', operator: 'equals', value: 'x' }];

	it.each([
		['create', create],
		['getAll', { resource: 'record', operation: 'getAll', returnFields: ['Gone__c'] }],
		['a filter', { resource: 'record', operation: 'getAll', filters: { conditions } }],
		['get', { resource: 'record', operation: 'get', options: { fields: ['Gone__c'] } }],
	])('%s names the field', async (_, parameters) => {
		const [recordId] = org.insert('Contact', [{ LastName: 'Doe' }]);
		const items = [{ LastName: 'Doe', Gone__c: 'x' }];
		const [row] = await run(
			{ recordId: recordId!, ...parameters },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(JSON.stringify(row!.json)).toContain('Gone__c');
	});
});

describe('with nothing to find, a run is green, returns no item, and says so', () => {
	const sosl = 'FIND {nobody} RETURNING Contact(Id)';

	it.each([
		['getAll', { resource: 'record', operation: 'getAll' }],
		[
			'executeQuery',
			{ resource: 'query', operation: 'executeQuery', query: 'SELECT Id FROM Contact' },
		],
		['executeSearch', { resource: 'search', operation: 'executeSearch', searchBy: 'sosl', sosl }],
		['bulk jobs', { resource: 'bulkJob', operation: 'getAll', jobType: 'ingest' }],
	])('%s', async (_, parameters) => {
		const test = createContext(org, { parameters: { object: 'Contact', ...parameters } });
		expect(await runNode(test)).toEqual([]);
		const hints = test.hints.map(({ message }) => message);
		expect(hints.join()).toContain('Always Output Data');
	});
});
