import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { ListeningTrigger } from './ListeningTrigger';
import { notificationId, writeMessage } from './writeMessage';

let org: Org;
const triggers: ListeningTrigger[] = [];
async function listen(parameters: object = {}, id?: string): Promise<ListeningTrigger> {
	const trigger = new ListeningTrigger(org, { ...parameters }, id);
	triggers.push(trigger);
	return trigger.start();
}
const withCredential = (more: object = {}) =>
	listen({ authentication: 'clientCredentials', ...more });
/** The org sends the records of an object to the trigger. */
const connect = (
	trigger: ListeningTrigger,
	object = 'Account',
	fields = ['Name', 'AnnualRevenue'],
) => org.outboundMessages.addRule({ object, fields, endpointUrl: trigger.url });
const post = (trigger: ListeningTrigger, body: string, headers: Record<string, string> = {}) =>
	fetch(trigger.url, { method: 'POST', body, headers: { 'Content-Type': 'text/xml', ...headers } });

beforeEach(async () => {
	org = await startOrg({});
});
afterEach(async () => {
	await Promise.all(triggers.splice(0).map((trigger) => trigger.stop()));
	await org.close();
});

describe('a message without a credential', () => {
	it('is an item a notification, with texts as they were sent', async () => {
		const trigger = await listen();
		const actionId = connect(trigger);
		const [id] = org.insert('Account', [{ Name: 'Müller & <Söhne>', AnnualRevenue: 120 }]);
		const [delivery] = await org.outboundMessages.send();
		expect(delivery).toMatchObject({ status: 200, isAcknowledged: true });
		expect(trigger.items).toEqual([
			{
				Id: id,
				Name: 'Müller & <Söhne>',
				AnnualRevenue: '120.0',
				outboundMessage: {
					notificationId: delivery!.notificationIds[0],
					organizationId: org.id,
					actionId,
					object: 'Account',
					enterpriseUrl: `${org.url}/services/Soap/c/67.0/${org.id.slice(0, 15)}`,
					partnerUrl: `${org.url}/services/Soap/u/67.0/${org.id.slice(0, 15)}`,
				},
			},
		]);
		expect(org.calls).toEqual([]);
	});

	it('of a hundred notifications is one execution', async () => {
		const trigger = await listen();
		connect(trigger);
		org.insert(
			'Account',
			Array.from({ length: 150 }, (_, index) => ({ Name: `A${index}` })),
		);
		await org.outboundMessages.send();
		expect(trigger.executions.map(({ items }) => items.length)).toEqual([100, 50]);
		expect(trigger.items.map(({ Name }) => Name)).toEqual(
			Array.from({ length: 150 }, (_, index) => `A${index}`),
		);
	});

	it('holds no field of a record that was deleted before it was sent', async () => {
		const trigger = await listen();
		connect(trigger);
		const [id] = org.insert('Account', [{ Name: 'Gone' }]);
		org.delete('Account', [id!]);
		await org.outboundMessages.send();
		expect(Object.keys(trigger.items[0]!)).toEqual(['Id', 'outboundMessage']);
	});

	it('is taken where n8n has read the body already', async () => {
		const trigger = await listen();
		trigger.readsBody = true;
		await post(trigger, writeMessage());
		expect(trigger.items).toHaveLength(1);
	});
});

