import avro from 'avsc';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SalesforceAuthError } from '../../auth';
import { type Org, startOrg } from '../../emulator';
import type { Connection, Signal } from '../../stream';
import { openStream, type OpenStream } from './openStream';

const CHANNEL = '/data/AccountChangeEvent';
let org: Org;
const streams: OpenStream[] = [];
const open = (options: Parameters<typeof openStream>[2] = {}) => {
	const stream = openStream(org, CHANNEL, options);
	streams.push(stream);
	return stream;
};

beforeEach(async () => {
	org = await startOrg({ pubSub: {}, policy: { changeDataCapture: ['Account'] } });
});
afterEach(async () => {
	await Promise.all(streams.splice(0).map((stream) => stream.stop()));
	await org.close();
});

const insert = (...names: string[]) =>
	org.insert(
		'Account',
		names.map((Name) => ({ Name })),
	);
const nameOf = (signal: Signal) =>
	signal.kind === 'event' ? signal.event.fields.Name : signal.kind;
const take = async (stream: OpenStream, count: number) => (await stream.take(count)).map(nameOf);

describe('a schema that does not come', () => {
	it.each([
		['service.unavailable', { code: 'service.unavailable' }],
		['an internal error', { status: 13 }],
		['RST_STREAM', { kind: 'reset' as const }],
		['a session that is refused', { code: 'service.auth.error' }],
	])('because of %s loses no event', async (_, fault) => {
		insert('A', 'B');
		// Once when it is looked up beforehand, and twice for the event.
		org.pubSub.addFault({ call: 'GetSchema', times: 3, ...fault });
		expect(await take(open(), 2)).toEqual(['A', 'B']);
	});

	it('is asked for with pauses that grow', async () => {
		insert('A');
		org.pubSub.addFault({ call: 'GetSchema', times: 12 });
		const stream = open();
		expect(await take(stream, 1)).toEqual(['A']);
		const pauses = stream.log.map((text) => Number(/again in (\d+) s/.exec(text)?.[1]));
		expect(pauses.length).toBeGreaterThanOrEqual(5);
		expect(pauses.at(-1)).toBeGreaterThan(10);
	});

	it('because the login is refused ends the stream with that, and loses no event', async () => {
		let isRefused = false;
		const stream = open({
			auth: Object.assign(
				() =>
					isRefused
						? Promise.reject(
								new SalesforceAuthError('INVALID_CLIENT' as never, 'The app is gone', {
									advice: '',
								}),
							)
						: Promise.resolve({
								accessToken: org.issueToken(),
								instanceUrl: org.url,
								identityUrl: `${org.url}/id/${org.id}/005`,
								issuedAt: 0,
							}),
				{ hook: () => Promise.reject(new Error('not used')), held: () => undefined },
			),
		});
		insert('A');
		expect(await take(stream, 1)).toEqual(['A']);
		org.metadata.extend('Account', [{ name: 'Added__c', type: 'string', label: 'Added' }]);
		isRefused = true;
		insert('B');
		await expect(stream.take(1)).rejects.toThrow('The app is gone');
	});

	it('since the stream is stopped is no bad event', async () => {
		insert('A');
		org.pubSub.addFault({ call: 'GetSchema' });
		org.pubSub.addFault({ call: 'GetSchema', kind: 'silent' });
		const stream = open();
		const next = stream.next();
		await expect
			.poll(() => org.pubSub.calls.filter(({ call }) => call === 'GetSchema').length)
			.toBe(2);
		await stream.stop();
		expect(await next).toBeUndefined();
	});
});

describe('a second fault while the first is handled', () => {
	it.each([
		['service.auth.error'],
		['service.unavailable'],
		['subscription.limit.exceeded'],
		['concurrent.client.limit.exceeded'],
	])(
		'%s while the position is lost tells of the loss once and loses nothing else',
		async (code) => {
			insert('A');
			const [first] = await open().take(1);
			org.advance(80 * 60 * 60 * 1000);
			insert('B', 'C');
			const stream = open({ start: { position: first!.position } });
			org.pubSub.addFault({ call: 'GetTopic', code });
			expect(await stream.take(1)).toMatchObject([{ kind: 'lost' }]);
			org.pubSub.addFault({ call: 'GetTopic', code });
			org.pubSub.addFault({ code, after: 1 });
			expect(await take(stream, 2)).toEqual(['B', 'C']);
		},
	);
});

/** What a server answers that is out of its mind. */
interface Answers {
	schemaJson: string;
	events: Array<{ id?: string; payload: Uint8Array; replayId?: Uint8Array }>;
}

const positionOf = (index: number) => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, index + 1, 0, 0);

