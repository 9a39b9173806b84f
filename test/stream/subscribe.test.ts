import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import type { Signal } from '../../stream';
import { openStream, type OpenStream } from './openStream';

const CHANNEL = '/data/AccountChangeEvent';
let org: Org;
const streams: OpenStream[] = [];
const open = (
	...given: Parameters<typeof openStream> extends [unknown, ...infer Rest] ? Rest : never
) => {
	const stream = openStream(org, ...given);
	streams.push(stream);
	return stream;
};

beforeEach(async () => {
	org = await startOrg({
		pubSub: {},
		policy: { changeDataCapture: ['Account', 'Contact'], deliveredEventsPerDay: 1_000_000 },
	});
});
afterEach(async () => {
	await Promise.all(streams.splice(0).map((stream) => stream.stop()));
	await org.close();
});

const eventOf = (signal: Signal | undefined) => {
	if (signal?.kind !== 'event') throw new Error(`It is ${JSON.stringify(signal)}`);
	return signal.event;
};
const insertMany = (from: number, count: number) =>
	org.insert(
		'Account',
		Array.from({ length: count }, (_, index) => ({ Name: `A${from + index}` })),
	);
/** Until Salesforce gives a sign of life, which it does for a stream that it serves. */
async function untilLive(stream: OpenStream): Promise<void> {
	org.setPolicy({ keepAliveMs: 20 });
	expect(await stream.next()).toMatchObject({ kind: 'position' });
}

const namesOf = (signals: Signal[]) => signals.map((signal) => eventOf(signal).fields.Name);
const namesFrom = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => `A${from + index}`);

describe('a change event', () => {
	it('names the fields that have changed, nested ones too, and tells cleared from unchanged', async () => {
		const [id] = org.insert('Account', [
			{ Name: 'Acme', Phone: '1', BillingCity: 'Berlin', BillingStreet: 'Weg 1', AnnualRevenue: 5 },
		]);
		org.update('Account', [{ Id: id, Phone: null, BillingCity: 'Bonn', AnnualRevenue: 7 }]);
		const [created, updated] = (await open(CHANNEL).take(2)).map(eventOf);
		expect(created).toMatchObject({
			channel: CHANNEL,
			name: 'AccountChangeEvent',
			fields: {
				Name: 'Acme',
				Fax: null,
				BillingAddress: { City: 'Berlin', Street: 'Weg 1' },
				CreatedDate: expect.stringMatching(/^\d{4}-.*Z$/),
			},
			change: { changeType: 'CREATE', recordIds: [id], changedFields: [], nulledFields: [] },
		});
		expect(updated?.fields).toEqual({
			Phone: null,
			BillingAddress: { City: 'Bonn' },
			AnnualRevenue: 7,
			LastModifiedDate: expect.any(String),
		});
		expect(updated?.change).toMatchObject({
			changeType: 'UPDATE',
			entityName: 'Account',
			nulledFields: ['Phone'],
			commitTimestamp: expect.stringMatching(/Z$/),
		});
		expect(updated?.change?.changedFields.toSorted()).toEqual([
			'AnnualRevenue',
			'BillingAddress.City',
			'LastModifiedDate',
			'Phone',
		]);
	});
});