describe('a message with a credential', () => {
	it('is read again in one call: as the records are now, with their types', async () => {
		const trigger = await withCredential();
		connect(trigger);
		org.insert(
			'Account',
			Array.from({ length: 100 }, (_, index) => ({ Name: `A${index}`, AnnualRevenue: index })),
		);
		await org.outboundMessages.send();
		expect(trigger.executions).toHaveLength(1);
		expect(trigger.items[7]).toMatchObject({ Name: 'A7', AnnualRevenue: 7 });
		expect(trigger.items[7]).not.toHaveProperty('attributes');
		expect(org.calls).toHaveLength(1);
	});

	it('gives the fields that are chosen, those of parents too', async () => {
		const options = { fields: 'LastName, Account.Name' };
		const trigger = await withCredential({ additionalOptions: options });
		connect(trigger, 'Contact', ['Email']);
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const [id] = org.insert('Contact', [{ LastName: 'Lovelace', AccountId: account }]);
		await org.outboundMessages.send();
		const { outboundMessage: _, ...record } = trigger.items[0]!;
		expect(record).toEqual({ Id: id, LastName: 'Lovelace', Account: { Name: 'Acme' } });
	});

	it('gives the fields that the user can see, where others were sent', async () => {
		const trigger = await withCredential();
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme', AnnualRevenue: 5 }]);
		org.setPolicy({ hiddenFields: ['Account.AnnualRevenue'] });
		const [delivery] = await org.outboundMessages.send();
		expect(delivery!.isAcknowledged).toBe(true);
		expect(trigger.items[0]).toMatchObject({ Name: 'Acme' });
		expect(trigger.items[0]).not.toHaveProperty('AnnualRevenue');
	});

	it('of records that are gone is acknowledged, and starts nothing', async () => {
		const trigger = await withCredential();
		connect(trigger);
		const [gone] = org.insert('Account', [{ Name: 'Gone' }, { Name: 'There' }]);
		org.delete('Account', [gone!]);
		await org.outboundMessages.send();
		expect(trigger.items.map(({ Name }) => Name)).toEqual(['There']);
		expect(org.outboundMessages.pending).toEqual([]);
	});

	it.each([
		['records that are not there', 'Account', '001gL0000000999', 1],
		['an object that is not there', 'Nothing__c', 'a0XgL0000000999', 1],
		['fields that are not there', 'Account', '001gL0000000999', 3],
	])('that is forged, with %s, yields nothing', async (what, object, recordId, calls) => {
		const trigger = await withCredential();
		const field = what.startsWith('fields') ? '<sf:Nothing__c>x</sf:Nothing__c>' : '';
		const record = `<sf:Id>${recordId}</sf:Id>${field}`;
		const notifications = Array.from({ length: 100 }, (_, index) => ({
			id: notificationId(index),
			object,
			record,
		}));
		const answer = await post(trigger, writeMessage({ organizationId: org.id, notifications }));
		expect(answer.status).toBe(200);
		expect(trigger.executions).toEqual([]);
		expect(trigger.failures).toEqual([]);
		// No forger makes the trigger use up the org's calls.
		expect(org.calls.length).toBe(calls);
	});

	it.each(['that is not there', 'that is another one'])(
		'that is forged uses up no notification that is still to come, for a record %s',
		async (which) => {
			const trigger = await withCredential();
			const [other] = org.insert('Account', [{ Name: 'Other' }]);
			connect(trigger);
			org.insert('Account', [{ Name: 'Real' }]);
			const { id } = org.outboundMessages.pending[0]!;
			const recordId = which === 'that is another one' ? other : '001gL0000000999';
			const notifications = [{ id, record: `<sf:Id>${recordId}</sf:Id>` }];
			const forged = writeMessage({ organizationId: org.id, notifications });
			expect((await post(trigger, forged)).status).toBe(200);
			await org.outboundMessages.send();
			expect(trigger.items.at(-1)).toMatchObject({ Name: 'Real' });
		},
	);

	it("of another org than the credential's is refused", async () => {
		const trigger = await withCredential();
		const answer = await post(trigger, writeMessage());
		expect(answer.status).toBe(403);
		expect(await answer.text()).toContain('<faultstring>Messages of this org are not accepted<');
		expect(trigger.executions).toEqual([]);
		expect(org.calls).toEqual([]);
	});

	it('of another org is refused also with notifications that came before', async () => {
		const trigger = await withCredential();
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		const [delivery] = await org.outboundMessages.send();
		const forged = delivery!.body.replace(/<OrganizationId>\w+/, '<OrganizationId>00DgL0000000999');
		expect((await post(trigger, forged)).status).toBe(403);
	});

	it.each([
		['does not answer', { silent: 'ignored' }],
		['is busy', { status: 503 }],
	] as const)('comes again if the org %s, and no execution tells of it', async (_, fault) => {
		const trigger = await withCredential();
		trigger.readWithinMs = 300;
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		org.addFault({ match: { path: /composite\/sobjects/ }, times: 50, ...fault });
		const [delivery] = await org.outboundMessages.send();
		expect(delivery).toMatchObject({ status: 503, isAcknowledged: false });
		expect(delivery!.answer).toContain("The records can't be read at the moment");
		expect([trigger.executions, trigger.failures]).toEqual([[], []]);
		expect(trigger.saved).toEqual({});
		org.clearFaults();
		trigger.readWithinMs = undefined;
		org.outboundMessages.retry();
		await org.outboundMessages.send();
		expect(trigger.items).toHaveLength(1);
	});

	it('that the credential is refused for is a failed execution, and comes again', async () => {
		const trigger = await withCredential();
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		org.refuseLogins({ error: 'invalid_client', error_description: 'invalid client credentials' });
		const [delivery] = await org.outboundMessages.send();
		expect(delivery).toMatchObject({ status: 500, isAcknowledged: false });
		expect(delivery!.answer).toContain('<soapenv:Fault>');
		expect(trigger.failures).toHaveLength(1);
		expect(trigger.failures[0]!.message).toContain('invalid client credentials');
		expect(trigger.saved).toEqual({});
	});

	it('names a chosen field that is not there in a failed execution', async () => {
		const trigger = await withCredential({ additionalOptions: { fields: 'Nothing__c' } });
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		await org.outboundMessages.send();
		expect(trigger.failures[0]!.message).toContain('Nothing__c');
		expect(org.outboundMessages.pending).toHaveLength(1);
	});
});

