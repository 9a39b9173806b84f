import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import PubSubApiClient from 'salesforce-pubsub-api-client';
import { createKeyAndCertificate, type Org, startOrg } from '../../../emulator';

let org: Org;
const clients: PubSubApiClient[] = [];
const silent = { info() {}, warn() {}, error() {}, debug() {} };

beforeEach(async () => {
	const { privateKey: key, certificate: cert } = createKeyAndCertificate('localhost');
	org = await startOrg({
		pubSub: {},
		tls: { key, cert },
		policy: { changeDataCapture: ['Account'] },
	});
});
afterEach(async () => {
	await org.close();
	for (const client of clients.splice(0)) client.close();
});

/** A client of its own: one client follows a channel once. */
async function connect(): Promise<PubSubApiClient> {
	const client = new PubSubApiClient(
		{
			authType: 'user-supplied',
			accessToken: org.issueToken(),
			instanceUrl: org.url,
			organizationId: org.id,
			pubSubEndpoint: new URL(org.pubSub.endpoint).host,
			rejectUnauthorizedSsl: false,
		},
		silent,
	);
	clients.push(client);
	await client.connect();
	return client;
}

interface Received {
	replayId: number;
	payload: {
		Name?: string;
		Phone?: string | null;
		BillingAddress?: { City: string };
		ChangeEventHeader?: { changedFields: string[]; nulledFields: string[] };
	};
}

/** The first events that a client hands on. */
async function receive(channel: string, count: number, from?: number): Promise<Received[]> {
	const client = await connect();
	const received: Received[] = [];
	return await new Promise((resolve, reject) => {
		const onEvent = (_: unknown, type: string, data: unknown) => {
			if (type === 'error') reject(data instanceof Error ? data : new Error('refused'));
			if (type === 'event' && received.push(data as Received) === count) resolve(received);
		};
		if (from === undefined) client.subscribeFromEarliestEvent(channel, onEvent, count);
		else client.subscribeFromReplayId(channel, onEvent, count, from);
	});
}

describe('salesforce-pubsub-api-client', () => {
	it('subscribes, and decodes change events with the names of the fields', async () => {
		const [id] = org.insert('Account', [{ Name: 'Acme', BillingCity: 'Berlin', Phone: '1' }]);
		org.update('Account', [{ Id: id, BillingCity: 'Bonn', Phone: null }]);
		const [created, updated] = await receive('/data/AccountChangeEvent', 2);
		expect(created!.payload.Name).toBe('Acme');
		expect(created!.payload.ChangeEventHeader).toMatchObject({
			changeType: 'CREATE',
			entityName: 'Account',
			recordIds: [id],
		});
		const { ChangeEventHeader, BillingAddress, Phone } = updated!.payload;
		expect(ChangeEventHeader!.changedFields.toSorted()).toEqual([
			'BillingAddress.City',
			'LastModifiedDate',
			'Phone',
		]);
		expect(ChangeEventHeader!.nulledFields).toEqual(['Phone']);
		expect([BillingAddress!.City, Phone]).toEqual(['Bonn', null]);
	});

	it('takes events up behind a replay id', async () => {
		org.insert('Account', [{ Name: 'One' }, { Name: 'Two' }, { Name: 'Three' }]);
		const [first] = await receive('/data/AccountChangeEvent', 3);
		const rest = await receive('/data/AccountChangeEvent', 2, first!.replayId);
		expect(rest.map(({ payload }) => payload.Name)).toEqual(['Two', 'Three']);
	});

	it('publishes a platform event, and reads it', async () => {
		const client = await connect();
		const result = await client.publish('/event/Order_Placed__e', {
			CreatedDate: Date.now(),
			CreatedById: org.records('User')[0]!.Id,
			Order_Number__c: { string: '4711' },
			Amount__c: { double: 12.5 },
			Placed_At__c: null,
		});
		expect(result.replayId).toBe(1);
		const [event] = await receive('/event/Order_Placed__e', 1);
		expect(event!.payload).toMatchObject({ Order_Number__c: '4711', Amount__c: 12.5 });
	});

	it('learns from the status what is wrong', async () => {
		const refused = receive('/data/LeadChangeEvent', 1).catch((error: unknown) => error);
		expect(await refused).toMatchObject({ code: 5 });
	});
});
