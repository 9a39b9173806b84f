import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTiming, HttpError } from '../../../http';
import {
	type Carrier,
	type Client,
	InvalidInputError,
	type RecordInput,
	type RowResult,
	SalesforceApiError,
	type SaveOptions,
	saveRows,
	UnknownOutcomeError,
} from '../../../rest';
import { cutByBytes } from '../../../rest/rows/cutByBytes';
import { keyOf } from '../../../rest/rows/keyOf';
import { planBatches, planRounds } from '../../../rest/rows/planBatches';
import { toRefusal } from '../../../rest/rows/rowResult';
import { separateRows } from '../../../rest/rows/separateRows';

const rows = (count: number, object = 'A'): RecordInput[] =>
	Array.from({ length: count }, (_, n) => ({ object, fields: { n } }));

const ok = ({ fields }: RecordInput): RowResult => ({
	success: true,
	id: `id-${fields.n as number}`,
	created: true,
});

const refuse = (errorCode: string, message = errorCode): RowResult => ({
	success: false,
	error: { errorCode, message, fields: [] },
});

/** A carrier of so many rows a call. */
const carrier = (send: Carrier['send'], more: Partial<Carrier> & { batchSize?: number } = {}) => {
	const { batchSize = 200, ...rest } = more;
	return {
		plan: (planned: readonly RecordInput[]) =>
			planRounds(
				planned.map(({ object }) => object),
				planned.map(({ fields }) => fields.key as string | undefined),
				batchSize,
				10,
			),
		mustNotRepeat: false,
		split: separateRows,
		send,
		...rest,
	};
};

/** A carrier that answers each row by a function, and remembers what it was sent. */
function answering(
	answer: (row: RecordInput, call: number) => RowResult,
	more: Partial<Carrier> & { batchSize?: number } = {},
) {
	const calls: unknown[][] = [];
	const send = (sent: RecordInput[]) => {
		calls.push(sent.map(({ fields }) => fields.n));
		return Promise.resolve({ results: sent.map((row) => answer(row, calls.length)) });
	};
	return { carrier: carrier(send, more), calls };
}

const pauses: number[] = [];
const timing = {
	...createTiming(),
	random: () => 0.5,
	sleep: (milliseconds: number) => {
		pauses.push(milliseconds);
		return Promise.resolve();
	},
};
/** saveRows asks a client for nothing but its timing. */
const client: Client = {
	apiVersion: '67.0',
	usage: { apiCalls: 0, retries: 0 },
	timing,
	request: () => Promise.reject(new Error('not asked')),
	withoutSignal: () => client,
};
const save = (input: RecordInput[], by: Carrier, options: SaveOptions = {}) =>
	saveRows(client, input, by, options);