describe('a gate', () => {
	it.each([15, 18])('takes an organization ID of %d characters', async (length) => {
		const trigger = await listen({ organizationId: org.id.slice(0, length) });
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		await org.outboundMessages.send();
		await post(trigger, writeMessage());
		expect(trigger.items.map(({ Name }) => Name)).toEqual(['Acme']);
		expect(trigger.log).toEqual([
			'An outbound message was refused: Messages of this org are not accepted',
		]);
	});

	it('for addresses goes by what n8n takes for the caller, before it reads anything', async () => {
		const trigger = await listen({
			additionalOptions: { allowedIps: '13.108.0.0/14, 2001:db8::/32' },
		});
		for (const [ip, status] of [
			['13.110.5.6', 200],
			['::ffff:13.110.5.6', 200],
			['2001:db8::7', 200],
			['127.0.0.1', 403],
			['', 403],
		] as const) {
			trigger.ip = ip;
			const body = writeMessage({
				notifications: [{ id: notificationId(status + ip.length), record: '' }],
			});
			expect((await post(trigger, body)).status, ip).toBe(status);
		}
		trigger.ip = '127.0.0.1';
		expect((await post(trigger, 'no XML at all')).status).toBe(403);
	});

	it('that can not work is told at the activation, with its label', async () => {
		const wrong = [
			[{ organizationId: '001gL0000000001' }, "'Organization ID' is not the ID of an org"],
			[
				{ additionalOptions: { allowedIps: '10.0.0.0/33' } },
				"'10.0.0.0/33' in 'Allowed IP Addresses' is neither an address nor a range",
			],
			[{ additionalOptions: { fields: 'Name FROM User' } }, '"Name FROM User" is not the name'],
		] as const;
		for (const [parameters, message] of wrong) {
			const trigger = new ListeningTrigger(org, { ...parameters });
			await expect(trigger.activate()).rejects.toThrow(message);
		}
		await expect(new ListeningTrigger(org, {}).activate()).resolves.toBe(true);
	});
});

describe('an acknowledgement', () => {
	it('comes once n8n has the execution, and not before', async () => {
		const trigger = await listen();
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		trigger.breakdown = new Error('no database');
		const [refused] = await org.outboundMessages.send();
		expect(refused).toMatchObject({ status: 500, isAcknowledged: false });
		expect(refused!.answer).toContain('<soapenv:Fault>');
		expect(trigger.executions).toEqual([]);
		trigger.breakdown = undefined;
		org.outboundMessages.retry();
		const [taken] = await org.outboundMessages.send();
		expect(taken!.isAcknowledged).toBe(true);
		expect(trigger.items).toHaveLength(1);
	});

	it('on success comes when the workflow has ended well', async () => {
		const trigger = await listen({ acknowledge: 'success' });
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		trigger.outcome = false;
		const [failed] = await org.outboundMessages.send();
		expect(failed).toMatchObject({ status: 500, isAcknowledged: false });
		expect(failed!.answer).toContain('<faultstring>The workflow did not accept the message<');
		trigger.outcome = true;
		org.outboundMessages.retry();
		const [good] = await org.outboundMessages.send();
		expect(good!.isAcknowledged).toBe(true);
		expect(trigger.executions).toHaveLength(2);
		await org.outboundMessages.repeat(good!);
		expect(trigger.executions).toHaveLength(2);
	});

	it('on success is given to a message that ended well after Salesforce had gone', async () => {
		const trigger = await listen({ acknowledge: 'success' });
		trigger.outcome = undefined;
		connect(trigger);
		org.insert('Account', [{ Name: 'Slow' }]);
		org.setPolicy({ outboundTimeoutMs: 150 });
		const [gone] = await org.outboundMessages.send();
		expect(gone).toMatchObject({ status: 0, isAcknowledged: false });
		org.setPolicy({ outboundTimeoutMs: 60_000 });
		const [busy] = (org.outboundMessages.retry(), await org.outboundMessages.send());
		expect(busy).toMatchObject({ status: 503, isAcknowledged: false });
		trigger.executions[0]!.end(true);
		org.outboundMessages.retry();
		const [known] = await org.outboundMessages.send();
		expect(known!.isAcknowledged).toBe(true);
		expect(trigger.executions).toHaveLength(1);
	});
});

