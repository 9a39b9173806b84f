import type { INodeProperties } from 'n8n-workflow';
import { parseRecordId, type RecordInput } from '../../../rest';
import type { BatchRun } from '../operation';

/** One record by id or by the URL of its page. */
export const recordIdLocator: INodeProperties = {
	displayName: 'Record',
	name: 'recordId',
	type: 'resourceLocator',
	default: { mode: 'id', value: '' },
	required: true,
	description: 'The record, by its ID or by the URL of its page in Salesforce',
	modes: [
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 001xx000003DGb2AAG',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder:
				'e.g. https://acme.lightning.force.com/lightning/r/Account/001xx000003DGb2AAG/view',
		},
	],
};

/** The field that `recordId` holds a value of; empty where it holds an id. */
export const externalIdOption: INodeProperties = {
	displayName: 'External ID Field Name or ID',
	name: 'externalIdField',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getExternalIdFields', loadOptionsDependsOn: ['object.value'] },
	default: '',
	description:
		'Field whose value \'Record\' holds, to find records by a key of another system. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** How an item names its record. */
export type RecordKey =
	| { item: number; object: string; id: string }
	| { item: number; object: string; field: string; value: string };

export function readRecordKey(
	{ parameters }: BatchRun,
	item: number,
	object: RecordInput['object'],
): RecordKey {
	const value = parameters.getLocator('recordId', item);
	const field = parameters.get<string>('options.externalIdField', item, '');
	if (field !== '' && field !== 'Id') return { item, object, field, value };
	return { item, object, id: parseRecordId(value) };
}
