import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { ActiveTrigger } from './ActiveTrigger';

let org: Org;
const triggers: ActiveTrigger[] = [];
const create = (parameters: Record<string, unknown>) => {
	const trigger = new ActiveTrigger(org, parameters);
	triggers.push(trigger);
	return trigger;
};
const onAccounts = (options: object = {}, more: object = {}) =>
	create({
		listenTo: 'changeEvents',
		objects: ['Account'],
		startFrom: 'retained',
		options,
		...more,
	});

beforeEach(async () => {
	org = await startOrg({
		pubSub: {},
		policy: { changeDataCapture: ['Account', 'Contact'], deliveredEventsPerDay: 1_000_000 },
	});
});
afterEach(async () => {
	await Promise.all(triggers.splice(0).map((trigger) => trigger.stop()));
	await org.close();
});

const insertMany = (from: number, count: number) =>
	org.insert(
		'Account',
		Array.from({ length: count }, (_, index) => ({ Name: `A${from + index}` })),
	);
/** All in one transaction. */
async function insertAtOnce(names: string[]): Promise<string[]> {
	const answer = await fetch(`${org.url}/services/data/v67.0/composite/sobjects`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${org.issueToken()}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({
			records: names.map((Name) => ({ attributes: { type: 'Account' }, Name })),
		}),
	});
	return ((await answer.json()) as Array<{ id: string }>).map(({ id }) => id);
}
const names = (trigger: ActiveTrigger) => trigger.items.map(({ Name }) => Name as string);

describe('an item', () => {
	it('is the record of a change, by Id, with what changed', async () => {
		const [id] = org.insert('Account', [{ Name: 'Acme', Phone: '1', BillingCity: 'Berlin' }]);
		org.update('Account', [{ Id: id, Phone: null, BillingCity: 'Bonn' }]);
		org.delete('Account', [id!]);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.executions.length === 3);
		const [, updated, deleted] = trigger.items;
		expect(updated).toMatchObject({
			Id: id,
			event: 'updated',
			Phone: null,
			BillingAddress: { City: 'Bonn' },
			change: {
				object: 'Account',
				nulledFields: ['Phone'],
				commitTimestamp: expect.stringMatching(/Z$/),
				isGap: false,
			},
			eventInfo: { channel: '/data/AccountChangeEvent', replayId: 'AAAAAAAAAAIAAA==' },
		});
		expect(updated).not.toHaveProperty('Fax');
		expect(Object.keys(deleted!)).toEqual(['Id', 'event', 'change', 'eventInfo']);
		expect(deleted!.event).toBe('deleted');
	});

	it('of a gap has the fields of the record, as events name them', async () => {
		org.setPolicy({ changeEventGaps: true });
		const [id] = org.insert('Account', [{ Name: 'Acme', BillingCity: 'Berlin' }]);
		const [healed, bare] = [onAccounts(), onAccounts({ onGap: 'emit' })];
		await healed.start();
		await bare.start();
		await healed.until(() => healed.items.length + bare.items.length === 2);
		expect(healed.items[0]).toMatchObject({
			Id: id,
			event: 'created',
			Name: 'Acme',
			BillingAddress: { City: 'Berlin' },
			change: { isGap: true },
		});
		expect(bare.items[0]).not.toHaveProperty('Name');
	});

	it('has a long text whole, or not at all, if Salesforce sends the difference', async () => {
		const lines = Array.from({ length: 100 }, (_, index) => `This is line ${index}`);
		const [id] = org.insert('Account', [{ Name: 'Acme', Description: lines.join('\n') }]);
		lines[50] = 'Another one';
		org.update('Account', [{ Id: id, Description: lines.join('\n') }]);
		const [whole, without] = [onAccounts(), onAccounts({ fetchLongTexts: false })];
		await whole.start();
		await without.start();
		await whole.until(() => whole.items.length + without.items.length === 4);
		expect(whole.items[1]!.Description).toBe(lines.join('\n'));
		expect(without.items[1]).not.toHaveProperty('Description');
		expect(without.items[1]!.change.changedFields).toContain('Description');
	});

	it('tells that too much changed at once', async () => {
		org.setPolicy({ changesPerTransaction: 2 });
		await insertAtOnce(['A', 'B', 'C', 'D', 'E']);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.items.some(({ event }) => event === 'overflow'));
		expect(trigger.items.at(-1)).toEqual({
			event: 'overflow',
			change: expect.objectContaining({ object: 'Account', isGap: true }),
			eventInfo: expect.anything(),
		});
	});

	it('comes for each record of a change that was made to several', async () => {
		org.setPolicy({ mergeChangeEvents: true });
		const ids = await insertAtOnce(['Same', 'Same']);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.executions.length > 0);
		expect(trigger.executions[0]!.items.map(({ Id }) => Id as string)).toEqual(ids);
	});
});

