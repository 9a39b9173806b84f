import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

/** What recordings of real orgs have shown, by object and by resource. */
let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg({ sampleData: true });
	call = callOrg(org);
});
afterEach(async () => await org.close());

interface Brief {
	name: string;
	labelPlural: string;
	keyPrefix: string | null;
	urls: Record<string, string>;
	[flag: string]: unknown;
}

async function briefs(): Promise<Map<string, Brief>> {
	const { body } = await call('GET', '/sobjects');
	return new Map((body.sobjects as Brief[]).map((brief) => [brief.name, brief]));
}

const ALWAYS = ['describe', 'rowTemplate', 'sobject'];
const LAYOUTS = ['approvalLayouts', 'compactLayouts', 'layouts', 'listviews', 'quickActions'];

describe('describe global', () => {
	test('names layouts, list views and quick actions of objects that have a page', async () => {
		const all = await briefs();
		const urlsOf = (name: string) => Object.keys(all.get(name)?.urls ?? {}).sort();
		expect(urlsOf('Account')).toEqual([...ALWAYS, ...LAYOUTS].sort());
		for (const name of ['ActivityHistory', 'Attachment', 'Group', 'Organization', 'Profile']) {
			expect(urlsOf(name), name).toEqual(ALWAYS);
		}
		const withOwn = (...own: string[]) => [...ALWAYS, ...LAYOUTS, ...own].sort();
		expect(urlsOf('Case')).toEqual(withOwn('caseArticleSuggestions', 'caseRowArticleSuggestions'));
		expect(urlsOf('User')).toEqual(withOwn('namedLayouts', 'passwordUtilities'));
		expect(urlsOf('Event')).toEqual(withOwn('eventSeriesUpdates'));
		expect(all.get('User')?.urls.passwordUtilities).toBe(
			'/services/data/v67.0/sobjects/User/{ID}/password',
		);
	});

	test('says of each object what may be done with it', async () => {
		const all = await briefs();
		const NOT: Record<string, string[]> = {
			Attachment: ['layoutable'],
			CampaignMember: ['searchable', 'undeletable'],
			Case: ['mergeable'],
			ContentDocument: ['replicateable'],
			ContentDocumentLink: ['replicateable'],
			ContentVersion: ['replicateable', 'deletable'],
			Group: ['undeletable', 'triggerable', 'layoutable', 'mruEnabled'],
			Organization: ['triggerable', 'layoutable'],
			Profile: ['triggerable', 'layoutable'],
		};
		for (const [name, flags] of Object.entries(NOT)) {
			for (const flag of flags) expect(all.get(name)?.[flag], `${name}.${flag}`).toBe(false);
		}
		expect(all.get('Attachment')).toMatchObject({ searchable: true });
		expect(all.get('Profile')).toMatchObject({ deletable: true });
		expect(all.get('ActivityHistory')).toMatchObject({
			keyPrefix: null,
			labelPlural: 'Activity History',
		});
		expect(all.get('Group')?.labelPlural).toBe('Group');
		expect(all.get('ContentDocumentLink')?.labelPlural).toBe('Content Document Link');
	});
});

describe('describe', () => {
	test('names the scopes by the plural label', async () => {
		const { body } = await call('GET', '/sobjects/Opportunity/describe');
		expect(body.supportedScopes).toEqual([
			{ label: 'All opportunities', name: 'everything' },
			{ label: 'My opportunities', name: 'mine' },
			{ label: "My team's opportunities", name: 'team' },
		]);
	});

	test('lists the opportunities of a contact, and of an account what data services fill', async () => {
		const contact = await call('GET', '/sobjects/Contact/describe');
		const names = (contact.body.childRelationships as { relationshipName: string }[]).map(
			({ relationshipName }) => relationshipName,
		);
		expect(names).toEqual(expect.arrayContaining(['Opportunities', 'OpportunityContactRoles']));
		const account = await call('GET', '/sobjects/Account/describe');
		const fields = (account.body.fields as { name: string }[]).map(({ name }) => name);
		expect(fields).toEqual(expect.arrayContaining(['CleanStatus', 'DunsNumber', 'Tradestyle']));
	});
});

