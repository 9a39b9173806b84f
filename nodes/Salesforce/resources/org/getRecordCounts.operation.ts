import type { INodeProperties } from 'n8n-workflow';
import { checkIdentifier, getRecordCounts as countRecords } from '../../../../rest';
import { readList } from '../../../shared/readList';
import type { ItemOperation, ItemRun } from '../../operation';
import { optionsProperty } from '../../options/options';

const objects: INodeProperties = {
	displayName: 'Object Names or IDs',
	name: 'objects',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getCountableObjects' },
	default: [],
	description:
		'The objects to count the records of; empty for all that Salesforce counts. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

function readNames({ parameters, itemIndex }: ItemRun): string[] {
	const given = [readList(parameters.get<unknown>('objects', itemIndex, ''))].flat();
	return given
		.map(String)
		.filter((name) => name.trim() !== '')
		.map(checkIdentifier);
}

export const getRecordCounts: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Record Counts',
	value: 'getRecordCounts',
	action: 'Get record counts of org',
	description:
		'Count the records of many objects with one API call, approximately and without reading them; one item for each object',
	properties: [objects, optionsProperty()],
	async execute(run) {
		const counts = await countRecords(run.client, readNames(run));
		return counts.map((count) => ({ json: { ...count } }));
	},
};