describe('conditions', () => {
	it('let through the changes that are wanted', async () => {
		const [id] = insertMany(0, 1);
		org.update('Account', [{ Id: id, Phone: '1' }]);
		org.update('Account', [{ Id: id, BillingCity: 'Bonn' }]);
		const trigger = onAccounts({ changeTypes: ['updated'], changedFields: 'BillingCity, Fax' });
		await trigger.start();
		await trigger.until(() => trigger.items.length === 1);
		expect(trigger.items[0]!.BillingAddress).toEqual({ City: 'Bonn' });
	});

	it('pass over what this workflow changed itself', async () => {
		const token = org.issueToken();
		const write = (client: string, Name: string) =>
			fetch(`${org.url}/services/data/v67.0/sobjects/Account`, {
				method: 'POST',
				headers: {
					Authorization: `Bearer ${token}`,
					'Content-Type': 'application/json',
					'Sforce-Call-Options': `client=${client}`,
				},
				body: JSON.stringify({ Name }),
			});
		const own = 'n8n-nodes-salesforce-server-to-server/workflow-1';
		await write(own, 'Own');
		await write(`${own}0`, "Another workflow's");
		const trigger = onAccounts({ ignoreOwnChanges: true });
		await trigger.start();
		await trigger.until(() => trigger.items.length === 1);
		expect(names(trigger)).toEqual(["Another workflow's"]);
	});
});

describe('delivery', () => {
	it('takes no more than may run, and continues when an execution ends', async () => {
		insertMany(0, 30);
		const trigger = onAccounts({ maxRunning: 3 });
		trigger.endsAtOnce = false;
		await trigger.start();
		await trigger.until(() => trigger.executions.length === 3);
		expect(trigger.executions).toHaveLength(3);
		expect(org.pubSub.delivered).toBeLessThanOrEqual(6);
		for (const ended of [1, 2, 3, 4, 5, 6]) {
			trigger.executions[ended - 1]!.done!.resolve({});
			await trigger.until(() => trigger.executions.length >= 3 + ended);
			expect(trigger.executions).toHaveLength(3 + ended);
		}
		trigger.endsAtOnce = true;
		for (const { done } of trigger.executions) done!.resolve({});
		await trigger.until(() => trigger.executions.length === 30);
		expect(names(trigger)).toEqual(Array.from({ length: 30 }, (_, index) => `A${index}`));
	});

	it('continues after a stop where it was, and repeats nothing', async () => {
		insertMany(0, 20);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.executions.length === 20);
		await trigger.stop();
		insertMany(20, 5);
		await trigger.start();
		await trigger.until(() => trigger.executions.length === 25);
		expect(new Set(names(trigger)).size).toBe(25);
	});

	it('cuts batches after a kill as it did before', async () => {
		insertMany(0, 25);
		const trigger = onAccounts({ executionsPer: 'batch', maxBatch: 10 });
		trigger.endsAtOnce = false;
		await trigger.start();
		await trigger.until(() => trigger.items.length === 25);
		await trigger.stop();
		insertMany(25, 8);
		await trigger.start();
		await trigger.until(() => trigger.items.length >= 33);
		expect(trigger.executions.map(({ items }) => items.length)).toEqual([10, 10, 5, 8]);
	});

	it('delivers what came between the first activation and a start without any event', async () => {
		const trigger = onAccounts({}, { startFrom: 'new' });
		await trigger.start();
		await trigger.stop();
		insertMany(0, 2);
		await trigger.start();
		await trigger.until(() => trigger.items.length === 2);
	});

	it('reports a lost position once, and continues', async () => {
		insertMany(0, 2);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.items.length === 2);
		await trigger.stop();
		org.advance(80 * 60 * 60 * 1000);
		insertMany(2, 1);
		await trigger.start();
		await trigger.until(() => trigger.items.length === 3);
		expect(trigger.failures).toHaveLength(1);
	});

	it('reports a bad event as a failed execution, and continues', async () => {
		org.pubSub.publishRaw('/data/AccountChangeEvent', Buffer.from([1]), 'unknown');
		insertMany(0, 1);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.items.length === 1);
		expect(trigger.failures.map(({ message }) => message)).toEqual([
			expect.stringContaining("can't be read"),
		]);
	});
	it('starts nothing once it is stopped, and what it had goes to the next start', async () => {
		const trigger = onAccounts({ executionsPer: 'batch', maxBatch: 10 });
		await trigger.start();
		insertMany(0, 1);
		await expect.poll(() => org.pubSub.delivered).toBe(1);
		await setImmediate();
		// It is waiting for more of the batch.
		const before = trigger.executions.length;
		await trigger.stop();
		expect(trigger.executions.length).toBe(before);
		await trigger.start();
		await trigger.until(() => trigger.items.length === 1);
	});

	it('in n8n 1 survives a bad event, and starts no execution again that a person stopped', async () => {
		org.pubSub.publishRaw('/data/AccountChangeEvent', Buffer.from([1]), 'unknown');
		const trigger = onAccounts({ maxRunning: 1 });
		trigger.isN8n1 = true;
		trigger.endsAtOnce = false;
		insertMany(0, 2);
		await trigger.start();
		await trigger.until(() => trigger.items.length === 1);
		trigger.executions[0]!.done!.reject(new Error('The execution was cancelled'));
		await trigger.until(() => trigger.items.length === 2);
		expect(names(trigger)).toEqual(['A0', 'A1']);
		expect(trigger.log.join()).toContain("can't be read");
		expect(trigger.fatal).toEqual([]);
		trigger.executions[1]!.done!.resolve({});
	});

	it.each([true, false])(
		'fails to start where the credential was deleted (n8n 1: %s)',
		async (is1) => {
			const trigger = onAccounts();
			trigger.isN8n1 = is1;
			trigger.hasCredential = false;
			await expect(trigger.start()).rejects.toThrow('Credential');
			expect(org.pubSub.streams).toBe(0);
		},
	);

	it('that is stopped while it catches up with another one goes on where it was', async () => {
		const leader = onAccounts();
		insertMany(0, 150);
		await leader.start();
		await leader.until(() => leader.items.length === 150);
		const late = onAccounts({ maxRunning: 5 });
		late.endsAtOnce = false;
		await late.start();
		await late.until(() => late.items.length === 5);
		await late.stop();
		insertMany(150, 5);
		await leader.until(() => leader.items.length === 155);
		late.endsAtOnce = true;
		for (const { done } of late.executions) done?.resolve({});
		await late.start();
		await late.until(() => late.items.length >= 80);
		// The one whose stream it is about to join.
		await leader.stop();
		await late.until(() => late.items.length >= 155);
		expect(names(late)).toEqual(Array.from({ length: 155 }, (_, index) => `A${index}`));
	});
});

