import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

let org: Org;
let call: Call;
beforeAll(async () => {
	org = await startOrg();
	call = callOrg(org);
	org.insert('Account', [
		{ Name: 'Acme Banking', Industry: 'Banking', Phone: '555-1' },
		{ Name: 'Acme (West)', Industry: 'Energy' },
		{ Name: 'Other', Description: 'once was acme' },
	]);
	org.insert('Contact', [{ LastName: 'Acme', Email: 'west@x.example' }]);
});
afterAll(async () => await org.close());

const find = async (sosl: string) => await call('GET', `/search/?q=${encodeURIComponent(sosl)}`);
const names = (body: { searchRecords: { Name: string }[] }) =>
	body.searchRecords.map(({ Name }) => Name);

test.each<[string, string[]]>([
	['FIND {acme} RETURNING Account(Name)', ['Acme Banking', 'Acme (West)', 'Other']],
	['FIND {acme} IN NAME FIELDS RETURNING Account(Name)', ['Acme Banking', 'Acme (West)']],
	['FIND {acme AND NOT west} IN NAME FIELDS RETURNING Account(Name)', ['Acme Banking']],
	['FIND {"acme banking"} RETURNING Account(Name)', ['Acme Banking']],
	[
		'FIND {ac*} IN NAME FIELDS RETURNING Account(Name ORDER BY Name LIMIT 1), Contact(Name)',
		['Acme (West)', 'Acme'],
	],
	["FIND {acme} RETURNING Account(Name WHERE Industry = 'Banking')", ['Acme Banking']],
	['FIND {west} IN EMAIL FIELDS RETURNING Contact(Name)', ['Acme']],
	['FIND {acm} RETURNING Account(Name)', []],
	['FIND {acme \\(west\\)} RETURNING Account(Name)', ['Acme (West)']],
	['FIND {a} RETURNING Account(Name)', []],
	['FIND {acme} RETURNING Account(Name) LIMIT 1', ['Acme Banking']],
])('%s', async (sosl, expected) => {
	const { status, body } = await find(sosl);
	expect(status, JSON.stringify(body)).toBe(200);
	expect(names(body as never)).toEqual(expected);
});

test('answers a bare array before v37', async () => {
	const sosl = encodeURIComponent('FIND {acme} RETURNING Contact');
	const { body } = await call('GET', `/services/data/v36.0/search?q=${sosl}`);
	expect(body).toMatchObject([
		{ attributes: { type: 'Contact' }, Id: expect.stringMatching(/^003/) },
	]);
});

test('searches by parameters', async () => {
	const posted = await call('POST', '/parameterizedSearch', {
		q: 'acme',
		fields: ['Id', 'Name'],
		sobjects: [
			{ name: 'Account', where: "Industry = 'Energy'" },
			{ name: 'Contact', limit: 1 },
		],
		in: 'NAME',
	});
	expect(names(posted.body as never)).toEqual(['Acme (West)', 'Acme']);
	const got = await call(
		'GET',
		'/parameterizedSearch?q=acme&sobject=Account&Account.fields=Name&Account.limit=1',
	);
	expect(names(got.body as never)).toEqual(['Acme Banking']);
});

test.each(['FIND acme', 'FIND {acme', 'FIND {acme} RETURNING', 'FIND {acme} NOISE', ''])(
	'refuses: %s',
	async (sosl) => {
		expect(await find(sosl)).toMatchObject({
			status: 400,
			body: [{ errorCode: 'MALFORMED_SEARCH' }],
		});
	},
);
