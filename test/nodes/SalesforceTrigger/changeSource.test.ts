import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTiming } from '../../../http';
import { createChangeSource } from '../../../nodes/SalesforceTrigger/changeSource';
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
	const source = createChangeSource(client, QUERY, {
		includeDeleted: false,
		now: () => machine,
		onDoubt: (doubt) => doubts.push(doubt),
	});
	const page = await source({ from: { stamp: 0, id: '' }, limit: 2_000 });
	return { page, doubts };
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
		'is this machine’s if the answer is dated %j',
		async (date) => {
			const { page, doubts } = await read(date, NOW);
			expect(page.readAfter).toBe(NOW);
			expect(doubts[0]).toMatch(/without their time/);
		},
	);

	it('is that of the answer if this machine is ahead', async () => {
		expect((await read(dated(NOW), NOW + HOUR)).page.readAfter).toBe(NOW);
	});

	it('is at least the stamp of a row, if this machine is behind', async () => {
		const { page } = await read(dated(NOW), NOW - HOUR, [NOW - 60_000, NOW - 5_000]);
		expect(page.readAfter).toBe(NOW - 5_000);
	});

	it('is never ahead of the org’s as long as one of the two clocks is right', () =>
		fc.assert(
			fc.asyncProperty(
				fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
				fc.boolean(),
				fc.array(fc.integer({ min: 0, max: HOUR }), { maxLength: 3 }),
				fc.boolean(),
				async (offset, isMachineRight, ages, hasFutureStamp) => {
					const stamps = ages.map((age) => NOW - age).toSorted((a, b) => a - b);
					// A stamp that was set by hand.
					if (hasFutureStamp && !isMachineRight) stamps.push(NOW + 24 * HOUR);
					const told = Math.floor((isMachineRight ? NOW + offset : NOW) / 1_000) * 1_000;
					const machine = isMachineRight ? NOW : NOW + offset;
					const { page } = await read(dated(told), machine, stamps);
					expect(page.readAfter).toBeLessThanOrEqual(NOW);
				},
			),
		));
});