describe('a record', () => {
	test('of Account has an ETag, which conditions go by; one of Contact has none', async () => {
		const path = `/sobjects/Account/${String(org.records('Account')[0]?.Id)}`;
		const { headers } = await call('GET', path);
		const etag = headers.get('etag') ?? '';
		expect(etag).toMatch(/^"[A-Za-z0-9+/]{43}="$/);
		expect((await call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(304);
		expect((await call('GET', path, undefined, { 'if-match': etag })).status).toBe(200);
		await call('PATCH', path, { Site: 'x' });
		expect((await call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(200);
		expect((await call('GET', path, undefined, { 'if-match': etag })).status).toBe(412);
		const contact = await call('GET', `/sobjects/Contact/${String(org.records('Contact')[0]?.Id)}`);
		expect(contact.headers.get('etag')).toBeNull();
	});

	test('that was viewed is among the recent ones of its object', async () => {
		await call('GET', '/query?q=SELECT+Id+FROM+Account+LIMIT+1+FOR+VIEW');
		expect((await call('GET', '/sobjects/Account')).body.recentItems).toHaveLength(1);
		expect((await call('GET', '/sobjects/Contact')).body.recentItems).toHaveLength(0);
	});
});

describe('the org', () => {
	test('lists the limits of today, custom permission sets among them', async () => {
		const { body } = await call('GET', '/limits');
		for (const name of [
			'ConcurrentEinsteinDataInsightsStoryCreation',
			'DailyFunctionsApiCallLimit',
			'HourlyLongTermIdMapping',
			'MonthlyEinsteinDiscoveryStoryCreation',
			'Package2VersionCreatesWithoutValidation',
		]) {
			expect(body[name], name).toEqual({
				Max: expect.any(Number) as number,
				Remaining: expect.any(Number) as number,
			});
		}
		expect(body.PermissionSets.CreateCustom).toEqual({ Max: 1000, Remaining: 1000 });
	});

	test('has tabs and a theme', async () => {
		const { body: tabs } = await call('GET', '/tabs');
		expect(tabs).toContainEqual(
			expect.objectContaining({ label: 'Accounts', name: 'standard-Account', custom: false }),
		);
		const { body: theme } = await call('GET', '/theme');
		expect(theme.themeItems[0]).toMatchObject({
			colors: [{ context: 'primary' }, {}],
			icons: [{ contentType: 'image/png', width: 32 }, {}],
		});
	});

	test('tells where the feed elements of its user are', async () => {
		const response = await fetch(`${org.url}/services/oauth2/userinfo`, {
			headers: { authorization: `Bearer ${org.issueToken()}` },
		});
		const { urls } = (await response.json()) as { urls: Record<string, string> };
		expect(urls.feed_elements).toBe(`${org.url}/services/data/v{version}/chatter/feed-elements`);
	});
});

describe('SOQL', () => {
	const count = async (where: string) => {
		const statement = `SELECT Id FROM ${where}`;
		const { status, body } = await call('GET', `/query?q=${encodeURIComponent(statement)}`);
		return status === 200 ? (body.totalSize as number) : String(body[0].errorCode);
	};

	test('takes moments with or without seconds, but never without a zone', async () => {
		for (const moment of ['2020-01-01T10:00Z', '2020-01-01T10:00+02:00', '2020-01-01T10:00:00Z']) {
			expect(await count(`Account WHERE CreatedDate > ${moment}`), moment).toBeGreaterThan(0);
		}
		expect(await count(`Account WHERE CreatedDate > 2020-01-01T10:00`)).toBe('MALFORMED_QUERY');
		expect(await count(`Account WHERE Name = '2020-01-01T10:00Z'`)).toBe(0);
	});

	test('takes times of day, alone and in a list', async () => {
		for (const test of ['> 10:00:00Z', '> 10:00:00.000Z', 'IN (10:00:00Z, 11:30:00.000Z)']) {
			expect(await count(`Machine__c WHERE Shift_Start__c ${test}`), test).toBe(0);
		}
	});

	test('shows what was done with an account, tasks and events, and what is open', async () => {
		const [account] = org.records('Account');
		const WhatId = String(account?.Id);
		const event = { Subject: 'Visit', WhatId, AccountId: WhatId, DurationInMinutes: 30 };
		org.insert('Event', [
			{ ...event, StartDateTime: '2020-01-01T10:00:00Z', EndDateTime: '2020-01-01T10:30:00Z' },
			{ ...event, StartDateTime: '2199-01-01T10:00:00Z', EndDateTime: '2199-01-01T10:30:00Z' },
		]);
		const children = (name: string) =>
			`(SELECT Id, Subject, IsTask, ActivitySubtype, Owner.Name FROM ${name} ORDER BY ActivityDate DESC NULLS LAST, LastModifiedDate DESC LIMIT 500)`;
		const statement = `SELECT ${children('ActivityHistories')}, ${children('OpenActivities')} FROM Account WHERE Id = '${WhatId}'`;
		const { body } = await call('GET', `/query?q=${encodeURIComponent(statement)}`);
		const [record] = body.records;
		const past = { Subject: 'Visit', IsTask: false, ActivitySubtype: 'Event' };
		expect(record.ActivityHistories.records).toContainEqual(expect.objectContaining(past));
		expect(record.OpenActivities.records).toContainEqual(expect.objectContaining(past));
		expect(record.ActivityHistories.records[0].Id).toMatch(/^00[TU]/);
	});
});

describe('a collection', () => {
	const upsert = (records: unknown[], allOrNone = false) =>
		call('PATCH', '/composite/sobjects/UpsertTable__c/ExtId__c', { allOrNone, records });
	const row = (ExtId__c: unknown) => ({ attributes: { type: 'UpsertTable__c' }, ExtId__c });

	test('refuses a row of an upsert alone that says nothing of its type, or another', async () => {
		const { status, body } = await upsert([
			row('a'),
			{ ExtId__c: 'b' },
			{ ...row('c'), attributes: { type: 'Account' } },
		]);
		expect(status).toBe(200);
		expect((body as { success: boolean }[]).map(({ success }) => success)).toEqual([
			true,
			false,
			false,
		]);
		expect(body[1].errors).toHaveLength(1);
	});

	test('undoes an upsert whole with allOrNone, and says so of each row', async () => {
		const rolledBack = { statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' };
		const { body } = await upsert([row('a'), row('x'.repeat(51))], true);
		expect(body).toMatchObject([
			{ success: false, errors: [rolledBack] },
			{ success: false, errors: [{ statusCode: 'STRING_TOO_LONG' }, rolledBack] },
		]);
		expect(org.records('UpsertTable__c')).toHaveLength(0);
	});

	test.each([
		['1', 1],
		['a', 'A'],
		['a', 'a '],
	])(
		'refuses both of two rows of one external id, however it is spelt: %j and %j',
		async (one, two) => {
			const { body } = await upsert([row(one), row(two), row('other')]);
			expect(body).toMatchObject([
				{ success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
				{ success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
				{ success: true },
			]);
		},
	);

	test('refuses both of two deletes of one record, in 15 and in 18 characters', async () => {
		const [id = ''] = org.insert('Depot__c', [{ Name: 'x', Code__c: 'x' }]);
		const { body } = await call('DELETE', `/composite/sobjects?ids=${id},${id.slice(0, 15)}`);
		expect(body).toMatchObject([{ success: false }, { success: false }]);
		expect(org.records('Depot__c')).toHaveLength(1);
	});
});
