import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HttpError } from '../../http';
import {
	type CollectionResult,
	type RecordInput,
	SalesforceApiError,
	type SaveCall,
	type SaveOptions,
	saveRows,
} from '../../rest';
import { planBatches, planRounds } from '../../rest/planBatches';
import { keyOf } from '../../rest/records';

const rows = (count: number, object = 'A'): RecordInput[] =>
	Array.from({ length: count }, (_, n) => ({ object, fields: { n } }));

const ok = ({ fields }: RecordInput): CollectionResult => ({
	success: true,
	id: `id-${fields.n as number}`,
	created: true,
});

const refuse = (errorCode: string, message = errorCode): CollectionResult => ({
	success: false,
	errors: [{ errorCode, message, fields: [] }],
});

/** A call that answers each row by a function, and remembers what it was sent. */
function answering(
	answer: (row: RecordInput, call: number) => CollectionResult,
	repeatable = true,
) {
	const calls: unknown[][] = [];
	const call: SaveCall = {
		repeatable,
		send: (sent) => {
			calls.push(sent.map(({ fields }) => fields.n));
			return Promise.resolve(sent.map((row) => answer(row, calls.length)));
		},
	};
	return { call, calls };
}

const pauses: number[] = [];
const save = (input: RecordInput[], call: SaveCall, options: SaveOptions = {}) =>
	saveRows(input, call, {
		...options,
		random: () => 0.5,
		sleep: (milliseconds) => {
			pauses.push(milliseconds);
			return Promise.resolve();
		},
	});

const badRequest = (errorCode: string, message: string) =>
	new SalesforceApiError(
		{ status: 400, body: [{ errorCode, message }] },
		{ method: 'POST', path: '/' },
	);

describe('saveRows', () => {
	it('gives every row its own result, in order, whatever the batches', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 60 }),
				fc.integer({ min: 1, max: 20 }),
				fc.integer({ min: 1, max: 5 }),
				async (types, batchSize, concurrency) => {
					const input = types.map((object, n) => ({ object, fields: { n } }));
					const { call } = answering((row) =>
						(row.fields.n as number) % 7 ? ok(row) : refuse('NO'),
					);
					const results = await save(input, call, { batchSize, concurrency });
					expect(results.map((r) => (r.success ? r.id : r.error.errorCode))).toEqual(
						types.map((_, n) => (n % 7 ? `id-${n}` : 'NO')),
					);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('plans calls of at most 200 rows and 10 runs of a type, each row once', () => {
		fc.assert(
			fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 500 }), (kinds) => {
				const types = kinds.map(String);
				const batches = planBatches(types, 200, 10);
				expect(batches.flat().toSorted((a, b) => a - b)).toEqual(types.map((_, n) => n));
				for (const batch of batches) {
					expect(batch.length).toBeLessThanOrEqual(200);
					const runs = batch.filter((i, n) => n === 0 || types[i] !== types[batch[n - 1]!]);
					expect(runs.length).toBeLessThanOrEqual(10);
					expect(new Set(runs.map((i) => types[i])).size).toBe(runs.length);
				}
			}),
		);
	});

	it('sends locked rows again, and only those, with growing pauses', async () => {
		pauses.length = 0;
		const { call, calls } = answering((row, attempt) =>
			row.fields.n === 1 && attempt < 4 ? refuse('UNABLE_TO_LOCK_ROW') : ok(row),
		);
		const results = await save(rows(3), call);
		expect(results.every(({ success }) => success)).toBe(true);
		expect(calls).toEqual([[0, 1, 2], [1], [1], [1]]);
		expect(pauses).toEqual([500, 1000, 2000]);
	});

	it('knows a lock that a trigger wraps, and gives up within a bound', async () => {
		const wrapped = 'X: unable to obtain exclusive access to this record: 001';
		const { call, calls } = answering(() =>
			refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', wrapped),
		);
		const [result] = await save(rows(1), call);
		expect(result).toMatchObject({ success: false, error: { message: wrapped } });
		expect(calls).toHaveLength(5);
	});

	it('sends siblings of a locked row with it where it is all or none', async () => {
		const { call, calls } = answering((row, attempt) =>
			attempt > 1 ? ok(row) : refuse(row.fields.n === 1 ? 'UNABLE_TO_LOCK_ROW' : 'ROLLED_BACK'),
		);
		await save(rows(2), call, { allOrNone: true });
		expect(calls).toEqual([
			[0, 1],
			[0, 1],
		]);
	});

	it('starts no call after a refusal where the run is to stop, and says which were not sent', async () => {
		const { call, calls } = answering((row) =>
			row.fields.n === 1 ? refuse('NO', 'why') : ok(row),
		);
		const results = await save(rows(4), call, { batchSize: 2, stopAtRefusal: true });
		expect(calls).toHaveLength(1);
		expect(results.map((r) => (r.success ? 'ok' : r.error.errorCode))).toEqual([
			'ok',
			'NO',
			'NOT_SENT',
			'NOT_SENT',
		]);
	});

	it('finds the one row for which Salesforce refuses a whole call', async () => {
		const call: SaveCall = {
			repeatable: false,
			send: (sent) =>
				sent.some(({ fields }) => fields.n === 137)
					? Promise.reject(badRequest('JSON_PARSER_ERROR', 'Cannot deserialize'))
					: Promise.resolve(sent.map(ok)),
		};
		const results = await save(rows(200), call);
		expect(results.flatMap((r, n) => (r.success ? [] : [n]))).toEqual([137]);
	});

	it('spends a bounded number of calls where every row is at fault', async () => {
		let calls = 0;
		const call: SaveCall = {
			repeatable: true,
			send: () => {
				calls += 1;
				return Promise.reject(badRequest('JSON_PARSER_ERROR', 'bad'));
			},
		};
		const results = await save(rows(1000), call);
		expect(results.every(({ success }) => !success)).toBe(true);
		expect(calls).toBeLessThan(130);
	});

	it.each([
		[
			'the connection breaks',
			new HttpError('CONNECTION_LOST', 'lost', 'POST', 'h'),
			'UNKNOWN_OUTCOME',
		],
		[
			'the org breaks',
			new SalesforceApiError({ status: 500, body: '' }, { method: 'POST', path: '/' }),
			'UNKNOWN_OUTCOME',
		],
		[
			'nothing was sent',
			new HttpError('CONNECTION_REFUSED', 'refused', 'POST', 'h'),
			'CONNECTION_REFUSED',
		],
	])('tells the fate of a create where %s', async (_, error, code) => {
		let calls = 0;
		const send = () => {
			calls += 1;
			return Promise.reject(error);
		};
		const results = await save(rows(3), { repeatable: false, send }, { batchSize: 2 });
		expect(results.map((r) => !r.success && r.error.errorCode)).toEqual([code, code, 'NOT_SENT']);
		expect(calls).toBe(1);
	});
});

