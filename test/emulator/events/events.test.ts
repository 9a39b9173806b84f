import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const channel = '/event/Order_Placed__e';

describe('platform events', () => {
	it('are published like records, and answer with an error that is none', async () => {
		const { status, body } = await call('POST', '/sobjects/Order_Placed__e', {
			Order_Number__c: '4711',
		});
		expect(status).toBe(201);
		expect(body).toEqual({
			id: expect.stringMatching(/^e\w{17}$/),
			success: true,
			errors: [{ statusCode: 'OPERATION_ENQUEUED', message: expect.any(String), fields: [] }],
		});
		const [event] = org.events(channel);
		expect(event).toMatchObject({
			channel,
			replayId: 1,
			eventUuid: body.errors[0].message,
			payload: {
				Order_Number__c: '4711',
				CreatedById: expect.stringMatching(/^005/),
				CreatedDate: expect.stringMatching(/Z$/),
			},
		});
		expect(org.records('Order_Placed__e')).toEqual([]);
	});

	it('are published many at once by sObject Collections', async () => {
		const records = ['1', '2', '3'].map((number) => ({
			attributes: { type: 'Order_Placed__e' },
			Order_Number__c: number,
		}));
		const { status, body } = await call('POST', '/composite/sobjects', { records });
		expect(status).toBe(200);
		expect(body).toHaveLength(3);
		expect(body[0].errors[0].statusCode).toBe('OPERATION_ENQUEUED');
		expect(org.events(channel).map(({ payload }) => payload.Order_Number__c)).toEqual([
			'1',
			'2',
			'3',
		]);
	});

	it('are refused like records, and an unknown one is not found', async () => {
		const wrong = await call('POST', '/sobjects/Order_Placed__e', { Nothing__c: 1 });
		expect([wrong.status, wrong.body[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
		expect((await call('POST', '/sobjects/Nothing__e', {})).status).toBe(404);
		expect(org.events(channel)).toEqual([]);
	});

	it('are replayed from any of them on, and forgotten after 72 hours', async () => {
		for (const number of ['1', '2', '3']) {
			await callOrg(org)('POST', '/sobjects/Order_Placed__e', { Order_Number__c: number });
			org.advance(23 * 60 * 60 * 1000);
		}
		const [first] = org.events(channel);
		expect(org.events(channel, first?.replayId)).toHaveLength(2);
		expect(org.events(channel, -2)).toHaveLength(3);
		expect(org.events(channel, -1)).toEqual([]);
		org.advance(4 * 60 * 60 * 1000);
		expect(org.events(channel).map(({ payload }) => payload.Order_Number__c)).toEqual(['2', '3']);
	});
});

describe('change events', () => {
	beforeEach(() => org.setPolicy({ changeDataCapture: ['Contact'] }));
	const changes = () => org.events('/data/ContactChangeEvent').map(({ payload }) => payload);

	it('tell what a create, an update and a delete changed', async () => {
		const { body } = await call('POST', '/sobjects/Contact', {
			LastName: 'Smith',
			FirstName: 'Jo',
		});
		await call('PATCH', `/sobjects/Contact/${body.id}`, {
			LastName: 'Jones',
			MailingCity: 'Paris',
		});
		await call('DELETE', `/sobjects/Contact/${body.id}`);
		const [created, updated, deleted] = changes();
		expect(created).toMatchObject({
			Name: { LastName: 'Smith', FirstName: 'Jo' },
			CreatedDate: expect.stringMatching(/Z$/),
			ChangeEventHeader: { changeType: 'CREATE', changedFields: [], recordIds: [body.id] },
		});
		expect(created).not.toHaveProperty('Phone');
		expect(updated).toEqual({
			LastModifiedDate: expect.any(String),
			Name: { LastName: 'Jones' },
			MailingAddress: { City: 'Paris' },
			ChangeEventHeader: {
				commitNumber: expect.any(Number),
				commitUser: expect.stringMatching(/^005/),
				sequenceNumber: 1,
				entityName: 'Contact',
				changeType: 'UPDATE',
				changedFields: expect.arrayContaining([
					'Name.LastName',
					'MailingAddress.City',
					'LastModifiedDate',
				]),
				changeOrigin: expect.stringContaining('com/salesforce/api/rest/'),
				transactionKey: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
				commitTimestamp: expect.any(Number),
				recordIds: [body.id],
			},
		});
		expect(Object.keys(deleted ?? {})).toEqual(['ChangeEventHeader']);
	});

	it('are on the channel of all changes, too, and only for objects that are captured', async () => {
		await call('POST', '/sobjects/Contact', { LastName: 'Smith' });
		await call('POST', '/sobjects/Account', { Name: 'Quiet' });
		expect(org.events('/data/ChangeEvents')).toHaveLength(1);
		expect(org.events('/data/AccountChangeEvent')).toEqual([]);
	});

	it('do not come of what was rolled back', async () => {
		await call('POST', '/composite/sobjects', {
			allOrNone: true,
			records: [
				{ attributes: { type: 'Contact' }, LastName: 'x' },
				{ attributes: { type: 'Contact' } },
			],
		});
		expect(changes()).toEqual([]);
	});

	it('share a transaction key if they share a transaction', async () => {
		const records = ['a', 'b'].map((LastName) => ({ attributes: { type: 'Contact' }, LastName }));
		await call('POST', '/composite/sobjects', { records });
		org.advance(5);
		await call('POST', '/sobjects/Contact', { LastName: 'c' });
		const keys = changes().map(
			(change) => (change.ChangeEventHeader as { transactionKey: string }).transactionKey,
		);
		expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
	});

	it('lose their fields if the org has gaps', async () => {
		org.setPolicy({ changeEventGaps: true });
		await call('POST', '/sobjects/Contact', { LastName: 'x' });
		const [gap] = changes();
		expect(Object.keys(gap ?? {})).toEqual(['ChangeEventHeader']);
		expect(gap?.ChangeEventHeader).toMatchObject({ changeType: 'GAP_CREATE' });
	});
});
