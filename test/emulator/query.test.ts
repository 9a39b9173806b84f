import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

// Nov 24 2026, 02:00 UTC: still the 23rd in Los Angeles, where the user is. It is a Monday there.
const NOW = Date.UTC(2026, 10, 24, 2);
const DAY = 24 * 60 * 60 * 1000;
let org: Org;
let call: Call;

beforeAll(async () => {
	org = await startOrg({ now: () => NOW });
	call = callOrg(org);
	const [acme, bolt] = org.insert('Account', [
		{ Name: 'Acme', Industry: 'Banking', NumberOfEmployees: 10, Description: 'long' },
		{ Name: 'Bolt', Industry: 'Energy', NumberOfEmployees: 30 },
		{ Name: 'Cove', Industry: 'energy' },
	]);
	org.insert('Contact', [
		{
			FirstName: 'Ann',
			LastName: "O'Neil",
			AccountId: acme,
			Email: 'ann@a.example',
			Birthdate: '2026-11-23',
		},
		{ FirstName: 'Bob', LastName: 'Bell', AccountId: acme, Birthdate: '2026-11-24' },
		{ FirstName: 'Cy', LastName: '50%_x', AccountId: bolt },
		{ LastName: 'Dot', Title: 'line\nbreak' },
	]);
	const machine = { Model__c: 'M' };
	const [depot] = org.insert('Depot__c', [{ Name: 'North' }]);
	org.insert('Machine__c', [
		{ ...machine, Depot__c: depot, Options__c: 'Cooling;Safety', Slots__c: 1, Price__c: 2 },
		{ ...machine, Depot__c: depot, Options__c: 'Remote', Active__c: false },
		{ ...machine, Depot__c: depot },
	]);
	const who = org.records('Contact')[0]?.Id;
	org.insert('Task', [
		{ Subject: 'Call', WhoId: who, WhatId: acme, AccountId: acme, Status: 'Completed' },
		{ Subject: 'Mail', WhatId: bolt },
	]);
	org.insert(
		'Lead',
		[-8, -1, 0, 1].map((days) => ({
			LastName: `D${days}`,
			Company: 'x',
			CreatedDate: new Date(NOW + days * DAY).toISOString(),
		})),
	);
	const [gone = ''] = org.insert('Account', [{ Name: 'Gone' }]);
	org.delete('Account', [gone]);
});
afterAll(async () => await org.close());

const run = async (soql: string, path = 'query') =>
	await call('GET', `/${path}?q=${encodeURIComponent(soql)}`);

/** The values of the one selected field. */
async function values(soql: string): Promise<unknown[]> {
	const { status, body } = await run(soql);
	expect(status, JSON.stringify(body)).toBe(200);
	return (body.records as Record<string, unknown>[]).map(
		({ attributes: _, ...record }) => Object.values(record)[0],
	);
}

