import { getRecordByExternalId } from '../../../../rest';
import { objectLocator } from '../../../shared/objectLocator';
import type { BatchOperation, BatchRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { readItems } from '../../items/readItems';
import { readRecordKey, recordProperties } from '../../locators/recordIdLocator';
import { readObject, saveRecords } from '../../items/saveItems';
import { batchOptions, bulkOption } from '../../options/saveOptions';

/** Collections delete by id only; an external ID is looked up first. */
async function readRecord(run: BatchRun, item: number) {
	const key = readRecordKey(run, item, readObject(run, item));
	const { object } = key;
	if ('id' in key) return { item, object, fields: { Id: key.id } };
	const { Id } = await getRecordByExternalId(run.client, object, key.field, key.value, ['Id']);
	return { item, object, fields: { Id } };
}

export const deleteRecord: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'deleted' },
	name: 'Delete',
	value: 'delete',
	action: 'Delete record',
	description: 'Move records into the recycle bin, by ID, URL or external ID, 200 in one API call',
	properties: [objectLocator, ...recordProperties, optionsProperty([...batchOptions, bulkOption])],
	async execute(run) {
		const { values, refused } = await readItems(run, (item) => readRecord(run, item));
		const toRow = ({ id }: { id: string }) => ({ json: { id, deleted: true } });
		return [...refused, ...(await saveRecords(run, values, { operation: 'delete' }, toRow))];
	},
};
