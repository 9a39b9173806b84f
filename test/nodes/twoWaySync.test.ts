import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { createQuickTiming } from '../createQuickTiming';
import { callOrg } from '../emulator/callOrg';
import { createContext } from './createContext';
import { runRouter } from './runNode';
import { ActiveWorkflow } from './SalesforceTrigger/ActiveWorkflow';

const SECOND = 1000;
const start = Date.UTC(2026, 8, 14, 9, 30, 0, 400);

interface Switches {
	ignoreOwnChanges: boolean;
	skipUnchanged: boolean;
}

/** One direction of a sync: the trigger on one org, Create or Update on the other. */
class Direction {
	private readonly trigger: ActiveWorkflow;

	constructor(
		from: Org,
		private readonly to: Org,
		private readonly switches: Switches,
	) {
		this.trigger = new ActiveWorkflow(from, {
			authentication: 'clientCredentials',
			object: { __rl: true, mode: 'list', value: 'Account' },
			triggerOn: 'createdOrUpdated',
			fields: ['Name', 'External_Id__c'],
			options: { ignoreOwnChanges: switches.ignoreOwnChanges },
		});
	}

	activate = () => this.trigger.activate();

	/** @returns how many records were written */
	async run(): Promise<number> {
		const items = (await this.trigger.poll()).map(({ Name, External_Id__c }) => ({
			Name,
			External_Id__c,
		}));
		if (items.length === 0) return 0;
		const test = createContext(this.to, {
			items: items,
			parameters: {
				resource: 'record',
				operation: 'upsert',
				object: { __rl: true, mode: 'name', value: 'Account' },
				fields: {
					mappingMode: 'autoMapInputData',
					value: null,
					matchingColumns: ['External_Id__c'],
					schema: [],
				},
				options: { skipUnchanged: this.switches.skipUnchanged },
			},
		});
		const output = await runRouter(test, createQuickTiming());
		return output.filter(({ json }) => json.changed !== false).length;
	}
}

const stateOf = (org: Org) =>
	org
		.records('Account')
		.map(({ External_Id__c, Name }) => `${String(External_Id__c)} ${String(Name)}`)
		.toSorted();

const isOwn = fc.constantFrom('a', 'b');
const edits = fc.array(
	fc.array(fc.record({ side: isOwn, key: fc.nat({ max: 3 }), name: fc.nat({ max: 5 }) }), {
		maxLength: 4,
	}),
	{ minLength: 1, maxLength: 4 },
);

const ROUNDS = 12;

/** Plays edits of people on both sides, then waits. @returns what was written in the last rounds, and both states */
async function play(
	rounds: Array<Array<{ side: string; key: number; name: number }>>,
	on: Switches,
) {
	const orgs = await Promise.all(
		[0, 1].map(() => startOrg({ sampleData: false, now: () => start })),
	);
	const [a, b] = orgs as [Org, Org];
	const advance = () => orgs.forEach((org) => org.advance(5 * SECOND));
	try {
		const directions = [new Direction(a, b, on), new Direction(b, a, on)];
		for (const direction of directions) await direction.activate();
		const people = {
			a: callOrg(a, a.issueToken(a.unapprovedUsername)),
			b: callOrg(b, b.issueToken(b.unapprovedUsername)),
		};
		for (const round of rounds) {
			advance();
			for (const { side, key, name } of round) {
				const path = `/sobjects/Account/External_Id__c/K-${key}`;
				await people[side as 'a' | 'b']('PATCH', path, { Name: `N ${name}` });
			}
			for (const direction of directions) {
				advance();
				await direction.run();
			}
		}
		const written: number[] = [];
		for (let round = 0; round < ROUNDS; round += 1) {
			let sum = 0;
			for (const direction of directions) {
				advance();
				sum += await direction.run();
			}
			written.push(sum);
		}
		return { written, a: stateOf(a), b: stateOf(b) };
	} finally {
		await Promise.all(orgs.map((org) => org.close()));
	}
}

describe('a sync of two orgs in both directions', () => {
	it('settles with both sides alike, and stays quiet', async () => {
		await fc.assert(
			fc.asyncProperty(edits, async (rounds) => {
				const { written, a, b } = await play(rounds, {
					ignoreOwnChanges: true,
					skipUnchanged: true,
				});
				expect(a).toEqual(b);
				expect(written.slice(2)).toEqual(written.slice(2).map(() => 0));
			}),
			{ numRuns: 8 },
		);
	}, 60_000);

	it.each([
		{ ignoreOwnChanges: true, skipUnchanged: false },
		{ ignoreOwnChanges: false, skipUnchanged: true },
	])('is quiet with either of the two alone: %o', async (switches) => {
		const { written, a, b } = await play([[{ side: 'a', key: 1, name: 1 }]], switches);
		expect(a).toEqual(b);
		expect(written.slice(2)).toEqual(written.slice(2).map(() => 0));
	});

	it('never ends without them', async () => {
		const neither = { ignoreOwnChanges: false, skipUnchanged: false };
		const { written } = await play([[{ side: 'a', key: 1, name: 1 }]], neither);
		expect(written.every((count) => count > 0)).toBe(true);
	});
});