describe('conditions', () => {
	test.each<[string, string, unknown[]]>([
		['text without case', "SELECT FirstName FROM Contact WHERE LastName = 'BELL'", ['Bob']],
		['escapes', "SELECT FirstName FROM Contact WHERE LastName = 'O\\'Neil'", ['Ann']],
		['unicode escapes', "SELECT FirstName FROM Contact WHERE LastName = 'B\\u0065ll'", ['Bob']],
		['line breaks', "SELECT LastName FROM Contact WHERE Title = 'line\\nbreak'", ['Dot']],
		['null', 'SELECT LastName FROM Contact WHERE FirstName = null', ['Dot']],
		['empty text as null', "SELECT LastName FROM Contact WHERE FirstName = ''", ['Dot']],
		['a missing parent as null', 'SELECT LastName FROM Contact WHERE Account.Name = null', ['Dot']],
		['parents', "SELECT LastName FROM Contact WHERE Account.Name = 'Bolt'", ['50%_x']],
		['IN', "SELECT Name FROM Account WHERE Name IN ('acme', 'COVE')", ['Acme', 'Cove']],
		[
			'NOT with null rows',
			"SELECT LastName FROM Contact WHERE FirstName NOT IN ('Ann','Bob')",
			['50%_x', 'Dot'],
		],
		[
			'!= with null rows',
			"SELECT LastName FROM Contact WHERE FirstName != 'Ann'",
			['Bell', '50%_x', 'Dot'],
		],
		['LIKE', "SELECT LastName FROM Contact WHERE LastName LIKE 'b%'", ['Bell']],
		['LIKE with one character', "SELECT LastName FROM Contact WHERE LastName LIKE 'D_t'", ['Dot']],
		['LIKE escaped', "SELECT LastName FROM Contact WHERE LastName LIKE '50\\%\\_%'", ['50%_x']],
		[
			'numbers',
			'SELECT Name FROM Account WHERE NumberOfEmployees >= 10 AND NumberOfEmployees < 30',
			['Acme'],
		],
		[
			'NOT and parentheses',
			"SELECT Name FROM Account WHERE NOT (Name = 'Acme' OR Industry = 'Banking')",
			['Bolt', 'Cove'],
		],
		[
			'nested logic',
			"SELECT Name FROM Account WHERE (Name = 'Acme' AND (NumberOfEmployees = 10 OR Site = 'x')) OR Name = 'Cove'",
			['Acme', 'Cove'],
		],
		[
			'INCLUDES',
			"SELECT Active__c FROM Machine__c WHERE Options__c INCLUDES ('Cooling;Safety', 'Remote')",
			[true, false],
		],
		[
			'EXCLUDES',
			"SELECT Slots__c FROM Machine__c WHERE Options__c EXCLUDES ('Cooling')",
			[null, null],
		],
		['booleans', 'SELECT Options__c FROM Machine__c WHERE Active__c = false', ['Remote']],
		[
			'semi-joins',
			"SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName LIKE '%e%')",
			['Acme'],
		],
		[
			'anti-joins',
			'SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact)',
			['Cove'],
		],
		[
			'the type of a parent',
			"SELECT Subject FROM Task WHERE What.Type = 'Account' AND Who.Name != null",
			['Call'],
		],
		['an impossible time', 'SELECT Name FROM Account WHERE CreatedDate < 1970-01-01T00:00:00Z', []],
	])('understand %s', async (_what, soql, expected) => {
		expect(await values(soql)).toEqual(expected);
	});

	test('leave null rows out of negations if the policy says so', async () => {
		org.setPolicy({ negationMatchesNull: false });
		expect(await values("SELECT LastName FROM Contact WHERE FirstName != 'Ann'")).toEqual([
			'Bell',
			'50%_x',
		]);
		org.setPolicy({ negationMatchesNull: true });
	});

	test.each<[string, string[]]>([
		['= TODAY', ['D0']],
		['= YESTERDAY', ['D-1']],
		['= TOMORROW', ['D1']],
		['< TODAY', ['D-8', 'D-1']],
		['>= TODAY', ['D0', 'D1']],
		['= LAST_N_DAYS:1', ['D-1', 'D0']],
		['= NEXT_N_DAYS:1', ['D1']],
		['= THIS_WEEK', ['D-1', 'D0', 'D1']],
		['= LAST_WEEK', ['D-8']],
		['= LAST_N_WEEKS:1', ['D-8']],
		['= N_DAYS_AGO:1', ['D-1']],
		['= THIS_MONTH', ['D-8', 'D-1', 'D0', 'D1']],
		['= LAST_YEAR', []],
		['> 2026-11-24T02:00:00+00:00', ['D1']],
		['>= 2026-11-24T04:00:00+02:00', ['D0', 'D1']],
	])("read date literals on the user's clock: %s", async (condition, expected) => {
		expect(await values(`SELECT LastName FROM Lead WHERE CreatedDate ${condition}`)).toEqual(
			expected,
		);
	});

	test('compare dates with the user’s day', async () => {
		expect(await values('SELECT FirstName FROM Contact WHERE Birthdate = TODAY')).toEqual(['Ann']);
		expect(await values('SELECT FirstName FROM Contact WHERE Birthdate > 2026-11-23')).toEqual([
			'Bob',
		]);
	});
});

