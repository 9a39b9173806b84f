import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(async () => await org.close());

const describeField = async (object: string, name: string) => {
	const { body } = await call('GET', `/sobjects/${object}/describe`);
	return (body.fields as { name: string }[]).find((field) => field.name === name) as unknown;
};

test('describe global lists every object', async () => {
	const { body, headers } = await call('GET', '/sobjects');
	expect(headers.get('etag')).toBeTruthy();
	expect((body.sobjects as { name: string }[]).map(({ name }) => name)).toEqual(
		expect.arrayContaining([
			'Account',
			'Contact',
			'Lead',
			'Opportunity',
			'Case',
			'Task',
			'Campaign',
			'CampaignMember',
			'Product2',
			'User',
			'Organization',
			'ContentVersion',
			'ContentDocument',
			'ContentDocumentLink',
			'Attachment',
			'Machine__c',
			'BigTable__c',
			'UpsertTable__c',
		]),
	);
	expect((await call('GET', '/sobjects/Nothing/describe')).status).toBe(404);
	expect((await call('GET', '/sobjects/contact')).body.objectDescribe).toMatchObject({
		name: 'Contact',
		keyPrefix: '003',
	});
});

test('describe tells required, defaulted, unique, dependent and derived fields apart', async () => {
	expect(await describeField('Contact', 'LastName')).toMatchObject({
		createable: true,
		nillable: false,
		defaultedOnCreate: false,
	});
	expect(await describeField('Contact', 'Name')).toMatchObject({
		createable: false,
		nameField: true,
	});
	expect(await describeField('Contact', 'DoNotCall')).toMatchObject({
		nillable: false,
		defaultedOnCreate: true,
		type: 'boolean',
	});
	expect(await describeField('Machine__c', 'Serial_Number__c')).toMatchObject({
		externalId: true,
		unique: true,
		idLookup: true,
		custom: true,
	});
	expect(await describeField('Machine__c', 'Net_Price__c')).toMatchObject({
		calculated: true,
		createable: false,
	});
	expect(await describeField('Machine__c', 'Number__c')).toMatchObject({
		autoNumber: true,
		createable: false,
	});
	expect(await describeField('Task', 'WhoId')).toMatchObject({
		referenceTo: ['Contact', 'Lead'],
		relationshipName: 'Who',
		polymorphicForeignKey: true,
	});
	const variant = (await describeField('Machine__c', 'Variant__c')) as {
		dependentPicklist: boolean;
		controllerName: string;
		picklistValues: { value: string; validFor: string }[];
	};
	expect(variant).toMatchObject({ dependentPicklist: true, controllerName: 'Kind__c' });
	// Press is the first controlling value: the most significant bit.
	expect(Buffer.from(variant.picklistValues[0]?.validFor ?? '', 'base64')[0]).toBe(0b1000_0000);
	expect(Buffer.from(variant.picklistValues[2]?.validFor ?? '', 'base64')[0]).toBe(0b0100_0000);
});

test('describe names the children of an object', async () => {
	const { body } = await call('GET', '/sobjects/Account/describe');
	expect(body.childRelationships).toContainEqual({
		childSObject: 'Contact',
		field: 'AccountId',
		relationshipName: 'Contacts',
		cascadeDelete: true,
		restrictedDelete: false,
		deprecatedAndHidden: false,
		junctionIdListNames: [],
		junctionReferenceTo: [],
	});
});

test('describe answers 304 until metadata change', async () => {
	const { headers } = await call('GET', '/sobjects/Contact/describe');
	const ask = async () =>
		(
			await call('GET', '/sobjects/Contact/describe', undefined, {
				'if-none-match': headers.get('etag') ?? '',
			})
		).status;
	const since = { 'if-modified-since': headers.get('last-modified') ?? '' };
	expect((await call('GET', '/sobjects/Contact/describe', undefined, since)).status).toBe(304);
	expect(await ask()).toBe(304);
	org.metadata.extend('Contact', [
		{ name: 'Shoe_Size__c', type: 'double', precision: 3, scale: 1 },
	]);
	expect(await ask()).toBe(200);
	expect(
		(await call('POST', '/sobjects/Contact', { LastName: 'x', Shoe_Size__c: 42.5 })).status,
	).toBe(201);
});

test('a field that is hidden from the user is nowhere', async () => {
	org.setPolicy({ hiddenFields: ['Contact.Phone'] });
	expect(await describeField('Contact', 'Phone')).toBeUndefined();
	expect((await call('GET', '/query?q=SELECT+Phone+FROM+Contact')).body).toMatchObject([
		{ errorCode: 'INVALID_FIELD' },
	]);
	expect(
		(await call('POST', '/sobjects/Contact', { LastName: 'x', Phone: '1' })).body,
	).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
});

test('counts records, leaving unknown objects out', async () => {
	org.insert('Account', [{ Name: 'a' }, { Name: 'b' }]);
	expect((await call('GET', '/limits/recordCount?sObjects=Account,Nothing')).body).toEqual({
		sObjects: [{ count: 2, name: 'Account' }],
	});
	expect((await call('GET', '/limits/recordCount?sObjects=Nothing')).body).toEqual({
		sObjects: [],
	});
});