const codes = (results: RowResult[]) => results.map((r) => (r.success ? r.id : r.error.errorCode));

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
					const { carrier } = answering(
						(row) => ((row.fields.n as number) % 7 ? ok(row) : refuse('NO')),
						{ batchSize },
					);
					const results = await save(input, carrier, { concurrency });
					expect(codes(results)).toEqual(types.map((_, n) => (n % 7 ? `id-${n}` : 'NO')));
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
		const { carrier, calls } = answering((row, attempt) =>
			row.fields.n === 1 && attempt < 4 ? refuse('UNABLE_TO_LOCK_ROW') : ok(row),
		);
		const results = await save(rows(3), carrier);
		expect(results.every(({ success }) => success)).toBe(true);
		expect(calls).toEqual([[0, 1, 2], [1], [1], [1]]);
		expect(pauses).toEqual([750, 1500, 3000]);
	});

	it('knows a lock that a trigger wraps, and gives up within a bound', async () => {
		const wrapped = 'X: unable to obtain exclusive access to this record: 001';
		const { carrier, calls } = answering(() =>
			refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', wrapped),
		);
		const [result] = await save(rows(1), carrier);
		expect(result).toMatchObject({ success: false, error: { message: wrapped } });
		expect(calls).toHaveLength(5);
	});

	it('sends siblings of a locked row with it if it is all or none', async () => {
		const { carrier, calls } = answering(
			(row, attempt) =>
				attempt > 1 ? ok(row) : refuse(row.fields.n === 1 ? 'UNABLE_TO_LOCK_ROW' : 'ROLLED_BACK'),
			{ isAllOrNone: true },
		);
		await save(rows(2), carrier);
		expect(calls).toEqual([
			[0, 1],
			[0, 1],
		]);
	});

	it('starts no call after a refusal if the run is to stop, and says which were not sent', async () => {
		const { carrier, calls } = answering(
			(row) => (row.fields.n === 1 ? refuse('NO', 'why') : ok(row)),
			{ batchSize: 2 },
		);
		const results = await save(rows(4), carrier, { stopAtRefusal: true });
		expect(calls).toHaveLength(1);
		expect(codes(results)).toEqual(['id-0', 'NO', 'NOT_SENT', 'NOT_SENT']);
	});

	it('finds the one row for which Salesforce refuses a whole call', async () => {
		const by = carrier((sent) =>
			sent.some(({ fields }) => fields.n === 137)
				? Promise.reject(badRequest('JSON_PARSER_ERROR', 'Cannot deserialize'))
				: Promise.resolve({ results: sent.map(ok) }),
		);
		const results = await save(rows(200), by);
		expect(results.flatMap((r, n) => (r.success ? [] : [n]))).toEqual([137]);
	});

	it('spends a bounded number of calls if every row is at fault', async () => {
		let calls = 0;
		const by = carrier(() => {
			calls += 1;
			return Promise.reject(badRequest('JSON_PARSER_ERROR', 'bad'));
		});
		const results = await save(rows(1000), by);
		expect(results.every(({ success }) => !success)).toBe(true);
		expect(calls).toBeLessThan(130);
	});

	const lost = new HttpError('CONNECTION_LOST', 'lost', 'POST', 'h');
	const quota = new SalesforceApiError(
		{ status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'used up' }] },
		{ method: 'POST', path: '/' },
	);

	it.each([
		['no answer came', new UnknownOutcomeError(lost, true), 'UNKNOWN_OUTCOME'],
		[
			'nothing was sent',
			new HttpError('CONNECTION_REFUSED', 'no', 'POST', 'h'),
			'CONNECTION_REFUSED',
		],
		['the quota is used up', quota, 'REQUEST_LIMIT_EXCEEDED'],
	])('tells the fate of a create if %s, and sends no further call', async (_, error, code) => {
		let calls = 0;
		const by = carrier(
			() => {
				calls += 1;
				return Promise.reject(error);
			},
			{ batchSize: 2 },
		);
		expect(codes(await save(rows(3), by))).toEqual([code, code, 'NOT_SENT']);
		expect(calls).toBe(1);
	});

	it('may send a row later that was not sent, whatever was unknown of the one before', async () => {
		const by = carrier(() => Promise.reject(new UnknownOutcomeError(lost, true)), { batchSize: 1 });
		const results = await save(rows(2), by);
		expect(results.map((r) => !r.success && (r.error.mayBeSaved ?? false))).toEqual([true, false]);
	});
});

describe('a second fault, while locked rows are sent again', () => {
	const lost = new HttpError('CONNECTION_LOST', 'lost', 'POST', 'h');

	/** Row 1 of four is locked in the first call; the call that sends it again ends in an error. */
	function lockThenFail(error: Error, more: Partial<Carrier> = {}) {
		let calls = 0;
		return carrier((sent) => {
			calls += 1;
			if (calls > 1) return Promise.reject(error);
			const answer = (row: RecordInput) =>
				row.fields.n === 1 ? refuse('UNABLE_TO_LOCK_ROW') : ok(row);
			return Promise.resolve({ results: sent.map(answer) });
		}, more);
	}

	it.each([
		['the quota', badRequest('REQUEST_LIMIT_EXCEEDED', 'used up'), 'REQUEST_LIMIT_EXCEEDED'],
		['a guard', new InvalidInputError('Stopped: 1 % left'), 'INVALID_INPUT'],
		['no connection', new HttpError('CONNECTION_REFUSED', 'x', 'POST', 'h'), 'CONNECTION_REFUSED'],
		['no answer', new UnknownOutcomeError(lost, true), 'UNKNOWN_OUTCOME'],
	])('leaves the rows that are saved as they are: %s', async (_, error, code) => {
		for (const stopAtRefusal of [false, true]) {
			const results = await save(rows(4), lockThenFail(error), { stopAtRefusal });
			expect(codes(results)).toEqual(['id-0', code, 'id-2', 'id-3']);
		}
	});

	it('leaves a row open that a try without an answer may have saved', async () => {
		let calls = 0;
		const by = carrier((sent) => {
			calls += 1;
			if (calls > 1) return Promise.reject(badRequest('REQUEST_LIMIT_EXCEEDED', 'used up'));
			return Promise.resolve({
				results: sent.map(() => refuse('UNABLE_TO_LOCK_ROW')),
				isDoubtful: true,
			});
		});
		expect(codes(await save(rows(1), by))).toEqual(['UNKNOWN_OUTCOME']);
	});
});

