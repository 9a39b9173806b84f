import type { IDataObject } from 'n8n-workflow';
import {
	isRecordId,
	keyOf,
	type ObjectDescribe,
	readByKey,
	type RecordInput,
	retrieveRecordsById,
	SalesforceApiError,
	type SalesforceRecord,
	toLongId,
} from '../../../rest';
import { Comparer } from '../fields/Comparer';
import type { BatchRun, RowOutcome } from '../operation';
import type { ChangeOptions } from '../options/changeOptions';
import { createDescriber } from './createDescriber';
import { groupBy } from './groupBy';

const lower = (name: string) => name.toLowerCase();

interface ItemRecord extends RecordInput {
	item: number;
}

/** What is sent, and what the output says about it. */
export interface Changes {
	records: ItemRecord[];
	/** The items whose records are as they should be. */
	unchanged: RowOutcome[];
	/** What an item's output says in addition to the outcome. */
	tellOf: (item: number) => IDataObject;
}

const fieldNamed = ({ fields }: RecordInput, name: string): unknown =>
	Object.entries(fields).find(([key]) => lower(key) === lower(name))?.[1];

/** The present records of one object, in the order of the rows; `undefined` for those that can't be read. */
async function readPresent(
	run: BatchRun,
	rows: ItemRecord[],
	keyField: string,
	comparer: Comparer,
	{ name, fields, queryable }: ObjectDescribe,
): Promise<Array<SalesforceRecord | undefined>> {
	const paths = new Map<string, string>();
	for (const row of rows) {
		for (const [field, value] of Object.entries(row.fields)) {
			const path = comparer.readableOf(field, value)?.path;
			if (path !== undefined && lower(path) !== lower(keyField)) paths.set(lower(path), path);
		}
	}
	if (!queryable) return rows.map(() => undefined);
	const wanted = ['Id', ...[...paths.values()].filter((path) => lower(path) !== 'id')];
	const keys = rows.map((row) => fieldNamed(row, keyField));
	if (lower(keyField) !== 'id') {
		const key = fields.find((field) => lower(field.name) === lower(keyField));
		return key ? readByKey(run.client, name, key, keys, wanted) : rows.map(() => undefined);
	}
	const idOf = (key: unknown) =>
		typeof key === 'string' && isRecordId(key.trim()) ? toLongId(key.trim()) : undefined;
	const ids = [...new Set(keys.flatMap((key) => idOf(key) ?? []))];
	const found = ids.length > 0 ? await retrieveRecordsById(run.client, name, ids, wanted) : [];
	const byId = new Map(ids.map((id, n) => [id, found[n]]));
	return keys.map((key) => {
		const record = byId.get(idOf(key) ?? '');
		return record && !('errorCode' in record) ? record : undefined;
	});
}

const count = (n: number) => n.toLocaleString('en-US');

/** Compares the rows of one object with what is there, in their order. */
class Comparison {
	readonly send: ItemRecord[] = [];
	readonly unchanged: RowOutcome[] = [];
	readonly notes = new Map<number, IDataObject>();
	/** Records that an earlier row changes: what was read of them is no longer true. */
	private readonly touched = new Set<string>();

	constructor(
		private readonly comparer: Comparer,
		private readonly keyField: string,
		private readonly options: ChangeOptions,
	) {}

	add(row: ItemRecord, present: SalesforceRecord | undefined): void {
		const { skipUnchanged, sendOnlyChanges, returnPrevious } = this.options;
		const key = keyOf(row, this.keyField);
		const isKnown = present !== undefined && !(key !== undefined && this.touched.has(key));
		const isKey = (name: string) => lower(name) === lower(this.keyField);
		const changedFields = Object.keys(row.fields).filter(
			(name) => !isKey(name) && !(isKnown && this.comparer.isSame(name, row.fields[name], present)),
		);
		const previous = returnPrevious && {
			previous: present ? this.comparer.pick(row.fields, present) : null,
		};
		if (skipUnchanged && isKnown && changedFields.length === 0) {
			const json = { id: String(present.Id), success: true, created: false, changed: false };
			this.unchanged.push({ item: row.item, json: { ...json, ...previous } });
			return;
		}
		if (key !== undefined) this.touched.add(key);
		const isCut = skipUnchanged && sendOnlyChanges && isKnown;
		const kept = Object.entries(row.fields).filter(
			([name]) => !isCut || isKey(name) || changedFields.includes(name),
		);
		this.send.push({ ...row, fields: Object.fromEntries(kept) });
		this.notes.set(row.item, {
			...(skipUnchanged && { changed: true, changedFields }),
			...previous,
		});
	}
}

/**
 * Reads the records that are about to be changed, and leaves out those that already have the values.
 *
 * @param keyField the field that finds the records, e.g. `Id`
 * @param callsFor text for the user: how many calls it takes to send so many records
 */
export async function findChanges(
	run: BatchRun,
	records: ItemRecord[],
	keyField: string,
	options: ChangeOptions,
	callsFor: (rows: number) => string,
): Promise<Changes> {
	const before = run.client.usage.apiCalls;
	const comparisons: Comparison[] = [];
	for (const rows of groupBy(records, ({ object }) => lower(object))) {
		const describe = await createDescriber(run.client)(rows[0]!.object);
		const comparer = new Comparer(describe);
		const presents = await readPresent(run, rows, keyField, comparer, describe).catch(
			(error: unknown) => {
				// If a record can't be read, it is sent: then Salesforce says which row names a field that doesn't exist.
				if (!(error instanceof SalesforceApiError && error.errorCode === 'INVALID_FIELD'))
					throw error;
				return [];
			},
		);
		const comparison = new Comparison(comparer, keyField, options);
		rows.forEach((row, n) => comparison.add(row, presents[n]));
		comparisons.push(comparison);
	}
	const unchanged = comparisons.flatMap((comparison) => comparison.unchanged);
	const send = comparisons.flatMap((comparison) => comparison.send);
	if (options.skipUnchanged) {
		const read = run.client.usage.apiCalls - before;
		run.hint(
			`Skip Unchanged: ${count(unchanged.length)} of ${count(records.length)} records already have these values and were not sent. Reading took ${count(read)} API calls; sending takes ${callsFor(send.length)} instead of ${callsFor(records.length)}.`,
		);
	}
	return {
		records: send.toSorted((a, b) => a.item - b.item),
		unchanged,
		tellOf: (item) =>
			comparisons.map(({ notes }) => notes.get(item)).find((note) => note !== undefined) ?? {},
	};
}