describe('results', () => {
	test('have attributes first, names in their own case, parents nested, in the order selected', async () => {
		const { body } = await run(
			'SELECT account.name, ID, firstname FROM contact ORDER BY LastName LIMIT 1',
		);
		const [record] = body.records;
		expect(Object.keys(record as object)).toEqual(['attributes', 'Account', 'Id', 'FirstName']);
		expect(record.attributes.url).toBe(`/services/data/v67.0/sobjects/Contact/${record.Id}`);
		expect(record.Account).toMatchObject({ attributes: { type: 'Account' }, Name: 'Bolt' });
	});

	test('show a missing parent, and children that are not there, as null', async () => {
		const { body } = await run(
			"SELECT Name, Parent.Name, (SELECT Id FROM Contacts) FROM Account WHERE Name = 'Cove'",
		);
		expect(body.records[0]).toMatchObject({ Parent: null, Contacts: null });
	});

	test('nest children with their own WHERE, ORDER BY and LIMIT', async () => {
		const { body } = await run(
			"SELECT (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 1), (SELECT Subject FROM ActivityHistories) FROM Account WHERE Name = 'Acme'",
		);
		expect(body.records[0]).toMatchObject({
			Contacts: { totalSize: 1, done: true, records: [{ LastName: 'Bell' }] },
			ActivityHistories: { records: [{ Subject: 'Call' }] },
		});
	});

	test('put rows without value first, unless told NULLS LAST', async () => {
		expect(await values('SELECT FirstName FROM Contact ORDER BY FirstName DESC')).toEqual([
			null,
			'Cy',
			'Bob',
			'Ann',
		]);
		expect(await values('SELECT FirstName FROM Contact ORDER BY FirstName NULLS LAST')).toEqual([
			'Ann',
			'Bob',
			'Cy',
			null,
		]);
		expect(await values('SELECT LastName FROM Contact ORDER BY LastName LIMIT 2 OFFSET 1')).toEqual(
			['Bell', 'Dot'],
		);
	});

	test('leave deleted rows to queryAll', async () => {
		expect(await values("SELECT Name FROM Account WHERE Name = 'Gone'")).toEqual([]);
		const { body } = await run(
			'SELECT Name, IsDeleted FROM Account WHERE IsDeleted = true',
			'queryAll',
		);
		expect(body.records).toMatchObject([{ Name: 'Gone', IsDeleted: true }]);
	});

	test('understand FIELDS(), TYPEOF, toLabel and polymorphic parents', async () => {
		const all = await run('SELECT FIELDS(ALL) FROM UpsertTable__c LIMIT 200');
		expect(all.status).toBe(200);
		const typed = await run(
			"SELECT TYPEOF What WHEN Account THEN Industry ELSE Name END, Who.Name FROM Task WHERE Subject = 'Call'",
		);
		expect(typed.body.records[0]).toMatchObject({
			What: { attributes: { type: 'Account' }, Industry: 'Banking' },
			Who: { attributes: { type: 'Name' }, Name: "Ann O'Neil" },
		});
		expect(await values("SELECT toLabel(Industry) FROM Account WHERE Name = 'Acme'")).toEqual([
			'Banking',
		]);
	});

	test('come in pages of at least 200, by locators that die after two days', async () => {
		const first = await call('GET', '/query?q=SELECT+Id,Name+FROM+BigTable__c', undefined, {
			'sforce-query-options': 'batchSize=1',
		});
		expect(first.body).toMatchObject({ totalSize: 25_005, done: false });
		expect(first.body.records).toHaveLength(200);
		expect(first.body.nextRecordsUrl).toMatch(/^\/services\/data\/v67\.0\/query\/0r8\w{15}-200$/);
		const next = await call('GET', first.body.nextRecordsUrl as string);
		expect(next.body.records[0].Name).toBe('00201');
		const last = await call(
			'GET',
			(first.body.nextRecordsUrl as string).replace(/-200$/, '-25000'),
		);
		expect(last.body).toMatchObject({ done: true, totalSize: 25_005 });
		expect(last.body).not.toHaveProperty('nextRecordsUrl');
		const dead = await call('GET', '/query/0r8000000000000AAA-2000');
		expect(dead).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }] });
	});

	test('explain themselves', async () => {
		const { body } = await call('GET', '/query?explain=SELECT+Id+FROM+Account');
		expect(body.plans).toMatchObject([
			{ sobjectType: 'Account', cardinality: 3, sobjectCardinality: 4 },
		]);
	});
});

