import { describe, expect, it } from 'vitest';
import {
	type Client,
	createByCollections,
	deleteByCollections,
	describeAction,
	describeObject,
	describeQuickAction,
	executeSearch,
	explainQuery,
	getDeletedRecords,
	getLimits,
	getOrgUser,
	getRecord,
	getRecordByExternalId,
	getRecordCounts,
	listActions,
	listApiVersions,
	listObjects,
	listQuickActions,
	pathOfAction,
	pathOfQuickAction,
	queryAll,
	retrieveRecordsById,
	runActions,
	runQuickActions,
	saveRows,
	searchRecords,
	updateByCollections,
	upsertByCollections,
} from '../../rest';
import { startHostileOrg } from './startHostileOrg';

const JSON_HEAD = { 'content-type': 'application/json;charset=UTF-8' };

/** Bodies with which a gateway, a proxy or a broken server answers in the place of Salesforce. */
const nonsense: Array<[string, Record<string, string>, string]> = [
	['nothing', {}, ''],
	['nothing, typed as JSON', JSON_HEAD, ''],
	['null', JSON_HEAD, 'null'],
	['an empty object', JSON_HEAD, '{}'],
	['an empty list', JSON_HEAD, '[]'],
	['a number', JSON_HEAD, '5'],
	['a text', JSON_HEAD, '"ok"'],
	['a list of nulls', JSON_HEAD, '[null,null]'],
	['a page, typed as JSON', JSON_HEAD, '<html>Please log in</html>'],
	['a page, typed as nothing', {}, '<html>Please log in</html>'],
	['a page', { 'content-type': 'text/html' }, '<html>Please log in</html>'],
	['another resource', JSON_HEAD, '{"encoding":"UTF-8","maxBatchSize":200}'],
];

const ID = '001000000000001AAA';
const SOQL = 'SELECT Id FROM Account';
const longSoql = `${SOQL} WHERE Name IN ('${'x'.repeat(20_000)}')`;

/** Every resource that is read, and what is asked of it. */
const readers: Array<[string, (client: Client) => Promise<unknown>]> = [
	['a record', (client) => getRecord(client, 'Account', ID)],
	['a record by external id', (client) => getRecordByExternalId(client, 'Account', 'X__c', '1')],
	['records by id', (client) => retrieveRecordsById(client, 'Account', [ID], ['Id'])],
	['a query', (client) => queryAll(client, SOQL)],
	['a long query', (client) => queryAll(client, longSoql)],
	['a plan', (client) => explainQuery(client, SOQL)],
	['a search', (client) => executeSearch(client, 'FIND {x}')],
	[
		'a search by term',
		(client) => searchRecords(client, { term: 'x', objects: [{ name: 'Account' }] }),
	],
	['the objects', (client) => listObjects(client)],
	['an object', (client) => describeObject(client, 'Account')],
	['the limits', (client) => getLimits(client)],
	['the versions', (client) => listApiVersions(client)],
	['the flows', (client) => listActions(client, 'flow')],
	['an action', (client) => describeAction(client, 'standard', 'emailSimple')],
	['the quick actions', (client) => listQuickActions(client)],
	['a quick action', (client) => describeQuickAction(client, 'LogACall')],
	['the user', (client) => getOrgUser(client)],
	['record counts', (client) => getRecordCounts(client, ['Account'])],
	['deletions', (client) => getDeletedRecords(client, 'Account', { start: 0, end: 60_000 })],
];

/** An empty object of limits, or an empty list of versions or actions, is all that can be told of them. */
const isRight = (what: string, body: string) =>
	(what === 'the limits' && body === '{}') ||
	((what === 'the versions' || what === 'the quick actions') && body === '[]');

describe.each(nonsense)('an answer that is %s', (_, head, body) => {
	const serve = () =>
		startHostileOrg((_request, response) => response.writeHead(200, head).end(body));

	it.each(readers)('is no answer for %s', async (what, read) => {
		if (isRight(what, body)) return;
		const { client } = await serve();
		await expect(read(client)).rejects.toMatchObject({
			code: 'INVALID_RESPONSE',
			message: expect.stringMatching(/^Salesforce answered with /) as string,
		});
	});

	const rows = [1, 2, 3].map((n) => ({ object: 'Account', fields: { Id: `${ID}${n}`, X__c: n } }));

	it.each([
		['a create', createByCollections, true],
		['an update', updateByCollections, undefined],
		['an upsert', (client: Client) => upsertByCollections(client, 'X__c'), undefined],
		['a delete', deleteByCollections, undefined],
	] as const)('leaves open what became of %s', async (_what, carry, mayBeSaved) => {
		const { client, seen } = await serve();
		const results = await saveRows(client, rows, carry(client));
		const error = { errorCode: 'UNKNOWN_OUTCOME', ...(mayBeSaved && { mayBeSaved }) };
		expect(results).toMatchObject([{ error }, { error }, { error }]);
		expect(seen).toHaveLength(1);
	});

	it.each([
		['a flow', runActions, pathOfAction('flow', 'My_Flow')],
		['a quick action', runQuickActions, pathOfQuickAction('LogACall')],
	] as const)('leaves open what %s has done', async (_what, run, path) => {
		const { client, seen } = await serve();
		const error = { errorCode: 'UNKNOWN_OUTCOME', mayBeSaved: true };
		expect(await run(client, [{ path, inputs: {} }])).toMatchObject([{ error }]);
		expect(seen).toHaveLength(1);
	});
});

describe('results that fit no row', () => {
	const saved = { id: ID, success: true, errors: [] };

	it.each([
		['fewer than rows', [saved]],
		['more than rows', [saved, saved, saved, saved]],
		['without an id', [saved, saved, { success: true, errors: [] }]],
		['without success', [saved, saved, { id: ID }]],
	])('leave open the outcome of all of them: %s', async (_, answer) => {
		const rows = [1, 2, 3].map((n) => ({ object: 'Account', fields: { Name: `A ${n}` } }));
		const { client } = await startHostileOrg((_request, response) =>
			response.writeHead(200, JSON_HEAD).end(JSON.stringify(answer)),
		);
		const results = await saveRows(client, rows, createByCollections(client));
		expect(results.map((r) => !r.success && r.error.errorCode)).toEqual(
			rows.map(() => 'UNKNOWN_OUTCOME'),
		);
	});
});

describe('a list that does not end where it says', () => {
	it('is given up once it holds more than it told of, one record a page', async () => {
		let pages = 0;
		const { client, seen } = await startHostileOrg((_request, response) => {
			pages += 1;
			const page = {
				totalSize: 3 + pages,
				done: false,
				nextRecordsUrl: `/services/data/v67.0/query/0r8-${pages}`,
				records: [{ Id: ID }],
			};
			response.writeHead(200, JSON_HEAD).end(JSON.stringify(page));
		});
		await expect(queryAll(client, SOQL)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
		expect(seen.length).toBeLessThan(8);
	});

	it.each([
		['names no next page', { totalSize: 9, done: false, records: [{ Id: ID }] }],
		['names an empty one', { totalSize: 9, done: false, nextRecordsUrl: null, records: [] }],
	])('is not taken for the whole list: a page that %s', async (_, page) => {
		const { client } = await startHostileOrg((_request, response) =>
			response.writeHead(200, JSON_HEAD).end(JSON.stringify(page)),
		);
		await expect(queryAll(client, SOQL)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
	});
});
