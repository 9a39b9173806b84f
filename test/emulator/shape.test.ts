import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

/** Recorded answers of real orgs, which may not be committed: they lie beside the project, or nowhere. */
const RECORDED = join(__dirname, '../../../shared/recorded');
const isThere = existsSync(RECORDED);

let org: Org;
let call: Call;
beforeAll(async () => {
	org = await startOrg({ sampleData: true });
	call = callOrg(org);
});
afterAll(async () => await org.close());

/** Runs where there are recordings; elsewhere the test's name says that nothing was compared. */
function compare(name: string, work: () => Promise<void>): void {
	if (isThere) test(name, work);
	else
		test(`${name} (skipped: no recordings beside the project)`, () => expect(isThere).toBe(false));
}

type Json = Record<string, unknown>;
const read = <T = Json>(file: string) =>
	JSON.parse(readFileSync(join(RECORDED, file), 'utf8')) as T;

interface Exchange {
	method: string;
	path: string;
	status: number;
	body: Json & { fields: Json[] };
	headers?: string[];
}
const exchanges = () => read<Exchange[]>('grouparoo_grouparoo/extracted-interactions.json');
const recorded = (method: string, path: RegExp, status = 200) => {
	const found = exchanges().find(
		(one) => one.method === method && path.test(one.path) && one.status === status,
	);
	if (!found) throw new Error(`no recording of ${method} ${path.source}`);
	return found;
};

const kind = (value: unknown) =>
	value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
const sorted = (value: object) => Object.keys(value).sort();

/** Same keys, same JSON types; null fits anything. */
function expectShape(actual: Json, expected: Json, allowed: readonly string[] = []): void {
	const keep = (keys: string[]) => keys.filter((key) => !allowed.includes(key));
	expect(keep(sorted(actual))).toEqual(keep(sorted(expected)));
	for (const key of keep(sorted(expected))) {
		const [mine, theirs] = [kind(actual[key]), kind(expected[key])];
		if (mine !== 'null' && theirs !== 'null') expect(mine, key).toBe(theirs);
	}
}

const byName = (fields: Json[]) => new Map(fields.map((field) => [field.name, field]));

/** Facts of a field that may differ from the recording, and why. */
const ALLOWED: Record<string, RegExp> = {
	"an admin's choice": /\.picklistValues$/,
	'a feature of that org: person accounts':
		/^(Account|Contact)\.Name\.(compoundFieldName|extraTypeInfo)$/,
	'picklists are longer since v42':
		/\.(Type|Industry|Ownership|Rating|AccountSource|LeadSource)\.(length|byteLength)$/,
};

compare(
	'describe has every key of a real one, and the same facts about each shared field',
	async () => {
		for (const object of ['Account', 'Contact']) {
			const theirs = recorded('GET', new RegExp(`/${object}/describe$`)).body;
			const { body: mine } = (await call('GET', `/sobjects/${object}/describe`)) as {
				body: Exchange['body'];
			};
			// Newer versions add keys; none of the old ones is gone, save `keyPrefix`-like constants.
			expect(sorted(mine)).toEqual(expect.arrayContaining(sorted(theirs)));
			const known = byName(mine.fields);
			const shared = theirs.fields.filter((field) => known.has(field.name));
			expect(shared.length).toBeGreaterThan(50);
			for (const field of shared) {
				const own = known.get(field.name) ?? {};
				expect(sorted(own), String(field.name)).toEqual(expect.arrayContaining(sorted(field)));
				for (const key of sorted(field)) {
					const fact = `${object}.${String(field.name)}.${key}`;
					if (Object.values(ALLOWED).some((pattern) => pattern.test(fact))) continue;
					expect(own[key], fact).toEqual(field[key]);
				}
			}
		}
	},
);

compare('describe of v53 and v62 has the same keys, object and field', async () => {
	for (const [file, object] of [
		['mike4aday_SwiftlySalesforce/MockAccountMetadata.json', 'Account'],
		['apache_nifi/describe_sobject.json', 'Machine__c'],
	] as const) {
		const theirs = read<Exchange['body']>(file);
		const { body: mine } = (await call('GET', `/sobjects/${object}/describe`)) as {
			body: Exchange['body'];
		};
		expect(sorted(mine)).toEqual(sorted(theirs));
		expect(sorted(mine.fields[0] ?? {})).toEqual(sorted(theirs.fields[0] ?? {}));
		expect(sorted((mine.recordTypeInfos as Json[])[0] ?? {})).toEqual(
			sorted((theirs.recordTypeInfos as Json[])[0] ?? {}),
		);
	}
});

