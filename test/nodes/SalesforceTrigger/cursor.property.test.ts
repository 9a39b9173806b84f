import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindHistories, histories, OVERLAP, type History, type Step } from './history';
import { Judge } from './judge';
import { ModelOrg, RIGHT_CLOCKS } from './ModelOrg';
import { PlayedTrigger } from './PlayedTrigger';
import { pollPlainly, type PlainState } from './plainPoll';

/** Neither in the order of creation, nor different without their case. */
const IDS = ['z', 'C', '5', 'c'].map((end) => `a0X00000000001${end}AAA`);
const QUIET_POLL = {
	do: 'poll',
	outcome: 'kept',
	limit: 100,
	clocks: RIGHT_CLOCKS,
	meanwhile: [],
} as const satisfies Step;

function change(org: ModelOrg, step: Step): void {
	if (step.do === 'advance') org.advance(step.milliseconds);
	else if (step.do === 'save' || step.do === 'delete' || step.do === 'undelete') {
		org.write(IDS[step.record]!, step.do, step.holdFor, step.by);
	}
}

/** Plays a history with the trigger's cursor; returns what was wrong. */
async function play(history: History, isBlind = false): Promise<string[]> {
	const org = new ModelOrg(OVERLAP);
	history.before.forEach((step) => change(org, step));
	const apply = (step: Step) => {
		if (step.do !== 'undelete' || judge.isTold(IDS[step.record]!)) change(org, step);
	};
	const trigger = new PlayedTrigger(org, history, apply, history.clocks);
	const { triggerOn, capacity, ignoresOwn } = history;
	const judge = new Judge(org, triggerOn, trigger.start, capacity, ignoresOwn);
	const poll = async (step: Extract<Step, { do: 'poll' }>) => {
		const { deliveries, time } = await trigger.poll(step);
		if (time === undefined) return deliveries.length;
		const isCertain = step.meanwhile.length === 0;
		const rows = deliveries.map(({ row }) => row);
		if (isCertain) judge.judgeExactly(rows, time, step.limit);
		else {
			judge.forgetBin();
			judge.noteSettled(time);
		}
		judge.judge(deliveries);
		return deliveries.length;
	};
	for (const step of history.steps) {
		if (step.do === 'poll') {
			if (step.outcome === 'discarded') judge.forgetBin();
			await poll(step);
		} else if (step.do === 'restart') {
			trigger.restart();
			judge.forgetBin();
		} else apply(step);
	}
	org.advance(2 * OVERLAP);
	// What a full memory keeps back comes once the rows before it are settled, a poll later.
	for (let [rest, empty] = [0, 0]; rest < 50 && empty < 2; rest += 1) {
		empty = (await poll(QUIET_POLL)) > 0 ? 0 : empty + 1;
		org.advance(2 * OVERLAP);
	}
	judge.judgeEnd(isBlind);
	return judge.faults;
}

/** The same with the plain approach, without the failures and restarts: its best case. */
function playPlainly(history: History): string[] {
	const org = new ModelOrg(OVERLAP);
	history.before.forEach((step) => change(org, step));
	let state: PlainState = pollPlainly(org, history.triggerOn, { given: [] }).state;
	const start = Math.floor(org.now / 1000) * 1000;
	const judge = new Judge(org, history.triggerOn, start, history.capacity);
	const poll = () => {
		const result = pollPlainly(org, history.triggerOn, state);
		state = result.state;
		judge.judge(result.found.map((row) => ({ row })));
	};
	for (const step of history.steps) {
		if (step.do === 'poll') poll();
		else change(org, step);
	}
	org.advance(2 * OVERLAP);
	poll();
	judge.judgeEnd();
	return judge.faults;
}

describe('the cursor, against an exact model', () => {
	it('loses nothing and repeats nothing in 10,000 random histories', async () => {
		await fc.assert(
			fc.asyncProperty(histories, async (history) => {
				expect(await play(history)).toEqual([]);
			}),
			{ numRuns: 10_000 },
		);
	}, 60_000);

	it('loses and repeats no record either if all clocks are ahead at once', async () => {
		await fc.assert(
			fc.asyncProperty(blindHistories, async (history) => {
				const faults = await play(history, true);
				// That a second is over, no clock can tell then.
				expect(faults.filter((fault) => !fault.includes('before its second was over'))).toEqual([]);
			}),
			{ numRuns: 3000 },
		);
	}, 60_000);

	it('tells a record as created once that is created, and changed between two pages of one poll', async () => {
		const advance = (milliseconds: number) => ({ do: 'advance', milliseconds }) as const;
		const save = (holdFor: number) => ({ do: 'save', record: 3, holdFor, by: 'other' }) as const;
		const poll = { do: 'poll', outcome: 'kept', limit: 100, clocks: RIGHT_CLOCKS } as const;
		const history: History = {
			triggerOn: 'createdOrUpdated',
			pageSize: 1,
			capacity: 2,
			ignoresOwn: false,
			clocks: RIGHT_CLOCKS,
			before: [],
			steps: [
				{ ...poll, limit: 1, meanwhile: [save(0)] },
				advance(1000),
				save(864),
				advance(863),
				{ ...poll, limit: 1, outcome: 'discarded', meanwhile: [] },
				{ ...poll, meanwhile: [advance(1000)] },
			],
		};
		expect(await play(history)).toEqual([]);
	});

	it('sees what the plain approach loses and repeats in the same histories', () => {
		const faults = fc.sample(histories, { numRuns: 1000, seed: 8 }).flatMap(playPlainly);
		const count = (what: string) => faults.filter((fault) => fault.includes(what)).length;
		expect(count('never came')).toBeGreaterThan(50);
		expect(count('before the start')).toBeGreaterThan(50);
		expect(count('before its second was over')).toBeGreaterThan(50);
	});
});
