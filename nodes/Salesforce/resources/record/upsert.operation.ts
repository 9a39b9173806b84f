import { fieldsProperty } from '../../fields/fieldsProperty';
import { objectLocator } from '../../../shared/objectLocator';
import type { BatchOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { changeOptions } from '../../options/changeOptions';
import { saveItems } from '../../items/saveItems';
import { bulkOption, writeOptions } from '../../options/saveOptions';

export const upsert: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'saved' },
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update record',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	properties: [
		objectLocator,
		fieldsProperty('upsert'),
		optionsProperty([...writeOptions, ...changeOptions, bulkOption]),
	],
	execute: (run) => saveItems(run, 'upsert'),
};
