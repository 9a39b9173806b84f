import { fieldsProperty } from '../../shared/fieldsProperty';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { saveItems } from '../../shared/saveItems';
import { bulkOption, writeOptions } from '../../shared/saveOptions';

export const update: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'saved' },
	name: 'Update',
	value: 'update',
	action: 'Update record',
	description:
		'Change fields of existing records by their ID, 200 in one API call; other fields stay',
	properties: [
		objectLocator,
		fieldsProperty('update'),
		optionsProperty([...writeOptions, bulkOption]),
	],
	execute: (run) => saveItems(run, 'update'),
};
