import { fieldsProperty } from '../../shared/fieldsProperty';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { saveItems } from '../../shared/saveItems';
import { bulkOption, writeOptions } from '../../shared/saveOptions';

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
		optionsProperty([...writeOptions, bulkOption]),
	],
	execute: (run) => saveItems(run, 'upsert'),
};