describe('All or None', () => {
	it('names the row at fault as the reason, not one that was rolled back with it', async () => {
		const { carrier } = answering(
			(row) =>
				refuse(row.fields.n === 2 ? 'REQUIRED_FIELD_MISSING' : 'ALL_OR_NONE_OPERATION_ROLLED_BACK'),
			{ isAllOrNone: true, batchSize: 3 },
		);
		const results = await save(rows(4), carrier, { stopAtRefusal: true });
		expect(results[3]).toMatchObject({ error: { message: /REQUIRED_FIELD_MISSING/ } });
	});
});

describe('the refusal of a row', () => {
	const entry = (errorCode: string) => ({ errorCode, message: `${errorCode}!`, fields: [] });
	const rolledBack = entry('ALL_OR_NONE_OPERATION_ROLLED_BACK');

	it('is the fault of its own, if it says besides that the call was rolled back', () => {
		for (const entries of [
			[entry('REQUIRED_FIELD_MISSING'), rolledBack],
			[rolledBack, entry('REQUIRED_FIELD_MISSING')],
		]) {
			expect(toRefusal(entries)).toMatchObject({
				errorCode: 'REQUIRED_FIELD_MISSING',
				message: 'REQUIRED_FIELD_MISSING!',
			});
		}
		expect(toRefusal([rolledBack])).toMatchObject({ errorCode: rolledBack.errorCode });
	});
});

describe('rows that can not be sent', () => {
	const check = ({ fields }: RecordInput) => {
		if (fields.n === 1) throw new InvalidInputError('The value can not be written');
	};

	it('are refused alone', async () => {
		const { carrier, calls } = answering(ok, { check });
		expect(codes(await save(rows(3), carrier))).toEqual(['id-0', 'INVALID_INPUT', 'id-2']);
		expect(calls).toEqual([[0, 2]]);
	});

	it('end a run that is to stop before anything is sent', async () => {
		const { carrier, calls } = answering(ok, { check });
		const results = await save(rows(3), carrier, { stopAtRefusal: true });
		expect(codes(results)).toEqual(['NOT_SENT', 'INVALID_INPUT', 'NOT_SENT']);
		expect(calls).toEqual([]);
	});
});

describe('cutByBytes', () => {
	it('keeps each call below the bound, in order, and a row above it by itself', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string({ maxLength: 200, unit: 'grapheme' }), { minLength: 1, maxLength: 60 }),
				fc.integer({ min: 30, max: 2_000 }),
				(texts, maxBytes) => {
					const input = texts.map((text) => ({ object: 'A', fields: { text } }));
					const calls = cutByBytes([input.map((_, n) => n)], input, maxBytes);
					expect(calls.flat()).toEqual(input.map((_, n) => n));
					for (const call of calls) {
						const bytes = call.reduce(
							(sum, n) => sum + Buffer.byteLength(JSON.stringify(input[n]!.fields)),
							0,
						);
						expect(call.length === 1 || bytes <= maxBytes).toBe(true);
					}
				},
			),
		);
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
		const by = carrier(
			async (sent) => {
				const keys = sent.map(({ fields }) => fields.key);
				for (const key of keys) expect(running.has(key)).toBe(false);
				keys.forEach((key) => running.add(key));
				await Promise.resolve();
				await Promise.resolve();
				keys.forEach((key) => running.delete(key));
				return { results: sent.map(ok) };
			},
			{ batchSize: 2 },
		);
		const input = Array.from({ length: 60 }, (_, n) => ({
			object: 'A',
			fields: { n, key: `${n % 7}` },
		}));
		const results = await save(input, by, { concurrency: 5 });
		expect(results.map((result) => result.success && result.id)).toEqual(
			input.map((_, n) => `id-${n}`),
		);
	});
});
