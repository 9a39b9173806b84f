import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGraphs } from '../../../rest/trees/planGraphs';

const graph = fc.record({
	records: fc.integer({ min: 1, max: 500 }),
	bytes: fc.integer({ min: 1, max: 1_000 }),
	kinds: fc
		.uniqueArray(fc.nat({ max: 40 }).map(String), { minLength: 1, maxLength: 15 })
		.map((kinds) => new Set(kinds)),
	keys: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
	isRepeatable: fc.boolean(),
});
const small = graph.map((one) => ({ ...one, records: 1, bytes: 1, kinds: new Set(['k']) }));

const sum = (numbers: number[]) => numbers.reduce((all, n) => all + n, 0);

describe('planGraphs', () => {
	it('keeps each call within all limits, and sends each graph once', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(graph, small), { maxLength: 300 }), (graphs) => {
				const calls = planGraphs(graphs, 2_000);
				expect(calls.flat().toSorted((a, b) => a - b)).toEqual(graphs.map((_, n) => n));
				for (const call of calls) {
					const held = call.map((at) => graphs[at]!);
					expect(held.length).toBeLessThanOrEqual(75);
					expect(sum(held.map(({ records }) => records))).toBeLessThanOrEqual(500);
					expect(sum(held.map(({ bytes }) => bytes))).toBeLessThanOrEqual(2_000);
					expect(new Set(held.flatMap(({ kinds }) => [...kinds])).size).toBeLessThanOrEqual(15);
					expect(new Set(held.map(({ isRepeatable }) => isRepeatable)).size).toBe(1);
				}
			}),
		);
	});

	it('saves a record that several graphs name in their order', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(graph, small), { maxLength: 300 }), (graphs) => {
				const order = planGraphs(graphs, 2_000).flat();
				for (const key of ['a', 'b', 'c']) {
					const naming = order.filter((at) => graphs[at]!.keys.some((one) => one === key));
					expect(naming).toEqual(naming.toSorted((a, b) => a - b));
				}
			}),
		);
	});

	it('needs no more calls than 75 graphs a call take', () => {
		const graphs = Array.from({ length: 151 }, () => ({
			records: 2,
			bytes: 10,
			kinds: new Set(['Account', 'Contact']),
			keys: [],
			isRepeatable: false,
		}));
		expect(planGraphs(graphs).map((call) => call.length)).toEqual([75, 75, 1]);
	});
});
