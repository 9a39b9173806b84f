import { describe, expect, it } from 'vitest';
import type { TriggerOn } from '../../../nodes/SalesforceTrigger/events';
import { OVERLAP } from './history';
import { ModelOrg, RIGHT_CLOCKS } from './ModelOrg';
import { PlayedTrigger } from './PlayedTrigger';
import { pollPlainly, type PlainState } from './plainPoll';

const HOUR = 3_600_000;
const idOf = (index: number) => `001xx${String(index).padStart(10, '0')}AAA`;

function activate(org: ModelOrg, triggerOn: TriggerOn, limit = 2000) {
	const history = { triggerOn, pageSize: 2000, capacity: 2500, ignoresOwn: false };
	const trigger = new PlayedTrigger(org, history, () => undefined);
	const poll = async () => {
		const step = {
			do: 'poll',
			outcome: 'kept',
			limit,
			clocks: RIGHT_CLOCKS,
			meanwhile: [],
		} as const;
		return (await trigger.poll(step)).deliveries.map(({ row, event }) => `${event} ${row.id}`);
	};
	return { trigger, poll };
}

function activatePlainly(org: ModelOrg, triggerOn: TriggerOn) {
	let state: PlainState = pollPlainly(org, triggerOn, { given: [] }).state;
	return () => {
		const result = pollPlainly(org, triggerOn, state);
		state = result.state;
		return result.found.map(({ id }) => `${triggerOn} ${id}`);
	};
}

describe("the built-in trigger's defects", () => {
	it('fires for a record that was created and then updated between two hourly polls', async () => {
		const org = new ModelOrg(OVERLAP);
		const { poll } = activate(org, 'updated');
		const pollAsBuiltIn = activatePlainly(org, 'updated');
		org.advance(5 * 60_000);
		org.write(idOf(1), 'save');
		org.advance(20 * 60_000);
		org.write(idOf(1), 'save');
		org.advance(35 * 60_000);
		const polls = [await poll(), pollAsBuiltIn()];
		org.advance(HOUR);
		polls.push(await poll(), pollAsBuiltIn());
		expect(polls).toEqual([[`updated ${idOf(1)}`], [], [], []]);
	});

	it('never fires for records from before the activation', async () => {
		const org = new ModelOrg(OVERLAP);
		for (let index = 0; index < 5; index += 1) org.write(idOf(index), 'save');
		org.advance(60_000);
		const { poll } = activate(org, 'created');
		const pollAsBuiltIn = activatePlainly(org, 'created');
		org.advance(60_000);
		expect(await poll()).toEqual([]);
		expect(pollAsBuiltIn()).toHaveLength(5);
	});

	it('fires once for each of 10,500 records in one window', async () => {
		const org = new ModelOrg(OVERLAP);
		const { poll } = activate(org, 'created', 20_000);
		let plain: PlainState = pollPlainly(org, 'created', { given: [] }).state;
		org.advance(1000);
		for (let index = 0; index < 10_500; index += 1) org.write(idOf(index), 'save');
		const given: string[] = [];
		const plainCounts: number[] = [];
		for (let minute = 0; minute < 5; minute += 1) {
			org.advance(60_000);
			given.push(...(await poll()));
			const result = pollPlainly(org, 'created', plain);
			plain = result.state;
			plainCounts.push(result.found.length);
		}
		expect(given).toHaveLength(10_500);
		expect(new Set(given).size).toBe(10_500);
		expect(plainCounts[1]).toBe(500);
	});
});

describe('what an event is', () => {
	it('calls a changed record created only if it was not given as created before', async () => {
		const org = new ModelOrg(OVERLAP);
		const { poll } = activate(org, 'createdOrUpdated');
		org.advance(5000);
		org.write(idOf(1), 'save');
		org.advance(5000);
		org.write(idOf(1), 'save');
		org.advance(5000);
		expect(await poll()).toEqual([`created ${idOf(1)}`]);
		org.write(idOf(1), 'save');
		org.advance(5000);
		expect(await poll()).toEqual([`updated ${idOf(1)}`]);
	});

	it('tells an undeleted record once, and not again when it changes', async () => {
		const org = new ModelOrg(OVERLAP);
		org.write(idOf(1), 'save');
		org.write(idOf(2), 'save');
		org.write(idOf(2), 'delete');
		org.advance(5000);
		const { poll } = activate(org, 'undeleted');
		const polls: string[][] = [];
		for (const kind of ['delete', 'undelete', 'save', 'delete', 'undelete'] as const) {
			org.advance(5000);
			org.write(idOf(1), kind);
			org.advance(5000);
			polls.push(await poll());
		}
		org.write(idOf(2), 'undelete');
		org.advance(5000);
		polls.push(await poll());
		const told = (index: number) => [`undeleted ${idOf(index)}`];
		expect(polls).toEqual([[], told(1), [], [], told(1), told(2)]);
	});

	it('gives a deletion once, also of a record that was created since the last poll', async () => {
		const org = new ModelOrg(OVERLAP);
		const { poll } = activate(org, 'deleted');
		org.advance(5000);
		org.write(idOf(1), 'save');
		org.advance(5000);
		org.write(idOf(1), 'delete');
		org.advance(5000);
		expect(await poll()).toEqual([`deleted ${idOf(1)}`]);
		org.advance(5000);
		expect(await poll()).toEqual([]);
	});
});

describe('catching up', () => {
	it('gives 100,000 changes in pages, half of them made in one second, with a small state', async () => {
		const org = new ModelOrg(OVERLAP);
		const { trigger, poll } = activate(org, 'updated', 4000);
		org.advance(1000);
		const second = Math.floor(org.now / 1000) * 1000;
		for (let index = 0; index < 100_000; index += 1) {
			const stamp = second + 1000 * Math.floor(Math.max(0, index - 50_000) / 100);
			const row = {
				id: idOf(index),
				stamp,
				written: stamp,
				created: 0,
				deleted: false,
				version: index,
			};
			org.show({ ...row, record: { CreatedById: 'other', LastModifiedById: 'other' } });
		}
		org.advance(600_000);
		const given = new Set<string>();
		let [count, largestState] = [0, 0];
		for (let polls = 0; polls < 30; polls += 1) {
			org.advance(10_000);
			const found = await poll();
			expect(found.length).toBeLessThanOrEqual(4000);
			found.forEach((item) => given.add(item));
			count += found.length;
			largestState = Math.max(largestState, trigger.stateSize);
		}
		expect(count).toBe(100_000);
		expect(given.size).toBe(100_000);
		expect(largestState).toBeLessThan(100_000);
	}, 60_000);
});
