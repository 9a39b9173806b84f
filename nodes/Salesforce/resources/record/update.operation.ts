import { InvalidInputError, type RecordInput, updateCall } from '../../../../rest';
import { fieldsProperty } from '../../shared/fieldsProperty';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { bulkOption } from '../../shared/saveInBulk';
import { saveItems } from '../../shared/saveItems';
import { writeOptions } from '../../shared/saveOptions';

function checkId({ fields }: RecordInput): void {
	const name = Object.keys(fields).find((key) => key.toLowerCase() === 'id');
	if (name !== undefined && fields[name] !== null) return;
	throw new InvalidInputError(
		"The item has no 'Id', so there is no record to update",
		"Map 'Id', or use Create or Update with an external ID",
	);
}

export const update: BatchOperation = {
	kind: 'batch',
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
	execute: (run) => saveItems(run, () => updateCall(run.client), checkId),
};