function answer({ schemaJson, events }: Answers): () => Promise<Connection> {
	let isGiven = false;
	async function* subscribe(requests: AsyncIterable<unknown>) {
		if (!isGiven) {
			isGiven = true;
			yield {
				events: events.map(({ id = '', payload, replayId }, index) => ({
					event: { id, schemaId: 'one', payload },
					replayId: replayId ?? positionOf(index),
				})),
				latestReplayId: new Uint8Array(),
			};
		}
		for await (const request of requests) void request;
	}
	const client = {
		getTopic: () => Promise.resolve({ canSubscribe: true, schemaId: 'one' }),
		getSchema: () => Promise.resolve({ schemaJson }),
		subscribe,
	};
	return () => Promise.resolve({ client, close() {} } as unknown as Connection);
}

const list = { type: 'array', items: 'string' };
const headerOf = (fields: Array<{ name: string; type: unknown }>) => ({
	type: 'record',
	name: 'AccountChangeEvent',
	fields: [
		{ name: 'ChangeEventHeader', type: { type: 'record', name: 'ChangeEventHeader', fields } },
		{ name: 'Name', type: ['null', 'string'] },
	],
});
const fields = [
	{ name: 'entityName', type: 'string' },
	{ name: 'recordIds', type: list },
	{ name: 'changeType', type: 'string' },
	{ name: 'changeOrigin', type: 'string' },
	{ name: 'transactionKey', type: 'string' },
	{ name: 'sequenceNumber', type: 'int' },
	{ name: 'commitTimestamp', type: 'long' },
	{ name: 'commitUser', type: 'string' },
	{ name: 'nulledFields', type: list },
	{ name: 'diffFields', type: list },
	{ name: 'changedFields', type: list },
];
const values = {
	...{ entityName: 'Account', recordIds: ['001'], changeType: 'CREATE', changeOrigin: '' },
	...{ transactionKey: '', sequenceNumber: 1, commitTimestamp: 1_700_000_000_000 },
	...{ commitUser: '', nulledFields: [], diffFields: [], changedFields: [] },
};
const schema = headerOf(fields);
const encode = (Name: string, given = schema) =>
	avro.Type.forSchema(given as never, { wrapUnions: 'never' }).toBuffer({
		ChangeEventHeader: values,
		Name,
	});

describe('an answer that is none', () => {
	const good = { id: 'good', payload: encode('Good') };
	const read = async (answers: Partial<Answers>) => {
		const all = { schemaJson: JSON.stringify(schema), events: [good], ...answers };
		return take(open({ connect: answer(all) }), all.events.length);
	};

	it.each([
		['nothing', ''],
		['no JSON', '<html>'],
		['a number', '1'],
		['null', 'null'],
		['no record', '"string"'],
		['an unknown type', '{"type":"record","name":"E","fields":[{"name":"n","type":"no"}]}'],
		['a header without records', JSON.stringify(headerOf(fields.slice(0, 1)))],
	])('as a schema is a bad event: %s', async (_, schemaJson) => {
		expect(await read({ schemaJson })).toEqual(['bad']);
	});

	it('as a header is a bad event', async () => {
		const without = headerOf(fields.filter(({ name }) => name !== 'recordIds'));
		const payload = encode('A', without);
		expect(await read({ schemaJson: JSON.stringify(without), events: [{ payload }] })).toEqual([
			'bad',
		]);
	});

	it('as a payload is a bad event, and the next one is read', async () => {
		const longs = [0, 0xff, 0xff, 0xff, 0xff, 0x0f];
		const payloads = [[], [1], [0, 2], longs, [...encode('A'), 0], [...encode('A')].slice(1)];
		const events = payloads.map((bytes, index) => ({
			id: `bad ${index}`,
			payload: Uint8Array.from(bytes),
		}));
		const began = performance.now();
		expect(await read({ events: [...events, good] })).toEqual([...events.map(() => 'bad'), 'Good']);
		expect(performance.now() - began).toBeLessThan(2_000);
	});

	it('as a payload never holds up n8n, whatever the bytes are', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(40), async (bytes, at) => {
				const payload = Uint8Array.from([...encode('A').subarray(0, at), ...bytes]);
				const [first, second] = await read({ events: [{ id: 'any', payload }, good] });
				expect(first).toBeDefined();
				expect(second).toBe('Good');
			}),
			{ numRuns: 150 },
		);
	});

	it('as ids and positions lets no event take the place of another', async () => {
		const events = [
			{ id: '', payload: encode('A') },
			{ id: '', payload: encode('B') },
			{ id: 'x', payload: encode('C'), replayId: new Uint8Array() },
			{ id: 'y', payload: encode('D'), replayId: Uint8Array.of(1) },
		];
		const signals = await open({
			connect: answer({ schemaJson: JSON.stringify(schema), events }),
		}).take(4);
		expect(signals.map(nameOf)).toEqual(['A', 'B', 'C', 'D']);
		expect(signals.every(({ position }) => position !== '')).toBe(true);
		const ids = signals.map((signal) => signal.kind === 'event' && signal.event.id);
		expect(new Set(ids).size).toBe(4);
	});
});
