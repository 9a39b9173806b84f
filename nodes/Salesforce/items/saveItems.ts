import {
	type Carrier,
	carryByBulkJobs,
	createByCollections,
	deleteByCollections,
	findRecordIds,
	InvalidInputError,
	MAX_COLLECTION,
	type RecordInput,
	type SalesforceRecord,
	saveRows,
	updateByCollections,
	upsertByCollections,
} from '../../../rest';
import { createDescriber } from './createDescriber';
import { findChanges } from './findChanges';
import { groupBy } from './groupBy';
import { createJobLog } from './createJobLog';
import { nameField } from '../fields/nameField';
import type { BatchRun, OutputRow, RowOutcome } from '../operation';
import { createFieldsReader } from '../fields/readFields';
import { readItems } from './readItems';
import { readChangeOptions } from '../options/changeOptions';
import {
	isBulk,
	readAssignmentRuleId,
	readCollectionOptions,
	readSaveOptions,
} from '../options/saveOptions';

/** What is done to the records. */
type Save =
	| { operation: 'insert' | 'update' | 'delete' }
	| { operation: 'upsert'; externalIdFieldName: string };

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

function carryByCollections(run: BatchRun, save: Save): Carrier {
	const options = readCollectionOptions(run);
	switch (save.operation) {
		case 'insert':
			return createByCollections(run.client, options);
		case 'update':
			return updateByCollections(run.client, options);
		case 'delete':
			return deleteByCollections(run.client, options);
		case 'upsert':
			return upsertByCollections(run.client, save.externalIdFieldName, options);
	}
}

function carryInBulk(run: BatchRun, save: Save): Carrier {
	const assignmentRuleId = readAssignmentRuleId(run);
	return carryByBulkJobs(
		run.client,
		{ ...save, ...(assignmentRuleId !== undefined && { assignmentRuleId }) },
		{
			log: createJobLog(run),
			onDone: (jobIds, rows) => run.hint(`${rows} records in bulk job ${jobIds.join(', ')}`),
		},
	);
}

/** Sends records and tells each item's outcome. */
export async function saveRecords(
	run: BatchRun,
	records: ItemRecord[],
	save: Save,
	toRow: (saved: { id: string; created: boolean | null }, item: number) => OutputRow = ({
		id,
		created,
	}) => ({ json: { id, success: true, created } }),
): Promise<RowOutcome[]> {
	const carrier = isBulk(run, records.length)
		? carryInBulk(run, save)
		: carryByCollections(run, save);
	const results = await saveRows(run.client, records, carrier, readSaveOptions(run));
	return results.map((result, n) => {
		const { item, fields } = records[n]!;
		if (result.success) return { item, ...toRow(result, item) };
		return { item, error: nameField(result.error, fields) };
	});
}

/** Update by another field than the Id: the records are looked up first, many in one query. */
async function findIds(
	run: BatchRun,
	records: ItemRecord[],
	field: string,
): Promise<{ found: ItemRecord[]; missing: RowOutcome[] }> {
	const found: ItemRecord[] = [];
	const missing: RowOutcome[] = [];
	for (const group of groupBy(records, ({ object }) => object.toLowerCase())) {
		const { object } = group[0]!;
		const { fields } = await createDescriber(run.client)(object);
		const name = field.toLowerCase();
		const described = fields.find((candidate) => candidate.name.toLowerCase() === name);
		const valueOf = (record: SalesforceRecord) =>
			Object.entries(record).find(([key]) => key.toLowerCase() === name)?.[1];
		const values = group.map((record) => valueOf(record.fields));
		const key = described ?? { name: field, type: 'string' };
		const ids = await findRecordIds(run.client, object, key, values);
		group.forEach((record, n) => {
			const id = ids[n]!;
			if (typeof id !== 'string') missing.push({ item: record.item, error: id });
			else found.push({ ...record, fields: { ...without(record.fields, name), Id: id } });
		});
	}
	return { found: found.toSorted((a, b) => a.item - b.item), missing };
}

const without = (record: SalesforceRecord, name: string): SalesforceRecord =>
	Object.fromEntries(Object.entries(record).filter(([key]) => key.toLowerCase() !== name));

function readSave(operation: Save['operation'], [matchingField]: string[]): Save {
	if (operation !== 'upsert') return { operation };
	if (matchingField !== undefined && matchingField !== '') {
		return { operation, externalIdFieldName: matchingField };
	}
	throw new InvalidInputError(
		"No 'External ID Field' is chosen, so no record can be found",
		"Choose it under 'Fields'; Create needs none",
	);
}

/** The field that finds the record, if the operation needs one. */
function checkKey({ fields }: RecordInput, save: Save, matchOn = 'Id'): void {
	if (save.operation === 'insert') return;
	const key = save.operation === 'upsert' ? save.externalIdFieldName : matchOn;
	// With Id as the key, a record without an Id is created: this is Salesforce's own rule.
	if (save.operation === 'upsert' && key.toLowerCase() === 'id') return;
	const name = Object.keys(fields).find((field) => field.toLowerCase() === key.toLowerCase());
	if (name !== undefined && fields[name] !== null) return;
	if (save.operation === 'upsert' || key.toLowerCase() !== 'id') {
		throw new InvalidInputError(
			`The item has no value for '${key}', the field that records are matched on`,
			'Give it a value, or leave the item out with a Filter node',
		);
	}
	throw new InvalidInputError(
		"The item has no 'Id', so there is no record to update",
		"Map 'Id', or use Create or Update with an external ID",
	);
}

/**
 * Create, update, upsert and publish: makes a record of each item, sends 200 per call, and returns each item's
 * outcome.
 *
 * @param objectOf the object of the item's record
 */
export async function saveItems(
	run: BatchRun,
	operation: Save['operation'],
	objectOf: (run: BatchRun, item: number) => string = readObject,
): Promise<RowOutcome[]> {
	const fields = createFieldsReader(run);
	const save = readSave(operation, fields.matchingFields);
	const [matchOn = 'Id'] = fields.matchingFields;
	const describe = createDescriber(run.client);
	const { values, refused } = await readItems(run, async (item) => {
		const object = objectOf(run, item);
		const described = await fields.describe(item, object, describe);
		const record = { item, object, fields: fields.read(item, described) };
		checkKey(record, save, matchOn);
		return record;
	});
	if (save.operation !== 'update' || matchOn.toLowerCase() === 'id') {
		return [...refused, ...(await saveChanges(run, values, save))];
	}
	const { found, missing } = await findIds(run, values, matchOn);
	return [...refused, ...missing, ...(await saveChanges(run, found, save))];
}

/** Sends all records, or only what of them differs from what is there. */
async function saveChanges(
	run: BatchRun,
	records: ItemRecord[],
	save: Save,
): Promise<RowOutcome[]> {
	const options = readChangeOptions(run);
	const isWanted = options.skipUnchanged || options.returnPrevious;
	if (!isWanted || save.operation === 'insert' || records.length === 0) {
		return saveRecords(run, records, save);
	}
	const keyField = save.operation === 'upsert' ? save.externalIdFieldName : 'Id';
	const { batchSize = MAX_COLLECTION } = readCollectionOptions(run);
	const callsFor = (rows: number) =>
		isBulk(run, rows) ? 'a bulk job' : String(Math.ceil(rows / batchSize));
	const changes = await findChanges(run, records, keyField, options, callsFor);
	const saved = await saveRecords(run, changes.records, save, ({ id, created }, item) => ({
		json: { id, success: true, created, ...changes.tellOf(item) },
	}));
	return [...changes.unchanged, ...saved];
}
