import { anything, flag, list, listFor, object, optional, type Shape, text } from '../call/shape';
import { InvalidResponseError } from '../errors';
import { path } from '../path';
import { readErrorEntry } from '../call/errorAnswer';
import type { Client, OrgRequest } from '../types';
import type { Carrier, CarrierAnswer, RecordInput } from './carrier';
import { cutByBytes } from './cutByBytes';
import { keyOf } from './keyOf';
import { planRounds } from './planBatches';
import { type RowResult, toRefusal } from './rowResult';
import { separateRows } from './separateRows';

/** The most records that one call saves or deletes. */
export const MAX_COLLECTION = 200;
/** The most runs of one object type in a call. */
const MAX_TYPE_RUNS = 10;

export interface CollectionOptions {
	/** Whether one refused record undoes the whole call. @default false */
	allOrNone?: boolean;
	/** Rows a call, 1 to 200. @default 200 */
	batchSize?: number;
	headers?: Record<string, string>;
}

interface RawResult {
	id?: string | null;
	success: boolean;
	/** Not empty for a published event, which still is a success. */
	errors?: unknown[] | null;
	created?: boolean | null;
}

const rawResult = object<RawResult>({
	id: optional(text),
	success: flag,
	errors: optional(list(anything)),
	created: optional(flag),
});

/** One result for each row: fewer, more, or a success without an id tell nothing of any row. */
const resultsFor =
	(rows: number): Shape<RawResult[]> =>
	(value, place) => {
		const results = listFor(rows, 'records', rawResult)(value, place);
		if (results.some(({ success, id }) => success && !id)) {
			throw new InvalidResponseError('a saved record that has no id');
		}
		return results;
	};

const toResult = ({ success, id, errors, created }: RawResult, isCreate: boolean): RowResult =>
	success
		? { success: true, id: id ?? '', created: created ?? isCreate }
		: { success: false, error: toRefusal((errors ?? []).map((entry) => readErrorEntry(entry))) };

/**
 * Sends a collection and reads one result for each of its rows.
 *
 * @param isCreate whether the record is new if a result doesn't say so
 * @throws what the client throws
 */
export async function readResults(
	client: Client,
	request: Omit<OrgRequest, 'shape'>,
	{ rows, isCreate }: { rows: number; isCreate: boolean },
): Promise<CarrierAnswer> {
	const { body, mayHaveRunBefore } = await client.request({ ...request, shape: resultsFor(rows) });
	const results = body.map((raw) => toResult(raw, isCreate));
	return mayHaveRunBefore ? { results, isDoubtful: true } : { results };
}

interface Collection {
	request: (rows: RecordInput[]) => Omit<OrgRequest, 'shape' | 'headers' | 'effect'>;
	effect: 'create' | 'repeatable write';
	/** Types of object that one call may hold. @default 10 */
	maxTypes?: number;
	/** The field that names a row's record: rows of one record go in calls one after the other. */
	keyField?: string;
	isCreate?: boolean;
	afterDoubt?: Carrier['afterDoubt'];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
function carryBy(client: Client, collection: Collection, options: CollectionOptions): Carrier {
	const { request, effect, maxTypes = MAX_TYPE_RUNS, keyField, isCreate = false } = collection;
	const { afterDoubt } = collection;
	const { batchSize = MAX_COLLECTION, allOrNone = false, headers = {} } = options;
	return {
		isAllOrNone: allOrNone,
		mustNotRepeat: effect === 'create',
		plan: (rows) => {
			const types = rows.map((row) => row.object);
			const keys = rows.map((row) => (keyField === undefined ? undefined : keyOf(row, keyField)));
			const rounds = planRounds(types, keys, batchSize, maxTypes);
			return rounds.map((calls) => cutByBytes(calls, rows));
		},
		send: (rows) => {
			const asked = { ...request(rows), headers, effect };
			return readResults(client, asked, { rows: rows.length, isCreate });
		},
		split: separateRows,
		...(afterDoubt && { afterDoubt }),
	};
}

const toBody = (rows: RecordInput[], { allOrNone = false }: CollectionOptions) => ({
	allOrNone,
	records: rows.map(({ object: type, fields }) => ({ attributes: { type }, ...fields })),
});

/** Creates records of up to ten objects, 200 per call. */
export const createByCollections = (client: Client, options: CollectionOptions = {}): Carrier =>
	carryBy(
		client,
		{
			effect: 'create',
			isCreate: true,
			request: (rows) => ({
				method: 'POST',
				path: 'composite/sobjects',
				body: toBody(rows, options),
			}),
		},
		options,
	);

/** Updates records, 200 per call; each row holds its `Id`. */
export const updateByCollections = (client: Client, options: CollectionOptions = {}): Carrier =>
	carryBy(
		client,
		{
			effect: 'repeatable write',
			keyField: 'Id',
			request: (rows) => ({
				method: 'PATCH',
				path: 'composite/sobjects',
				body: toBody(rows, options),
			}),
		},
		options,
	);

/**
 * Updates or creates records of one object, 200 per call; each row holds its external ID.
 *
 * @param externalIdField any field that identifies a record, or `Id`
 */
export const upsertByCollections = (
	client: Client,
	externalIdField: string,
	options: CollectionOptions = {},
): Carrier =>
	carryBy(
		client,
		{
			// By Id, a record without one is created: sent twice, created twice.
			effect: externalIdField.toLowerCase() === 'id' ? 'create' : 'repeatable write',
			maxTypes: 1,
			keyField: externalIdField,
			request: (rows) => ({
				method: 'PATCH',
				path: path`composite/sobjects/${rows[0]!.object}/${externalIdField}`,
				body: toBody(rows, options),
			}),
			// The try without an answer may have created what this one has found.
			afterDoubt: (result) =>
				result.success && !result.created ? { ...result, created: null } : result,
		},
		options,
	);

/** Moves records into the recycle bin, 200 per call; each row holds its `Id`. */
export const deleteByCollections = (client: Client, options: CollectionOptions = {}): Carrier =>
	carryBy(
		client,
		{
			effect: 'repeatable write',
			keyField: 'Id',
			request: (rows) => ({
				method: 'DELETE',
				path: 'composite/sobjects',
				query: {
					ids: rows.map(({ fields }) => String(fields.Id)).join(','),
					allOrNone: options.allOrNone ?? false,
				},
			}),
			// The try without an answer has deleted it: that is what was asked for.
			afterDoubt: (result, { fields }) =>
				!result.success && result.error.errorCode === 'ENTITY_IS_DELETED'
					? { success: true, id: String(fields.Id), created: false }
					: result,
		},
		options,
	);