compare('a record has the recorded keys, in the recorded types', async () => {
	for (const object of ['Account', 'Contact']) {
		const theirs = recorded('GET', new RegExp(`/${object}/00[13]\\w+$`)).body as Json;
		const id = String(org.records(object)[0]?.Id);
		const { body } = await call('GET', `/sobjects/${object}/${id}`);
		const custom = [...sorted(body as Json), ...sorted(theirs)].filter((key) => /__c$/.test(key));
		// Two flags, and person accounts, depend on the org's features.
		const features = ['HasOptedOutOfEmail', 'DoNotCall', 'IsPersonAccount'];
		expectShape(body as Json, theirs, [...custom, ...features]);
	}
});

compare('collections and errors answer as recorded', async () => {
	const created = recorded('POST', /composite\/sobjects$/).body as unknown as Json[];
	const mine = await call('POST', '/composite/sobjects', {
		records: [{ attributes: { type: 'Account' }, Name: 'x' }],
	});
	expectShape((mine.body as Json[])[0] ?? {}, created[0] ?? {});
	const missing = recorded('GET', /Account\/001\w+$/, 404);
	expect((await call('GET', '/sobjects/Account/001000000000001AAA')).body).toEqual(
		(missing.body as unknown as Json[]).map(({ message, errorCode }) => ({ message, errorCode })),
	);
	for (const [file, body] of [
		['unknown-field', { Name: 'x', AccountNumer: 'y' }],
		['invalid-field-upsert', { Name: 'x', MasterRecordId: null }],
	] as const) {
		const answer = await call('POST', '/sobjects/Account', body);
		expect(answer.body).toEqual(read(`amp-labs_connectors/${file}.json`));
	}
	const noRecords = await call('POST', '/composite/sobjects', { records: [] });
	expect(noRecords.body).toEqual(
		read('amp-labs_connectors/batch__create__contacts__err-bad-request.json'),
	);
	const rows = [{}, { LastName: 'x' }].map((row) => ({ attributes: { type: 'Contact' }, ...row }));
	const rolledBack = await call('POST', '/composite/sobjects', { allOrNone: true, records: rows });
	expect(rolledBack.body).toEqual(
		read('amp-labs_connectors/batch__create__contacts__partial-but-allOrNone.json'),
	);
	const noIds = await call('PATCH', '/composite/sobjects', { records: rows });
	expect(noIds.body).toEqual(
		read('amp-labs_connectors/batch__update__contacts__err-each-no-ids.json'),
	);
	const unknown = await call('GET', '/query?q=SELECT+Id,Name,BillingCity,IsDeleted+FROM+Accout');
	const theirs = read<Json[]>('amp-labs_connectors/unknown-object.json');
	expect(unknown.body[0].errorCode).toBe(theirs[0]?.errorCode);
});

compare('header names are the recorded ones', async () => {
	const { headers = [] } = recorded('POST', /composite\/sobjects$/);
	const theirs = new Set(
		headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()),
	);
	const { headers: mine } = await call('GET', '/limits');
	// How a body is cut and whether the connection stays is the transport's affair.
	for (const name of ['transfer-encoding', 'connection']) theirs.delete(name);
	expect([...mine.keys()]).toEqual(expect.arrayContaining([...theirs]));
});

compare('identity, search, aggregates and limits have the recorded keys', async () => {
	const folder = 'mike4aday_SwiftlySalesforce';
	const token = org.issueToken();
	const info = await fetch(`${org.url}/services/oauth2/userinfo`, {
		headers: { authorization: `Bearer ${token}` },
	});
	const { user_id: userId } = (await info.json()) as { user_id: string };
	const identity = await fetch(`${org.url}/id/${org.id}/${userId}`, {
		headers: { authorization: `Bearer ${token}` },
	});
	const mine = (await identity.json()) as Json;
	const theirs = read(`${folder}/MockIdentity.json`);
	expect(sorted(mine)).toEqual(expect.arrayContaining(sorted(theirs)));
	const search = await call(
		'GET',
		`/search?q=${encodeURIComponent('FIND {rose} RETURNING Contact(FirstName, LastName, Department)')}`,
	);
	expectShape(
		(search.body.searchRecords as Json[])[0] ?? {},
		read<{ searchRecords: Json[] }>(`${folder}/MockSearchResults.json`).searchRecords[0] ?? {},
	);
	const grouped = await call(
		'GET',
		'/query?q=SELECT+WhatId,ActivityDate,Status,COUNT(Id)+MyCount+FROM+Task+GROUP+BY+WhatId,ActivityDate,Status',
	);
	expectShape(
		(grouped.body.records as Json[])[0] ?? {},
		read<{ records: Json[] }>(`${folder}/MockAggregateQueryResult.json`).records[0] ?? {},
	);
	const limits = (await call('GET', '/limits')).body as Json;
	// Orders of features that a Developer Edition of today no longer lists.
	const known = sorted(read(`${folder}/MockLimits.json`)).filter((name) =>
		sorted(limits).includes(name),
	);
	expect(known.length).toBeGreaterThan(20);
});
