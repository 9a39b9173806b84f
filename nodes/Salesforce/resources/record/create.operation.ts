import { createCall } from '../../../../rest';
import { fieldsProperty } from '../../shared/fieldsProperty';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { bulkOption } from '../../shared/saveInBulk';
import { saveItems } from '../../shared/saveItems';
import { writeOptions } from '../../shared/saveOptions';

export const create: BatchOperation = {
	kind: 'batch',
	name: 'Create',
	value: 'create',
	action: 'Create record',
	description: 'Create a record of any object from each item, 200 in one API call',
	properties: [
		objectLocator,
		fieldsProperty('add'),
		optionsProperty([...writeOptions, bulkOption]),
	],
	execute: (run) => saveItems(run, () => createCall(run.client)),
};