describe('planRounds', () => {
	it('puts no record into a call twice, keeps the order of its rows, and every row once', () => {
		const row = fc.record({
			type: fc.constantFrom('A', 'B'),
			key: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined }),
		});
		fc.assert(
			fc.property(
				fc.array(row, { maxLength: 60 }),
				fc.integer({ min: 1, max: 10 }),
				fc.integer({ min: 1, max: 3 }),
				(rows, batchSize, maxTypes) => {
					const nameOf = (n: number) => `${rows[n]!.type} ${rows[n]!.key}`;
					const isNamed = (n: number) => rows[n]!.key !== undefined;
					const types = rows.map(({ type }) => type);
					const keys = rows.map(({ key }) => key);
					const rounds = planRounds(types, keys, batchSize, maxTypes);
					const order = rounds.flat(2);
					expect(order.toSorted((a, b) => a - b)).toEqual(rows.map((_, n) => n));
					for (const round of rounds) {
						// The calls of a round run at the same time.
						const names = round.flat().filter(isNamed).map(nameOf);
						expect(new Set(names).size).toBe(names.length);
						for (const batch of round) expect(batch.length).toBeLessThanOrEqual(batchSize);
					}
					for (const name of new Set(order.map(nameOf))) {
						const own = order.filter((n) => isNamed(n) && nameOf(n) === name);
						expect(own).toEqual(own.toSorted((a, b) => a - b));
					}
				},
			),
		);
	});

	it.each<[string, string, unknown, unknown, boolean]>([
		['text in another case', 'Key__c', 'a-1', 'A-1 ', true],
		['numbers in other words', 'Key__c', '1.0', 1, true],
		['an Id in 15 and in 18 characters', 'Id', '001A0000015Y3fK', '001A0000015Y3fKIAS', true],
		['two Ids that differ in case', 'Id', '001A0000015Y3fK', '001A0000015Y3fk', false],
		['texts', 'Key__c', 'a-1', 'a-2', false],
	])('tells %s', (_, field, one, other, isSame) => {
		const key = (value: unknown) => keyOf({ object: 'A', fields: { [field]: value } }, field);
		expect(key(one) === key(other)).toBe(isSame);
	});

	it('holds a round back until the one before is done, whatever runs at the same time', async () => {
		const running = new Set<unknown>();
		const call: SaveCall = {
			repeatable: true,
			keyOf: (row) => keyOf(row, 'key'),
			send: async (sent) => {
				const keys = sent.map(({ fields }) => fields.key);
				for (const key of keys) expect(running.has(key)).toBe(false);
				keys.forEach((key) => running.add(key));
				await Promise.resolve();
				await Promise.resolve();
				keys.forEach((key) => running.delete(key));
				return sent.map(ok);
			},
		};
		const input = Array.from({ length: 60 }, (_, n) => ({
			object: 'A',
			fields: { n, key: `${n % 7}` },
		}));
		const results = await save(input, call, { batchSize: 2, concurrency: 5 });
		expect(results.map((result) => result.success && result.id)).toEqual(
			input.map((_, n) => `id-${n}`),
		);
	});
});