describe('aggregates', () => {
	const rows = async (soql: string) => {
		const { status, body } = await run(soql);
		expect(status, JSON.stringify(body)).toBe(200);
		return (body.records as Record<string, unknown>[]).map(({ attributes, ...record }) => {
			expect(attributes).toEqual({ type: 'AggregateResult' });
			return record;
		});
	};

	test('COUNT() answers a size and no records', async () => {
		expect((await run('SELECT COUNT() FROM Account')).body).toEqual({
			totalSize: 3,
			done: true,
			records: [],
		});
	});

	test('name unnamed results expr0, expr1, …', async () => {
		expect(
			await rows(
				'SELECT COUNT(Id), SUM(NumberOfEmployees) total, AVG(NumberOfEmployees), MIN(Name), COUNT(NumberOfEmployees) FROM Account',
			),
		).toEqual([{ expr0: 3, total: 40, expr1: 20, expr2: 'Acme', expr3: 2 }]);
	});

	test('group without case, filter groups, and sort them', async () => {
		expect(
			await rows(
				'SELECT Industry, COUNT(Id) c FROM Account GROUP BY Industry HAVING COUNT(Id) > 0 ORDER BY COUNT(Id) DESC',
			),
		).toEqual([
			{ Industry: 'Energy', c: 2 },
			{ Industry: 'Banking', c: 1 },
		]);
		expect(
			await rows(
				'SELECT Account.Name n, COUNT(Id) FROM Contact GROUP BY Account.Name ORDER BY Account.Name',
			),
		).toEqual([
			{ n: null, expr0: 1 },
			{ n: 'Acme', expr0: 2 },
			{ n: 'Bolt', expr0: 1 },
		]);
	});

	test('roll up', async () => {
		const found = await rows(
			'SELECT Industry, GROUPING(Industry) g, COUNT(Id) c FROM Account GROUP BY ROLLUP(Industry)',
		);
		expect(found).toContainEqual({ Industry: null, g: 1, c: 3 });
	});

	test('group by parts of a date', async () => {
		expect(
			await rows(
				'SELECT CALENDAR_YEAR(CreatedDate) y, COUNT(Id) c FROM Lead GROUP BY CALENDAR_YEAR(CreatedDate)',
			),
		).toEqual([{ y: 2026, c: 4 }]);
	});
});

