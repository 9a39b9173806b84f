import type { INodeProperties } from 'n8n-workflow';
import { InvalidInputError } from '../../../../rest';
import { fieldsProperty } from '../../fields/fieldsProperty';
import type { BatchOperation, BatchRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { saveItems } from '../../items/saveItems';
import { batchOptionsFor } from '../../options/saveOptions';

const event: INodeProperties = {
	displayName: 'Platform Event',
	name: 'event',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The platform event to publish',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a platform event…',
			typeOptions: { searchListMethod: 'searchEvents', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Order_Shipped__e',
			hint: 'The API name, as Setup > Platform Events shows it',
		},
	],
};

const fields: INodeProperties = {
	...fieldsProperty('add'),
	displayOptions: { hide: { event: [''] } },
	typeOptions: {
		loadOptionsDependsOn: ['event.value', 'authentication'],
		resourceMapper: {
			resourceMapperMethod: 'getEventFields',
			mode: 'add',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: true,
			supportAutoMap: true,
		},
	},
};

function readEvent({ parameters }: BatchRun, item: number): string {
	const name = parameters.getLocator('event', item);
	if (name !== '') return name;
	throw new InvalidInputError(
		"The parameter 'Platform Event' is empty",
		'Pick an event, or give its API name',
	);
}

export const publish: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'event', done: 'published' },
	name: 'Publish',
	value: 'publish',
	action: 'Publish platform event',
	description:
		'Publish a platform event from each item, 200 in one API call. Success means that Salesforce has queued it.',
	properties: [
		event,
		fields,
		optionsProperty(batchOptionsFor('Event', 'but the order of events may change')),
	],
	execute: (run) => saveItems(run, 'insert', readEvent),
};
