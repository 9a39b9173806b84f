import { fieldsProperty } from '../../shared/fieldsProperty';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { saveItems } from '../../shared/saveItems';
import { bulkOption, writeOptions } from '../../shared/saveOptions';

export const create: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'saved' },
	name: 'Create',
	value: 'create',
	action: 'Create record',
	description: 'Create a record of any object from each item, 200 in one API call',
	properties: [
		objectLocator,
		fieldsProperty('add'),
		optionsProperty([...writeOptions, bulkOption]),
	],
	execute: (run) => saveItems(run, 'insert'),
};
