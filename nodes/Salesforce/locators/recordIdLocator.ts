import type { INodeProperties } from 'n8n-workflow';
import { InvalidInputError, parseRecordId, type RecordInput } from '../../../rest';
import type { BatchRun } from '../operation';

/** One record: picked by its name, or by its ID, the URL of its page, or a key of another system. */
const recordIdLocator: INodeProperties = {
	displayName: 'Record',
	name: 'recordId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The record to work on',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a record…',
			typeOptions: { searchListMethod: 'searchRecords', searchable: true },
		},
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
		{
			displayName: 'By External ID',
			name: 'externalId',
			type: 'string',
			placeholder: 'e.g. C-4711',
			hint: 'The value of the field that you choose below',
		},
	],
};

const modesBut = (...left: string[]) =>
	(recordIdLocator.modes ?? []).filter(({ name }) => !left.includes(name));

/** How a record of a chosen object is named that needs no key of another system. */
export const recordModes = modesBut('externalId');

/** How a record of any object is named. */
export const recordByIdOrUrl = modesBut('externalId', 'list');

const externalIdField: INodeProperties = {
	displayName: 'External ID Field Name or ID',
	name: 'externalIdField',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getExternalIdFields', loadOptionsDependsOn: ['object.value'] },
	default: '',
	required: true,
	description:
		'The field that holds the value. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	displayOptions: { show: { '/recordId.mode': ['externalId'] } },
};

export const recordProperties: INodeProperties[] = [recordIdLocator, externalIdField];

/** How an item names its record. */
export type RecordKey =
	| { item: number; object: string; id: string }
	| { item: number; object: string; field: string; value: string };

/** @throws InvalidInputError for what is neither an ID nor a URL, or an external ID without its field */
export function readRecordKey(
	{ context, parameters }: BatchRun,
	item: number,
	object: RecordInput['object'],
): RecordKey {
	const value = parameters.getLocator('recordId', item);
	const locator = context.getNode().parameters.recordId as { mode?: string } | undefined;
	if (locator?.mode !== 'externalId') return { item, object, id: parseRecordId(value) };
	const field = parameters.get<string>('externalIdField', item, '');
	if (field === '') {
		throw new InvalidInputError("The parameter 'External ID Field' is empty", 'Choose the field');
	}
	if (value === '') throw new InvalidInputError("The parameter 'Record' is empty");
	return { item, object, field, value };
}
