import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg({ now: () => 1_790_000_000_000 });
	call = callOrg(org);
});
afterEach(async () => await org.close());

const contact = async (fields: object) => await call('POST', '/sobjects/Contact', fields);

describe('one record', () => {
	test('is created with 201 and a Location, read with all fields, changed and deleted with 204', async () => {
		const created = await contact({ LastName: 'Doe', firstname: 'Jane', Birthdate: '1990-02-03' });
		expect(created).toMatchObject({ status: 201, body: { success: true, errors: [] } });
		const { id } = created.body as { id: string };
		const path = `/sobjects/Contact/${id}`;
		expect(created.headers.get('location')).toBe(`/services/data/v67.0${path}`);
		const { body } = await call('GET', path);
		expect(Object.keys(body as object).slice(0, 3)).toEqual(['attributes', 'Id', 'IsDeleted']);
		expect(body).toMatchObject({
			Name: 'Jane Doe',
			Email: null,
			DoNotCall: false,
			MailingAddress: null,
			CreatedDate: '2026-09-21T14:13:20.000+0000',
		});
		const changed = await call('PATCH', path, { FirstName: null, MailingCity: 'Bern' });
		expect([changed.status, changed.text]).toEqual([204, '']);
		expect(changed.headers.get('content-type')).toBeNull();
		expect(changed.headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/15000$/);
		expect((await call('GET', `${path}?fields=Name,MailingAddress`)).body).toMatchObject({
			Name: 'Doe',
			MailingAddress: { city: 'Bern', street: null },
		});
		expect((await call('DELETE', path)).status).toBe(204);
		const gone = [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }];
		expect(await call('GET', path)).toMatchObject({ status: 404, body: gone });
		expect(await call('DELETE', path)).toMatchObject({ status: 404, body: gone });
	});

	test('is found by its 15-character id, in any form of verb that clients without PATCH use', async () => {
		const [id = ''] = org.insert('Account', [{ Name: 'Acme' }]);
		const short = id.slice(0, 15);
		const changed = await call('POST', `/sobjects/Account/${short}?_HttpMethod=PATCH`, {
			Site: 'x',
		});
		expect(changed.status).toBe(204);
		expect((await call('GET', `/sobjects/account/${short}`)).body).toMatchObject({
			Id: id,
			Site: 'x',
		});
	});

	test('that never was answers 404', async () => {
		const path = '/sobjects/Contact/003000000000000AAA';
		const missing = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
		expect(await call('GET', path)).toMatchObject({ status: 404, body: missing });
		expect(await call('PATCH', path, { LastName: 'x' })).toMatchObject({
			status: 404,
			body: [{ errorCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id' }],
		});
	});

	test('answers 304 and 412 to conditional headers', async () => {
		const [id = ''] = org.insert('Account', [{ Name: 'Acme' }]);
		const now = new Date(org.now()).toUTCString();
		const path = `/sobjects/Account/${id}`;
		expect((await call('GET', path, undefined, { 'if-modified-since': now })).status).toBe(304);
		const before = new Date(org.now() - 60_000).toUTCString();
		expect((await call('GET', path, undefined, { 'if-unmodified-since': before })).status).toBe(
			412,
		);
	});
});

describe('a row is refused', () => {
	const label = 'Broken';
	test.each<[string, string, object, object]>([
		[
			'without a required field',
			'Contact',
			{ FirstName: 'x' },
			{
				errorCode: 'REQUIRED_FIELD_MISSING',
				message: 'Required fields are missing: [LastName]',
				fields: ['LastName'],
			},
		],
		[
			'too long',
			'Contact',
			{ LastName: 'x'.repeat(81) },
			{
				errorCode: 'STRING_TOO_LONG',
				message: `Last Name: data value too large: ${'x'.repeat(81)} (max length=80)`,
				fields: ['LastName'],
			},
		],
		[
			'with a malformed email',
			'Contact',
			{ LastName: 'x', Email: 'nobody@' },
			{
				errorCode: 'INVALID_EMAIL_ADDRESS',
				message: 'Email: invalid email address: nobody@',
				fields: ['Email'],
			},
		],
		[
			'with an unknown field',
			'Account',
			{ Name: 'x', AccountNumer: '1' },
			{
				errorCode: 'INVALID_FIELD',
				message: "No such column 'AccountNumer' on sobject of type Account",
			},
		],
		[
			'with system fields',
			'Account',
			{ Name: 'x', MasterRecordId: null, CreatedDate: '2026-01-01T00:00:00Z' },
			{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['MasterRecordId', 'CreatedDate'] },
		],
		[
			'with a formula field',
			'Machine__c',
			{ Model__c: 'x', Net_Price__c: 1 },
			{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Net_Price__c'] },
		],
		[
			'with a date that is none',
			'Contact',
			{ LastName: 'x', Birthdate: '31.12.1999' },
			{
				errorCode: 'JSON_PARSER_ERROR',
				message: expect.stringContaining(
					'Cannot deserialize instance of date from VALUE_STRING value 31.12.1999',
				),
			},
		],
		['with an object for text', 'Contact', { LastName: {} }, { errorCode: 'JSON_PARSER_ERROR' }],
		[
			'with the id of another object',
			'Contact',
			{ LastName: 'x', AccountId: '003000000000001AAA' },
			{
				errorCode: 'MALFORMED_ID',
				message: 'Account ID: id value of incorrect type: 003000000000001AAA',
				fields: ['AccountId'],
			},
		],
		[
			'with a parent that is not there',
			'Contact',
			{ LastName: 'x', AccountId: '001000000000001AAA' },
			{ errorCode: 'INVALID_CROSS_REFERENCE_KEY' },
		],
		[
			'with a parent whose external id is not there',
			'Contact',
			{ LastName: 'x', Account: { External_Id__c: 'no' } },
			{
				errorCode: 'INVALID_FIELD',
				message: 'Foreign key external ID: no not found for field External_Id__c in entity Account',
			},
		],
		[
			'by a restricted picklist',
			'Machine__c',
			{ Model__c: 'x', State__c: label, Depot__c: null },
			{
				errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
				message: `State: bad value for restricted picklist field: ${label}`,
			},
		],
		[
			'by a number out of range',
			'Machine__c',
			{ Model__c: 'x', Slots__c: 10_000 },
			{ errorCode: 'NUMBER_OUTSIDE_VALID_RANGE', fields: ['Slots__c'] },
		],
	])('%s', async (_what, object, row, error) => {
		const answer = await call('POST', `/sobjects/${object}`, row);
		expect(answer).toMatchObject({ status: 400, body: [error] });
		expect(org.records(object)).toEqual([]);
	});

	test('by a unique field, whatever the case, unless case counts', async () => {
		const [id] = org.insert('Contact', [{ LastName: 'x', External_Id__c: 'A-1' }]);
		expect(await contact({ LastName: 'y', External_Id__c: 'a-1' })).toMatchObject({
			status: 400,
			body: [
				{
					errorCode: 'DUPLICATE_VALUE',
					message: `duplicate value found: External_Id__c duplicates value on record with id: ${id}`,
					fields: [],
				},
			],
		});
		org.insert('Depot__c', [{ Code__c: 'Aa' }, { Code__c: 'aA' }]);
		expect(org.records('Depot__c')).toHaveLength(2);
	});

	test('by a validation rule, a duplicate rule that alerts, and a lock', async () => {
		const [depot = ''] = org.insert('Depot__c', [{ Name: 'North' }]);
		const machine = { Model__c: 'M', Hotline__c: '1', Depot__c: depot };
		const forbidden = await call('POST', '/sobjects/Machine__c', {
			...machine,
			Model__c: 'FORBIDDEN',
		});
		expect(forbidden.body).toEqual([
			{
				errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
				message: 'This model is not sold any more.',
				fields: ['Model__c'],
			},
		]);
		const first = await call('POST', '/sobjects/Machine__c', machine);
		const twin = await call('POST', '/sobjects/Machine__c', machine);
		expect(twin).toMatchObject({
			status: 400,
			body: [{ errorCode: 'DUPLICATES_DETECTED', duplicateResut: { allowSave: true } }],
		});
		const headers = { 'sforce-duplicate-rule-header': 'allowSave=true' };
		expect((await call('POST', '/sobjects/Machine__c', machine, headers)).status).toBe(201);
		const { id } = first.body as { id: string };
		org.lock(id);
		expect((await call('PATCH', `/sobjects/Machine__c/${id}`, { Slots__c: 1 })).body).toMatchObject(
			[{ errorCode: 'ENTITY_IS_LOCKED' }],
		);
	});
});

describe('values', () => {
	test('are read back as Salesforce stores them', async () => {
		const [depot = ''] = org.insert('Depot__c', [{ Name: 'North', Code__c: 'N' }]);
		const created = await call('POST', '/sobjects/Machine__c', {
			Model__c: 'R2  ',
			Serial_Number__c: 'S-1',
			Depot__r: { Code__c: 'N' },
			Weight__c: '12.345',
			Price__c: 10,
			Slots__c: 3,
			Active__c: 'false',
			Last_Service__c: '2026-01-02T03:04:05+02:00',
			Shift_Start__c: '06:30:00',
			Pin__c: '12345678',
			Options__c: 'Cooling;Remote',
			Place__Latitude__s: 1.5,
			Place__Longitude__s: 2,
			Notes__c: '',
		});
		expect(created.status).toBe(201);
		const { id } = created.body as { id: string };
		expect((await call('GET', `/sobjects/Machine__c/${id}`)).body).toMatchObject({
			Depot__c: depot,
			Number__c: 'M-00001',
			Model__c: 'R2',
			Name: id,
			Weight__c: 12.35,
			Net_Price__c: 30,
			Label__c: 'R2 / S-1',
			Has_Serial__c: true,
			Active__c: false,
			State__c: 'Planned',
			Last_Service__c: '2026-01-02T01:04:05.000+0000',
			Shift_Start__c: '06:30:00.000Z',
			Pin__c: '****5678',
			Place__c: { latitude: 1.5, longitude: 2 },
			Notes__c: null,
		});
	});

	test('of audit fields tell who and when, and deleting takes children along', async () => {
		const [account = ''] = org.insert('Account', [{ Name: 'Acme' }]);
		const [child = ''] = org.insert('Contact', [{ LastName: 'x', AccountId: account }]);
		org.advance(5000);
		await call('DELETE', `/sobjects/Account/${account}`);
		const all = org.records('Contact', { includeDeleted: true });
		expect(all).toMatchObject([
			{ Id: child, IsDeleted: true, SystemModstamp: '2026-09-21T14:13:25.000+0000' },
		]);
		expect(org.records('Contact')).toEqual([]);
		org.undelete('Contact', [child]);
		expect(org.records('Contact')).toHaveLength(1);
	});
});

describe('by external id', () => {
	const path = '/sobjects/Contact/External_Id__c/A%2F1%20%3F';

	test('upsert answers 201, then 200, each telling what it did', async () => {
		const created = await call('PATCH', path, { LastName: 'x' });
		expect(created).toMatchObject({ status: 201, body: { success: true, created: true } });
		const updated = await call('PATCH', path, { LastName: 'y' });
		expect(updated).toMatchObject({ status: 200, body: { ...created.body, created: false } });
		expect((await call('GET', path)).body).toMatchObject({
			LastName: 'y',
			External_Id__c: 'A/1 ?',
		});
		expect((await call('DELETE', path)).status).toBe(204);
		expect((await call('GET', path)).status).toBe(404);
	});

	test('upsert up to v45 answers 201 without "created", then 204', async () => {
		const old = `/services/data/v45.0${path}`;
		const created = await call('PATCH', old, { LastName: 'x' });
		expect(created.status).toBe(201);
		expect(Object.keys(created.body as object)).toEqual(['id', 'success', 'errors']);
		expect(await call('PATCH', old, { LastName: 'y' })).toMatchObject({ status: 204, text: '' });
	});

	test('the key must not be in the body too', async () => {
		for (const key of ['External_Id__c', 'Id']) {
			expect(await call('PATCH', path, { LastName: 'x', [key]: 'A' })).toMatchObject({
				status: 400,
				body: [
					{
						errorCode: 'INVALID_FIELD',
						message: `The ${key} field should not be specified in the sobject data.`,
					},
				],
			});
		}
	});

	test('an ambiguous one answers 300 with the URLs, and nothing is written', async () => {
		const ids = org.insert('UpsertTable__c', [{ ExtId__c: 'x' }, { ExtId__c: 'X' }]);
		const urls = ids.map((id) => `/services/data/v67.0/sobjects/UpsertTable__c/${id}`);
		for (const [method, body] of [['GET'], ['PATCH', { Name: 'new' }]] as const) {
			const answer = await call(method, '/sobjects/UpsertTable__c/ExtId__c/x', body);
			expect(answer).toMatchObject({ status: 300, body: urls });
		}
		expect(org.records('UpsertTable__c').map((row) => row.Name)).toEqual(ids);
	});

	test('works by any field that identifies, by Id, and with updateOnly', async () => {
		const byEmail = '/sobjects/Contact/Email/a%40b.example';
		expect((await call('PATCH', byEmail, { LastName: 'x' })).status).toBe(201);
		expect((await call('POST', '/sobjects/Contact/Id', { LastName: 'z' })).status).toBe(201);
		expect((await call('PATCH', `${path}?updateOnly=true`, { LastName: 'x' })).status).toBe(404);
		const updated = await call('PATCH', `${byEmail}?updateOnly=true`, { LastName: 'y' });
		expect(updated).toMatchObject({ status: 200, body: { created: false } });
		expect(updated.headers.get('location')).toMatch(/\/sobjects\/Contact\/003/);
		expect((await call('PATCH', '/sobjects/Contact/Phone/1', { LastName: 'x' })).status).toBe(404);
	});
});
