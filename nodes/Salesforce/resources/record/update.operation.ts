import { fieldsProperty } from '../../fields/fieldsProperty';
import { objectLocator } from '../../../shared/objectLocator';
import type { BatchOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { changeOptions } from '../../options/changeOptions';
import { saveItems } from '../../items/saveItems';
import { bulkOption, writeOptions } from '../../options/saveOptions';

export const update: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'saved' },
	name: 'Update',
	value: 'update',
	action: 'Update record',
	description:
		'Change fields of existing records, found by ID, URL or external ID, 200 in one API call; other fields stay',
	properties: [
		objectLocator,
		fieldsProperty('update'),
		optionsProperty([...writeOptions, ...changeOptions, bulkOption]),
	],
	execute: (run) => saveItems(run, 'update'),
};
