import {
	InvalidInputError,
	type RecordInput,
	type RowResult,
	type SaveCall,
	saveRows,
} from '../../../rest';
import { createDescriber } from './createDescriber';
import { earlierTry } from './earlierTry';
import { nameField } from './nameField';
import type { BatchRun, OutputRow, RowOutcome } from './operation';
import { createFieldsReader, type FieldsReader } from './readFields';
import { readItems } from './readItems';
import { isBulk, saveInBulk } from './saveInBulk';
import { readSaveOptions } from './saveOptions';

interface ItemRecord extends RecordInput {
	item: number;
}

/** The object that an item names. */
export function readObject({ parameters }: Pick<BatchRun, 'parameters'>, item: number): string {
	const object = parameters.getLocator('object', item);
	if (object !== '') return object;
	throw new InvalidInputError(
		"The parameter 'Object' is empty",
		'Pick an object, or give its API name',
	);
}

/** Saves the records that no earlier try of this run has saved, or may have. */
async function saveOnce(
	run: BatchRun,
	records: ItemRecord[],
	call: SaveCall,
): Promise<RowResult[]> {
	const tries = records.map(({ item }) => earlierTry(run.context, item));
	const open = records.filter((_, n) => tries[n]!.result === undefined);
	const saved =
		call.bulk && isBulk(run, open.length)
			? await saveInBulk(run, open, call.bulk)
			: await saveRows(open, call, readSaveOptions(run));
	const fresh = saved.values();
	return tries.map((before) => {
		if (before.result !== undefined) return before.result;
		const result = fresh.next().value!;
		if (result.success || result.error.mayBeSaved) before.result = result;
		return result;
	});
}

/** Sends records and tells each item's outcome. */
export async function saveRecordsOfItems(
	run: BatchRun,
	records: ItemRecord[],
	call: SaveCall,
	toRow: (saved: { id: string; created: boolean | null }) => OutputRow = ({ id, created }) => ({
		json: { id, success: true, created },
	}),
): Promise<RowOutcome[]> {
	const results = await saveOnce(run, records, call);
	return results.map((result, n) => {
		const { item, fields } = records[n]!;
		if (result.success) return { item, ...toRow(result) };
		return { item, error: nameField(result.error, fields) };
	});
}

/** Create, update and upsert: item to record, 200 a call, and each item's outcome. */
export async function saveItems(
	run: BatchRun,
	makeCall: (fields: FieldsReader) => SaveCall,
	check: (record: RecordInput, fields: FieldsReader) => void = () => undefined,
	objectOf: (item: number) => string = (item) => readObject(run, item),
): Promise<RowOutcome[]> {
	const fields = createFieldsReader(run);
	const call = makeCall(fields);
	const describe = createDescriber(run.client);
	const { values, refused } = await readItems(run, async (item) => {
		const object = objectOf(item);
		const described = await fields.describe(item, object, describe);
		const record = { item, object, fields: fields.read(item, described) };
		check(record, fields);
		return record;
	});
	return [...refused, ...(await saveRecordsOfItems(run, values, call))];
}
