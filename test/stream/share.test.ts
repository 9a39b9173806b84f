import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Signal, subscribeShared } from '../../stream';
import { openStream, type OpenStream } from './openStream';

const CHANNEL = '/data/AccountChangeEvent';
let org: Org;
const streams: OpenStream[] = [];

beforeEach(async () => {
	org = await startOrg({
		pubSub: {},
		policy: { changeDataCapture: ['Account'], deliveredEventsPerDay: 1_000_000 },
	});
});
afterEach(async () => {
	await Promise.all(streams.splice(0).map((stream) => stream.stop()));
	await org.close();
});

/** One of those who follow the channel. */
function follow(
	options: Parameters<typeof openStream>[2] = {},
	{ channel = CHANNEL, subscriber = 'ada' } = {},
): OpenStream {
	const stream = openStream(org, channel, options, (given) =>
		subscribeShared({ ...given, subscriber: `${subscriber} ${org.url}` }),
	);
	streams.push(stream);
	return stream;
}

const insertMany = (from: number, count: number) =>
	org.insert(
		'Account',
		namesFrom(from, count).map((Name) => ({ Name })),
	);
const namesFrom = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => `A${from + index}`);
const nameOf = (signal: Signal) =>
	signal.kind === 'event' ? signal.event.fields.Name : signal.kind;
const take = async (stream: OpenStream, count: number) => (await stream.take(count)).map(nameOf);
const positionOf = ([signal]: Signal[]) => ({ position: signal!.position });

describe('those who follow a channel with the same credential', () => {
	it('share one stream, so that each event is delivered once', async () => {
		const [one, other] = [follow(), follow()];
		insertMany(0, 3);
		expect(await take(one, 3)).toEqual(namesFrom(0, 3));
		// The other one reads from the beginning by itself until the shared stream has what it has.
		expect(await take(other, 3)).toEqual(namesFrom(0, 3));
		insertMany(3, 1);
		expect([await take(one, 1), await take(other, 1)]).toEqual([['A3'], ['A3']]);
		expect(org.pubSub.streams).toBe(1);
		const before = org.pubSub.delivered;
		insertMany(4, 50);
		expect(await Promise.all([take(one, 50), take(other, 50)])).toEqual([
			namesFrom(4, 50),
			namesFrom(4, 50),
		]);
		expect(org.pubSub.delivered - before).toBe(50);
	});

	it('begin behind their positions without a stream of their own if the shared one has been there', async () => {
		const one = follow();
		insertMany(0, 4);
		const start = positionOf(await one.take(1));
		expect(await take(one, 3)).toEqual(namesFrom(1, 3));
		const before = org.pubSub.delivered;
		expect(await take(follow({ start }), 3)).toEqual(namesFrom(1, 3));
		expect([org.pubSub.streams, org.pubSub.delivered - before]).toEqual([1, 0]);
	});

	it('have events of their own, so that one workflow may change them', async () => {
		const one = follow();
		insertMany(0, 2);
		const [first] = await one.take(1);
		const start = positionOf([first!]);
		const [second] = await one.take(1);
		Object.assign((second as Signal & { kind: 'event' }).event.fields, { Name: 'changed' });
		expect(await take(follow({ start }), 1)).toEqual(['A1']);
	});

	it('continue when one of them stops; the last one ends the stream', async () => {
		const one = follow();
		insertMany(0, 2);
		const start = positionOf(await one.take(1));
		const other = follow({ start });
		expect(await take(other, 1)).toEqual(['A1']);
		await one.stop();
		insertMany(2, 2);
		expect(await take(other, 2)).toEqual(namesFrom(2, 2));
		expect(org.pubSub.streams).toBe(1);
		await other.stop();
		await expect.poll(() => org.pubSub.streams).toBe(0);
	});

	it('go without one that makes them wait, which loses nothing and is with them again later', async () => {
		const one = follow();
		insertMany(0, 1);
		const start = positionOf(await one.take(1));
		const slow = follow({ start, batch: 5 });
		insertMany(1, 300);
		expect(await take(slow, 1)).toEqual(['A1']);
		expect(await take(one, 300)).toEqual(namesFrom(1, 300));
		expect(await take(slow, 299)).toEqual(namesFrom(2, 299));
		insertMany(301, 2);
		expect(await take(one, 2)).toEqual(namesFrom(301, 2));
		expect(await take(slow, 2)).toEqual(namesFrom(301, 2));
		await expect.poll(() => org.pubSub.streams).toBe(1);
	});

	it('all learn what ends the stream for good', async () => {
		const one = follow();
		insertMany(0, 1);
		const start = positionOf(await one.take(1));
		const other = follow({ start });
		const ends = [one, other].map((stream) => expect(stream.take(1)).rejects.toThrow('topic'));
		org.setPolicy({ changeDataCapture: [] });
		org.pubSub.endStreams();
		await Promise.all(ends);
	});
});

it('keeps the streams of other credentials and of other channels apart', async () => {
	const all = [follow(), follow({}, { subscriber: 'bob' }), follow({ onLostPosition: 'new' })];
	insertMany(0, 1);
	for (const stream of all) expect(await take(stream, 1)).toEqual(['A0']);
	expect(org.pubSub.streams).toBe(3);
});
