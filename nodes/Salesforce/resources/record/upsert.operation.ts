import { InvalidInputError, type RecordInput, upsertCall } from '../../../../rest';
import { fieldsProperty } from '../../shared/fieldsProperty';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import type { FieldsReader } from '../../shared/readFields';
import { bulkOption } from '../../shared/saveInBulk';
import { saveItems } from '../../shared/saveItems';
import { writeOptions } from '../../shared/saveOptions';

function externalIdField({ matchingFields }: FieldsReader): string {
	const [field] = matchingFields;
	if (field !== undefined && field !== '') return field;
	throw new InvalidInputError(
		"No 'External ID Field' is chosen, so no record can be found",
		"Choose it under 'Fields'; Create needs none",
	);
}

function checkExternalId(record: RecordInput, reader: FieldsReader): void {
	const field = externalIdField(reader);
	// By Id, a record without one is created: Salesforce's own rule.
	if (field.toLowerCase() === 'id') return;
	const name = Object.keys(record.fields).find((key) => key.toLowerCase() === field.toLowerCase());
	if (name !== undefined && record.fields[name] !== null) return;
	throw new InvalidInputError(
		`The item has no value for '${field}', the field that records are matched on`,
		'Give it a value, or leave the item out with a Filter node',
	);
}

export const upsert: BatchOperation = {
	kind: 'batch',
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update record',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	properties: [
		objectLocator,
		fieldsProperty('upsert'),
		optionsProperty([...writeOptions, bulkOption]),
	],
	execute: (run) =>
		saveItems(run, (fields) => upsertCall(run.client, externalIdField(fields)), checkExternalId),
};
