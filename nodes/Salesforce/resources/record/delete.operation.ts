import { deleteCall, getRecordByExternalId } from '../../../../rest';
import { earlierTry } from '../../shared/earlierTry';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation, BatchRun } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { readItems } from '../../shared/readItems';
import { externalIdOption, readRecordKey, recordIdLocator } from '../../shared/recordIdLocator';
import { bulkOption } from '../../shared/saveInBulk';
import { readObject, saveRecordsOfItems } from '../../shared/saveItems';
import { batchOptions } from '../../shared/saveOptions';

/** Collections delete by id only; an external id is looked up first. */
async function readRecord(run: BatchRun, item: number) {
	const key = readRecordKey(run, item, readObject(run, item));
	const { object } = key;
	const before = earlierTry(run.context, item).result;
	if (before?.success) return { item, object, fields: { Id: before.id } };
	if ('id' in key) return { item, object, fields: { Id: key.id } };
	const { Id } = await getRecordByExternalId(run.client, object, key.field, key.value, ['Id']);
	return { item, object, fields: { Id } };
}

export const deleteRecord: BatchOperation = {
	kind: 'batch',
	name: 'Delete',
	value: 'delete',
	action: 'Delete record',
	description: 'Move records into the recycle bin, by ID, URL or external ID, 200 in one API call',
	properties: [
		objectLocator,
		recordIdLocator,
		optionsProperty([externalIdOption, ...batchOptions, bulkOption]),
	],
	async execute(run) {
		const { values, refused } = await readItems(run, (item) => readRecord(run, item));
		const outcomes = await saveRecordsOfItems(run, values, deleteCall(run.client), ({ id }) => ({
			json: { id, deleted: true },
		}));
		return [...refused, ...outcomes];
	},
};