describe('statements are refused', () => {
	test.each<[string, string, string]>([
		[
			'SELECT Id FORM Account',
			'MALFORMED_QUERY',
			"\nSELECT Id FORM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FORM'",
		],
		[
			'SELECT Foo FROM Account',
			'INVALID_FIELD',
			"\nSELECT Foo FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'Account'.",
		],
		[
			'SELECT Id FROM Accout',
			'INVALID_TYPE',
			"\nSELECT Id FROM Accout\n               ^\nERROR at Row:1:Column:16\nsObject type 'Accout' is not supported.",
		],
		[
			'SELECT Foo.Name FROM Contact',
			'INVALID_FIELD',
			"Didn't understand relationship 'Foo' in field path",
		],
		[
			'SELECT (SELECT Id FROM Foos) FROM Account',
			'INVALID_TYPE',
			"Didn't understand relationship 'Foos' in FROM part of query call",
		],
		[
			"SELECT Id FROM Account WHERE Name = 'a' AND Site = 'b' OR Site = 'c'",
			'MALFORMED_QUERY',
			"unexpected token: 'OR'",
		],
		['SELECT Id, id FROM Account', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
		[
			"SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01T00:00:00Z'",
			'INVALID_FIELD',
			"value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
		],
		[
			'SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01',
			'INVALID_FIELD',
			'must be of type dateTime',
		],
		[
			'SELECT Id FROM Lead WHERE LastName = 5',
			'INVALID_FIELD',
			'must be of type string and should be enclosed in quotes',
		],
		[
			"SELECT Id FROM Account WHERE Description = 'x'",
			'INVALID_FIELD',
			"field 'Description' can not be filtered in a query call",
		],
		[
			'SELECT Id FROM Account ORDER BY Description',
			'INVALID_FIELD',
			"field 'Description' can not be sorted in a query call",
		],
		[
			"SELECT Id FROM Account WHERE Id = 'x'",
			'INVALID_QUERY_FILTER_OPERATOR',
			'invalid ID field: x',
		],
		[
			"SELECT Id FROM Account WHERE Id LIKE '001%'",
			'INVALID_QUERY_FILTER_OPERATOR',
			'invalid operator on id field',
		],
		["SELECT Id FROM Account WHERE Name = 'a\\x'", 'MALFORMED_QUERY', 'Illegal character sequence'],
		['SELECT Id FROM Account WHERE Name = "a"', 'MALFORMED_QUERY', ''],
		[
			'SELECT Id FROM Account OFFSET 2001',
			'NUMBER_OUTSIDE_VALID_RANGE',
			'Maximum SOQL offset allowed is 2000',
		],
		['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', 'LIMIT'],
		[
			'SELECT FIELDS(CUSTOM) FROM BigTable__c LIMIT 1',
			'MALFORMED_QUERY',
			"'FIELDS(...)' expansion function must result in at least one field being selected.",
		],
		[
			'SELECT Name, COUNT(Id) FROM Account',
			'MALFORMED_QUERY',
			'Field must be grouped or aggregated: Name',
		],
		['SELECT COUNT(Id) FROM Account LIMIT 1', 'MALFORMED_QUERY', 'LIMIT'],
		[
			'SELECT Id FROM ActivityHistory',
			'INVALID_TYPE',
			"sObject type 'ActivityHistory' is not supported",
		],
		['SELECT Id FROM Account WHERE Name IN ()', 'MALFORMED_QUERY', ''],
		['SELECT * FROM Account', 'MALFORMED_QUERY', ''],
		['', 'MALFORMED_QUERY', ''],
	])('%s', async (soql, errorCode, message) => {
		const answer = await run(soql);
		expect(answer).toMatchObject({ status: 400, body: [{ errorCode }] });
		expect(answer.body[0].message).toContain(message);
	});

	test('with an excerpt around the fault if they are long', async () => {
		const { body } = await run('SELECT Id,Name,BillingCity,IsDeleted FROM Accout');
		expect(body[0].message).toContain(
			'\nName,BillingCity,IsDeleted FROM Accout\n                                ^\nERROR at Row:1:Column:43\n',
		);
	});

	test('beyond 100,000 characters', async () => {
		const soql = `SELECT Id FROM Account WHERE Name = '${'x'.repeat(100_000)}'`;
		const dispatched = await call('POST', '/composite/batch', {
			batchRequests: [{ method: 'GET', url: `v67.0/query?q=${encodeURIComponent(soql)}` }],
		});
		expect(dispatched.body.results[0].result[0].message).toBe(
			'SOQL statements can not be longer than 100000 characters',
		);
	});
});