describe('a notification that came before', () => {
	const sendTwice = async (trigger: ListeningTrigger) => {
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		const [delivery] = await org.outboundMessages.send();
		return org.outboundMessages.repeat(delivery!);
	};

	it('is acknowledged and dropped', async () => {
		const trigger = await listen();
		expect((await sendTwice(trigger)).isAcknowledged).toBe(true);
		expect(trigger.executions).toHaveLength(1);
	});

	it('is dropped also after a restart, by what n8n has kept', async () => {
		const trigger = await listen();
		connect(trigger);
		org.insert('Account', [{ Name: 'Acme' }]);
		const [delivery] = await org.outboundMessages.send();
		const restarted = await listen();
		restarted.saved = trigger.saved;
		const answer = await post(restarted, delivery!.body);
		expect(await answer.text()).toContain('<Ack>true</Ack>');
		expect(restarted.executions).toEqual([]);
	});

	it('is dropped alone: others of its message come', async () => {
		const trigger = await listen();
		const of = (...numbers: number[]) =>
			writeMessage({
				notifications: numbers.map((number) => ({
					id: notificationId(number),
					record: '<sf:Id>001gL0000000001</sf:Id>',
				})),
			});
		await post(trigger, of(1, 2));
		await post(trigger, of(2, 3, 1));
		const ids = trigger.items.map(
			({ outboundMessage }) => (outboundMessage as { notificationId: string }).notificationId,
		);
		expect(ids.map((id) => id.slice(0, 15))).toEqual([1, 2, 3].map(notificationId));
	});

	it('comes again if the workflow wants it', async () => {
		const trigger = await listen({ additionalOptions: { dropDuplicates: false } });
		await sendTwice(trigger);
		expect(trigger.executions).toHaveLength(2);
	});

	it('comes again while a test listens, which is remembered by nobody', async () => {
		const trigger = await listen();
		trigger.mode = 'manual';
		await sendTwice(trigger);
		expect(trigger.executions).toHaveLength(2);
		trigger.mode = 'webhook';
		await post(trigger, org.outboundMessages.deliveries[0]!.body);
		expect(trigger.executions).toHaveLength(3);
	});

	it('is worked on once if it comes several times at the same moment', async () => {
		const trigger = await withCredential();
		const [id] = org.insert('Account', [{ Name: 'Acme' }]);
		const notifications = [{ id: notificationId(1), record: `<sf:Id>${id}</sf:Id>` }];
		const message = writeMessage({ organizationId: org.id, notifications });
		org.setPolicy({ latencyMs: 50 });
		const answers = await Promise.all([1, 2, 3].map(() => post(trigger, message)));
		expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 503, 503]);
		expect(trigger.executions).toHaveLength(1);
		expect((await post(trigger, message)).status).toBe(200);
		expect(trigger.executions).toHaveLength(1);
	});

	it('is kept as one text of a thousand at most', async () => {
		const trigger = await listen();
		for (let at = 0; at < 12; at += 1) {
			const notifications = Array.from({ length: 100 }, (_, index) => ({
				id: notificationId(at * 100 + index),
				record: '<sf:Id>001gL0000000001</sf:Id>',
			}));
			await post(trigger, writeMessage({ notifications }));
		}
		expect(String(trigger.saved.seen).split(' ')).toHaveLength(1_000);
		expect(trigger.items).toHaveLength(1_200);
	});
});

describe('what is not a message', () => {
	it.each([
		['other text', 'Hello', 400, 'its XML is malformed'],
		['other XML', '<a/>', 400, 'it is not a SOAP envelope'],
		[
			'a DOCTYPE',
			writeMessage({ head: '<!DOCTYPE a [<!ENTITY b "b">]>' }),
			400,
			'it has a DOCTYPE',
		],
		['more than 10 MB', ' '.repeat(11 * 1024 * 1024), 413, 'more than 10 MB'],
		['records of two objects', undefined, 400, 'it has several objects'],
	])('is refused with a fault: %s', async (_, body, status, reason) => {
		const trigger = await listen();
		const two = writeMessage({
			notifications: [
				{ id: notificationId(1), record: '<sf:Id>001gL0000000001</sf:Id>' },
				{ id: notificationId(2), object: 'Contact', record: '<sf:Id>003gL0000000001</sf:Id>' },
			],
		});
		const answer = await post(trigger, body ?? two);
		expect(answer.status).toBe(status);
		expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
		expect(await answer.text()).toMatch(
			new RegExp(`<faultcode>soapenv:Client</faultcode><faultstring>[^<]*${reason}`),
		);
		expect(trigger.executions).toEqual([]);
		expect(trigger.failures).toEqual([]);
	});

	it('is refused if it is compressed', async () => {
		const trigger = await listen();
		const answer = await post(trigger, writeMessage(), { 'Content-Encoding': 'gzip' });
		expect(answer.status).toBe(415);
	});
});