describe('a stream', () => {
	it('hands on all events in order, many more than are asked for at once', async () => {
		insertMany(0, 350);
		const stream = open(CHANNEL);
		expect(namesOf(await stream.take(350))).toEqual(namesFrom(0, 350));
	});

	it('asks for no more than is taken', async () => {
		insertMany(0, 100);
		const stream = open(CHANNEL, { batch: 10 });
		await stream.take(10);
		expect(org.pubSub.delivered).toBeLessThanOrEqual(20);
		expect(namesOf(await stream.take(90))).toEqual(namesFrom(10, 90));
	});

	it('begins after a position', async () => {
		insertMany(0, 5);
		const [, second] = await open(CHANNEL).take(2);
		const start = { position: (second as { position: string }).position };
		expect(namesOf(await open(CHANNEL, { start }).take(3))).toEqual(namesFrom(2, 3));
	});

	it('begins with what is new', async () => {
		insertMany(0, 5);
		const stream = open(CHANNEL, { start: 'new' });
		await untilLive(stream);
		insertMany(5, 1);
		expect(namesOf(await stream.take(1))).toEqual(['A5']);
	});

	it.each([
		['service.unavailable', { code: 'service.unavailable' }],
		['an internal error', { code: 'subscription.internal.error' }],
		['RST_STREAM', { kind: 'reset' as const }],
		['a lost connection', { kind: 'drop' as const }],
		['a close in peace', { kind: 'close' as const }],
		['too many clients', { code: 'concurrent.client.limit.exceeded' }],
		['protection', { code: 'service.protection.triggered', status: 8 }],
		['the allocation used up', { code: 'subscription.limit.exceeded' }],
		['a session that is refused', { code: 'service.auth.error' }],
	])(
		'survives %s at its beginning and in its middle, without loss or repetition',
		async (_, fault) => {
			insertMany(0, 30);
			org.pubSub.addFault(fault);
			org.pubSub.addFault({ ...fault, after: 7 });
			org.pubSub.addFault({ ...fault, after: 1 });
			const stream = open(CHANNEL);
			expect(namesOf(await stream.take(30))).toEqual(namesFrom(0, 30));
			expect(org.pubSub.calls.filter(({ call }) => call === 'Subscribe')).toHaveLength(4);
		},
	);

	it('takes a new session if the old one has ended, and only then', async () => {
		insertMany(0, 3);
		const stream = open(CHANNEL);
		await stream.take(3);
		expect(org.logins).toBe(1);
		org.revokeSessions();
		insertMany(3, 2);
		// A running stream goes on.
		expect(namesOf(await stream.take(2))).toEqual(namesFrom(3, 2));
		expect(org.logins).toBe(1);
		org.pubSub.endStreams();
		insertMany(5, 2);
		expect(namesOf(await stream.take(2))).toEqual(namesFrom(5, 2));
		expect(org.logins).toBe(2);
	});

	it('gives up when new sessions are refused again and again', async () => {
		org.pubSub.addFault({ code: 'service.auth.error', times: 20 });
		await expect(open(CHANNEL).take(1)).rejects.toMatchObject({
			code: 'service.auth.error',
			advice: expect.stringContaining('Lock sessions to the IP address'),
		});
		expect(org.pubSub.calls.filter(({ call }) => call === 'Subscribe')).toHaveLength(4);
	});

	it.each(['topic.not.found', 'topic.meta.permission', 'service.tenant.license'])(
		'ends at once with %s',
		async (code) => {
			org.pubSub.addFault({ call: 'GetTopic', code });
			await expect(open(CHANNEL).take(1)).rejects.toMatchObject({
				code,
				remedy: 'final',
				advice: expect.any(String),
				rpcId: expect.any(String),
			});
		},
	);

	it('ends for a channel that is not there, with what to look at', async () => {
		await expect(open('/data/LeadChangeEvent').take(1)).rejects.toMatchObject({
			code: 'topic.not.found',
			advice: expect.stringContaining('Change Data Capture'),
		});
	});

	it.each([
		['retained', namesFrom(1, 3)],
		['new', ['A9']],
	] as const)('tells of a lost position and goes on with what is %s', async (from, names) => {
		insertMany(0, 1);
		const [first] = await open(CHANNEL).take(1);
		org.advance(80 * 60 * 60 * 1000);
		insertMany(1, 3);
		const start = { position: (first as { position: string }).position };
		const stream = open(CHANNEL, { start, onLostPosition: from });
		const [lost] = await stream.take(1);
		expect(lost).toMatchObject({ kind: 'lost', from, position: start.position });
		if (from === 'new') await untilLive(stream);
		insertMany(9, 1);
		expect(namesOf(await stream.take(names.length))).toEqual(names);
	});

	it('fails for a lost position if it shall', async () => {
		const start = { position: Buffer.from('nothing').toString('base64') };
		const stream = open(CHANNEL, { start, onLostPosition: 'fail' });
		await expect(stream.take(1)).rejects.toMatchObject({
			code: 'subscription.fetch.replayid.corrupted',
		});
	});

	it('skips an event that is delivered again', async () => {
		insertMany(0, 2);
		const stream = open(CHANNEL);
		const [first] = (await stream.take(2)).map(eventOf);
		org.pubSub.redeliver(CHANNEL, first!.id);
		insertMany(2, 1);
		expect(namesOf(await stream.take(1))).toEqual(['A2']);
	});

	it('reports an event that cannot be read, and continues', async () => {
		org.pubSub.publishRaw(CHANNEL, Buffer.from([1, 2, 3]), 'nosuchschema0000000000');
		insertMany(0, 1);
		org.pubSub.publishRaw(CHANNEL, Buffer.from([250]), [...org.pubSub.calls].at(-1)?.topic ?? '');
		const [bad, good] = await open(CHANNEL).take(2);
		expect(bad).toMatchObject({ kind: 'bad', error: { code: 'BAD_EVENT' } });
		expect(eventOf(good).fields.Name).toBe('A0');
	});

	it('renews its position by signs of life, and ends if there are none', async () => {
		org.setPolicy({ keepAliveMs: 20 });
		insertMany(0, 1);
		const stream = open(CHANNEL);
		const [first] = await stream.take(1);
		org.insert('Contact', [{ LastName: 'Other' }]);
		const sign = (await stream.next()) as { kind: string; position: string };
		expect(sign.kind).toBe('position');
		expect(sign.position).not.toBe((first as { position: string }).position);
	});

	it('takes the stream up again after 300 seconds without a sign of life', async () => {
		let time = 0;
		let waitOver = () => {};
		let waits = () => {};
		insertMany(0, 2);
		org.pubSub.addFault({ kind: 'silent', after: 1 });
		const stream = open(CHANNEL, {
			timing: {
				now: () => time,
				random: () => 0.5,
				// What waits for a sign of life waits for the test; what only pauses does not.
				sleep: (milliseconds) =>
					new Promise((resolve) => {
						waitOver = () => {
							time += milliseconds;
							resolve();
						};
						if (milliseconds < 200_000) waitOver();
						else waits();
					}),
			},
		});
		expect(namesOf(await stream.take(1))).toEqual(['A0']);
		const isSilent = new Promise<void>((resolve) => (waits = resolve));
		const next = stream.take(1);
		await isSilent;
		waitOver();
		expect(namesOf(await next)).toEqual(['A1']);
		expect(stream.log.join()).toContain('sent nothing');
		expect(time).toBeGreaterThanOrEqual(300_000);
	});

	it('stops while it waits', async () => {
		const stream = open(CHANNEL);
		const next = stream.take(1);
		await stream.opened;
		await stream.stop();
		expect(await next).toEqual([]);
	});

	it('survives that the schema changes', async () => {
		insertMany(0, 1);
		const stream = open(CHANNEL);
		await stream.take(1);
		org.metadata.extend('Account', [{ name: 'Added__c', type: 'string', label: 'Added' }]);
		insertMany(1, 1);
		expect(namesOf(await stream.take(1))).toEqual(['A1']);
	});
});
