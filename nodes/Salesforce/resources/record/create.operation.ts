import { fieldsProperty } from '../../fields/fieldsProperty';
import { objectLocator } from '../../../shared/objectLocator';
import type { BatchOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { saveItems } from '../../items/saveItems';
import { bulkOption, writeOptions } from '../../options/saveOptions';

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
