import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTiming } from '../../../http';
import { createChangeSource, toRow } from '../../../nodes/SalesforceTrigger/changeSource';
import { createOrgClock } from '../../../nodes/SalesforceTrigger/orgClock';
import type { Client } from '../../../rest';

/** The org's own clock. */
const NOW = Date.UTC(2026, 8, 14, 9, 30);
const QUERY = { object: 'Account', columns: ['Id'], stampField: 'SystemModstamp', filter: '' };

/** One page of rows with these stamps, its header dated so, read on a machine whose clock says so. */
async function read(date: string | undefined, machine: number, stamps: number[] = []) {
	const records = stamps.map((stamp, n) => ({
		Id: `001${n}`,
		SystemModstamp: new Date(stamp).toISOString(),
	}));
	const body = Buffer.from(JSON.stringify({ totalSize: stamps.length, done: true, records }));
	const headers: Record<string, string> = date === undefined ? {} : { date };
	const client = {
		apiVersion: '67.0',
		usage: { apiCalls: 0, retries: 0 },
		timing: createTiming(),
		request: () => Promise.resolve({ status: 200, headers, body }),
		withoutSignal: () => client,
	} as unknown as Client;
	const doubts: string[] = [];
	const orgClock = createOrgClock();
	const source = createChangeSource(client, QUERY, {
		includeDeleted: false,
		orgClock,
		writtenField: 'SystemModstamp',
		clocks: { now: () => machine, steady: () => 0 },
		onDoubt: (doubt) => doubts.push(doubt),
	});
	const page = await source({ from: { stamp: 0, id: '' }, limit: 2_000 });
	return { page, doubts, orgClock };
}

const dated = (time: number) => new Date(time).toUTCString();
const HOUR = 3_600_000;

describe('the clock of a page', () => {
	it.each([
		['90 seconds ahead', dated(NOW + 90_000), 90],
		['an hour ahead', dated(NOW + HOUR), 3_600],
		['far in the future', 'Fri, 31 Dec 2099 23:59:59 GMT', undefined],
	])('is not that of an answer dated %s, and the difference is told', async (_, date, seconds) => {
		const { page, doubts } = await read(date, NOW);
		expect(page.readAfter).toBe(NOW);
		expect(doubts).toHaveLength(1);
		if (seconds !== undefined) expect(doubts[0]).toContain(`${seconds} seconds ahead of`);
	});

	it.each([undefined, 'yesterday', ''])(
		'is none if the answer is dated %j: this machine’s may be ahead',
		async (date) => {
			const { page, doubts } = await read(date, NOW + HOUR);
			expect(page.readAfter).toBe(-Infinity);
			expect(doubts[0]).toMatch(/have no date and time/);
		},
	);

	it('is that of the answer if this machine is ahead', async () => {
		expect((await read(dated(NOW), NOW + HOUR)).page.readAfter).toBe(NOW);
	});

	it('says nothing if the clocks are as good as right', async () => {
		expect((await read(dated(NOW), NOW + 30_000, [NOW - 5_000])).doubts).toEqual([]);
	});

	it('says that the records are stamped later than any clock shows', async () => {
		const { doubts } = await read(dated(NOW - HOUR), NOW - HOUR, [NOW]);
		expect(doubts[0]).toBe(
			'Answers from Salesforce are dated 3600 seconds behind the stamps of its records',
		);
	});
});

describe('what the stamps of the org prove', () => {
	it('is the latest stamp of a page, whatever the clocks say', () =>
		fc.assert(
			fc.asyncProperty(
				fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
				fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
				fc.array(fc.integer({ min: 0, max: HOUR }), { maxLength: 3 }),
				async (header, machine, ages) => {
					const stamps = ages.map((age) => NOW - age).toSorted((a, b) => a - b);
					const { page } = await read(dated(NOW + header), NOW + machine, stamps);
					expect(page.provenAt).toBe(stamps.at(-1) ?? -Infinity);
				},
			),
		));

	it('continues with the time that passes, and never back', async () => {
		const { orgClock } = await read(dated(NOW), NOW, [NOW - 5_000]);
		expect(orgClock.atLeast(60_000)).toBe(NOW + 55_000);
		orgClock.learn(NOW + 10_000, 60_000);
		expect(orgClock.atLeast(60_000)).toBe(NOW + 55_000);
		orgClock.learn(NOW + 59_000, 60_000);
		expect(orgClock.atLeast(61_000)).toBe(NOW + 60_000);
	});
});

it.each([
	{ Id: '001', SystemModstamp: null },
	{ Id: '001', SystemModstamp: 'soon' },
	{ SystemModstamp: '2026-09-14T09:30:00.000+0000' },
])('takes no record like %j', (record) => {
	expect(() => toRow(record, 'SystemModstamp')).toThrow(
		'a record without its Id or SystemModstamp',
	);
});
