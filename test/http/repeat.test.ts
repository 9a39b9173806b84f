import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Budget, createTiming, planPause, readRetryAfter, repeat } from '../../http';

const BUDGET: Budget = {
	tries: 5,
	milliseconds: 180_000,
	firstPauseMs: 1_000,
	longestPauseMs: 30_000,
};

/** Plays values one after the other, the last one for ever; strings are thrown. Pauses pass at once. */
async function play(
	outcomes: Array<number | string>,
	options: {
		afterMs?: number;
		slowMs?: number;
		signal?: AbortSignal;
		budget?: Partial<Budget>;
	} = {},
) {
	const { afterMs, slowMs = 0, signal, budget } = options;
	const pauses: number[] = [];
	let passed = 0;
	let tries = 0;
	const timing = {
		sleep: (milliseconds: number, stop?: AbortSignal) => {
			pauses.push(milliseconds);
			passed += milliseconds;
			return stop?.aborted ? Promise.reject(new Error('stopped')) : Promise.resolve();
		},
		random: () => 0.5,
		now: () => passed,
		...(signal && { signal }),
	};
	const end = await repeat<number>(
		async (number) => {
			tries += 1;
			expect(number).toBe(tries);
			passed += slowMs;
			const outcome = await Promise.resolve(outcomes[Math.min(tries, outcomes.length) - 1]!);
			if (typeof outcome === 'string') throw new Error(outcome);
			return outcome;
		},
		(outcome) =>
			'value' in outcome && outcome.value > 0
				? undefined
				: afterMs === undefined
					? {}
					: { afterMs },
		{ ...BUDGET, ...budget },
		timing,
	).then(
		(value) => ({ value }),
		(error: Error) => ({ error: error.message }),
	);
	return { end, pauses, tries };
}

describe('repeat', () => {
	it('continues until the outcome is no longer worth repeating', async () => {
		const { end, tries } = await play(['lost', 0, 7]);
		expect([end, tries]).toEqual([{ value: 7 }, 3]);
	});

	it('ends with the last outcome once the tries are used up', async () => {
		expect(await play(['a', 'b', 'c', 'd', 'e', 'f'])).toMatchObject({
			end: { error: 'e' },
			tries: 5,
		});
		expect(await play([0])).toMatchObject({ end: { value: 0 }, tries: 5 });
	});

	it('doubles the pause, with room for chance, up to the bound', async () => {
		const { pauses } = await play([0], { budget: { tries: 8 } });
		expect(pauses).toEqual([750, 1_500, 3_000, 6_000, 12_000, 24_000, 30_000]);
	});

	it('begins no try after the time is over', async () => {
		const { tries, pauses } = await play(['silence'], { slowMs: 150_000 });
		expect([tries, pauses]).toEqual([2, [750]]);
	});

	it('waits as long as the server asks, unless that is too long', async () => {
		expect((await play([0, 1], { afterMs: 9_000 })).pauses).toEqual([9_000]);
		expect((await play([0, 1], { afterMs: 31_000 })).tries).toBe(1);
	});

	it('tries nothing again once it is cancelled, and ends with what came last', async () => {
		const controller = new AbortController();
		controller.abort();
		expect(await play(['cut'], { signal: controller.signal })).toMatchObject({
			end: { error: 'cut' },
			tries: 1,
		});
	});
});

describe('Retry-After', () => {
	it.each([
		[{ 'retry-after': '7' }, 7_000],
		[{ 'retry-after': ' 0 ' }, 0],
		[
			{ 'retry-after': 'Tue, 24 Nov 2026 03:00:09 GMT', date: 'Tue, 24 Nov 2026 03:00:00 GMT' },
			9_000,
		],
		[{ 'retry-after': 'Tue, 24 Nov 2026 03:00:09 GMT' }, undefined],
		[{ 'retry-after': 'soon' }, undefined],
		[{}, undefined],
	])('is read by the server’s own clock: %o', (headers, expected) => {
		expect(readRetryAfter(headers as Record<string, string>)).toBe(expected);
	});
});

it('plans no pause outside of the budget, whatever was spent', () => {
	fc.assert(
		fc.property(
			fc.record({
				tries: fc.integer({ min: 1, max: 20 }),
				milliseconds: fc.integer({ min: 0, max: 400_000 }),
				random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
			}),
			fc.option(fc.integer({ min: 0, max: 4_000_000 }), { nil: undefined }),
			(spent, afterMs) => {
				const pause = planPause(BUDGET, spent, afterMs === undefined ? {} : { afterMs });
				if (pause === undefined) return;
				expect(spent.tries).toBeLessThan(BUDGET.tries);
				expect(pause).toBeLessThanOrEqual(BUDGET.longestPauseMs);
				expect(pause).toBeGreaterThanOrEqual(afterMs ?? 0);
				expect(spent.milliseconds + pause).toBeLessThanOrEqual(BUDGET.milliseconds);
			},
		),
	);
});

it('sleeps in real time, and ends at once when it is cancelled', async () => {
	const { sleep } = createTiming();
	await sleep(1);
	const controller = new AbortController();
	const sleeping = sleep(60_000, controller.signal);
	controller.abort(new Error('cancelled'));
	await expect(sleeping).rejects.toThrow('cancelled');
	await expect(sleep(1, controller.signal)).rejects.toThrow('cancelled');
});
