import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

const PATH = '/composite/sobjects';
let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(async () => await org.close());

const of = (type: string, fields: object) => ({ attributes: { type }, ...fields });
const rolledBack = {
	statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
	message:
		'Record rolled back because not all records were valid and the request was using AllOrNone header',
	fields: [],
};

test('answers one result per record, in order, with statusCode instead of errorCode', async () => {
	const { status, body } = await call('POST', PATH, {
		records: [of('Contact', { LastName: 'a' }), of('Contact', {}), of('Account', { Name: 'b' })],
	});
	expect(status).toBe(200);
	expect(body).toEqual([
		{ id: expect.stringMatching(/^003/), success: true, errors: [] },
		{
			success: false,
			errors: [
				{
					statusCode: 'REQUIRED_FIELD_MISSING',
					message: 'Required fields are missing: [LastName]',
					fields: ['LastName'],
				},
			],
		},
		{ id: expect.stringMatching(/^001/), success: true, errors: [] },
	]);
});

test('with allOrNone, one failure undoes all', async () => {
	const { body } = await call('POST', PATH, {
		allOrNone: true,
		records: [of('Contact', {}), of('Contact', { LastName: 'a' })],
	});
	expect(body).toMatchObject([
		{ success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
		{ success: false, errors: [rolledBack] },
	]);
	expect(body[1]).not.toHaveProperty('id');
	expect(org.records('Contact')).toEqual([]);
});

test('updates by id; entries without one and unknown ones fail on their own, and both of one id', async () => {
	const [id = '', twin = ''] = org.insert('Contact', [{ LastName: 'a' }, { LastName: 'twin' }]);
	const { body } = await call('PATCH', PATH, {
		records: [
			of('Contact', { id, LastName: 'b' }),
			of('Contact', { id: twin, LastName: 'first' }),
			of('Contact', { LastName: 'c' }),
			of('Contact', { id: twin.slice(0, 15), LastName: 'second' }),
			of('Contact', { Id: '003000000000001AAA', LastName: 'e' }),
			of('Contact', { id: 'nonsense', LastName: 'f' }),
		],
	});
	expect(body).toMatchObject([
		{ id, success: true },
		{ errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
		{ errors: [{ statusCode: 'MISSING_ARGUMENT', message: 'Id not specified in an update call' }] },
		{ errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
		{ errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
		{ errors: [{ statusCode: 'MALFORMED_ID' }] },
	]);
	for (const entry of (body as object[]).slice(1)) expect(entry).not.toHaveProperty('id');
	expect(org.records('Contact')).toMatchObject([{ LastName: 'b' }, { LastName: 'twin' }]);
});

describe('upsert', () => {
	const upsert = async (records: object[], key = 'External_Id__c', object = 'Contact') =>
		await call('PATCH', `${PATH}/${object}/${key}`, {
			records: records.map((record) => of(object, record)),
		});

	test('tells created from updated, and says created: false if it failed', async () => {
		await upsert([{ LastName: 'a', External_Id__c: '1' }]);
		const { body } = await upsert([
			{ LastName: 'b', external_id__c: '1' },
			{ LastName: 'c', External_Id__c: '2' },
			{ External_Id__c: '3' },
			{ LastName: 'd' },
			{ LastName: 'e', External_Id__c: 'Twin' },
			{ LastName: 'f', External_Id__c: 'twin' },
		]);
		expect(body).toMatchObject([
			{ success: true, created: false },
			{ success: true, created: true },
			{ success: false, created: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
			{ success: false, errors: [{ statusCode: 'MISSING_ARGUMENT' }] },
			{ success: false, errors: [{ message: 'Duplicate external id specified: Twin' }] },
			{ success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
		]);
		expect(org.records('Contact').map((row) => row.LastName)).toEqual(['b', 'c']);
	});

	test('works by email, and by Id, where null creates', async () => {
		expect((await upsert([{ LastName: 'a', Email: 'a@b.example' }], 'Email')).body).toMatchObject([
			{ created: true },
		]);
		const id = org.records('Contact')[0]?.Id;
		const { body } = await upsert(
			[
				{ Id: id, LastName: 'b' },
				{ Id: null, LastName: 'c' },
			],
			'Id',
		);
		expect(body).toMatchObject([{ id, created: false }, { created: true }]);
	});

	test('refuses a row whose key fits several records', async () => {
		org.insert('UpsertTable__c', [{ ExtId__c: 'x' }, { ExtId__c: 'x' }]);
		expect((await upsert([{ ExtId__c: 'x' }], 'ExtId__c', 'UpsertTable__c')).body).toMatchObject([
			{ success: false, errors: [{ statusCode: 'DUPLICATE_EXTERNAL_ID' }] },
		]);
	});
});

test('deletes by ids in the URL', async () => {
	const ids = org.insert('Contact', [{ LastName: 'a' }, { LastName: 'b' }]);
	const { body } = await call('DELETE', `${PATH}?ids=${ids.join(',')},003000000000001AAA`);
	expect(body).toMatchObject([
		{ id: ids[0], success: true },
		{ id: ids[1], success: true },
		{ id: '003000000000001AAA', success: false },
	]);
	expect(org.records('Contact')).toEqual([]);
});

test('retrieves in the order asked for, with null for what is missing', async () => {
	const [a = '', b = ''] = org.insert('Contact', [{ LastName: 'a' }, { LastName: 'b' }]);
	const ids = [b, '003000000000001AAA', a];
	const names = [{ LastName: 'b' }, null, { LastName: 'a' }];
	const posted = await call('POST', `${PATH}/Contact`, { ids, fields: ['Id', 'LastName'] });
	expect(posted.body).toMatchObject(names);
	const got = await call('GET', `${PATH}/Contact?ids=${ids.join(',')}&fields=LastName`);
	expect(got.body).toMatchObject(names);
});

test.each<[string, unknown, string]>([
	['no records', { records: [] }, 'REQUIRED_FIELD_MISSING'],
	['a record without attributes', { records: [{ LastName: 'x' }] }, 'JSON_PARSER_ERROR'],
	['an unknown object', { records: [of('Nothing', {})] }, 'INVALID_TYPE'],
	[
		'201 records',
		{ records: Array.from({ length: 201 }, () => of('Contact', { LastName: 'x' })) },
		'EXCEEDED_ID_LIMIT',
	],
	[
		'more than ten runs of one type',
		{
			records: Array.from({ length: 11 }, (_, index) => of(index % 2 ? 'Account' : 'Contact', {})),
		},
		'INVALID_INPUT',
	],
])('refuses %s as a whole', async (_what, body, errorCode) => {
	expect(await call('POST', PATH, body)).toMatchObject({ status: 400, body: [{ errorCode }] });
	expect(org.records('Contact')).toEqual([]);
});