describe('two workflows', () => {
	it('share one stream as soon as both have had the same event', async () => {
		const [one, other] = [
			onAccounts({}, { startFrom: 'new' }),
			onAccounts({}, { startFrom: 'new' }),
		];
		await one.start();
		await expect.poll(() => org.pubSub.streams).toBe(1);
		insertMany(0, 1);
		await one.until(() => one.items.length === 1);
		await other.start();
		await expect.poll(() => org.pubSub.streams).toBe(2);
		for (const at of [1, 2]) {
			insertMany(at, 1);
			await one.until(() => one.items.length === at + 1 && other.items.length === at);
		}
		await expect.poll(() => org.pubSub.streams).toBe(1);
		const { delivered } = org.pubSub;
		insertMany(3, 1);
		await one.until(() => one.items.length === 4 && other.items.length === 3);
		expect(org.pubSub.delivered - delivered).toBe(1);
		expect([names(one), names(other)]).toEqual([
			['A0', 'A1', 'A2', 'A3'],
			['A1', 'A2', 'A3'],
		]);
	});
});

describe('an activation', () => {
	it('fails for a channel that is not there, and says what to do', async () => {
		const trigger = create({ listenTo: 'changeEvents', objects: ['Lead'] });
		await expect(trigger.start({ isRefused: true })).rejects.toMatchObject({
			message: expect.stringContaining('topic.not.found'),
			description: expect.stringContaining('Change Data Capture'),
		});
	});

	it('sends no token to a host that is none of Salesforce', async () => {
		const trigger = onAccounts({ endpoint: 'https://pubsub.salesforce.com.evil.example:7443' });
		await expect(trigger.start({ isRefused: true })).rejects.toThrow('The token may not go to');
	});

	it('is reported to n8n as ended when a permission is taken away', async () => {
		org.insert('Account', [{ Name: 'Acme' }]);
		const trigger = onAccounts();
		await trigger.start();
		await trigger.until(() => trigger.items.length === 1);
		org.pubSub.addFault({ call: 'GetTopic', code: 'topic.meta.permission' });
		org.pubSub.endStreams();
		await trigger.until(() => trigger.fatal.length === 1);
	});

	it('listens to a platform event', async () => {
		const trigger = create({
			listenTo: 'platformEvent',
			event: 'Order_Placed__e',
			startFrom: 'retained',
		});
		org.insert('Account', [{ Name: 'No event' }]);
		await trigger.start();
		await fetch(`${org.url}/services/data/v67.0/sobjects/Order_Placed__e`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${org.issueToken()}`, 'Content-Type': 'application/json' },
			body: JSON.stringify({ Order_Number__c: '4711', Amount__c: 3 }),
		});
		await trigger.until(() => trigger.items.length === 1);
		expect(trigger.items[0]).toMatchObject({
			Order_Number__c: '4711',
			Amount__c: 3,
			Placed_At__c: null,
			CreatedDate: expect.stringMatching(/Z$/),
		});
	});

	it('in the editor takes one event, and leaves the position alone', async () => {
		insertMany(0, 3);
		const trigger = onAccounts();
		await trigger.test();
		expect(names(trigger)).toEqual(['A0']);
		expect(trigger.saved).toBe('{}');
	});
});
