import type { INodeProperties } from 'n8n-workflow';
import { listWorkItems } from '../../../../rest';
import { limitProperties, readLimit } from '../../options/limit';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { readIds } from './sendRequests';

const options: INodeProperties[] = [
	{
		displayName: 'Approver ID',
		name: 'actorId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 005xx000001SwiUAAS',
		description: 'Only approvals that wait for this user or queue',
	},
	{
		displayName: 'Object',
		name: 'object',
		type: 'string',
		default: '',
		placeholder: 'e.g. Opportunity or Invoice__c',
		description: 'Only records of this object, by its API name',
	},
];

export const getAll: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many pending approvals',
	description:
		'List the pending approvals, oldest first: each work item with its record, process and approver',
	properties: [...limitProperties, optionsProperty(options)],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const written = parameters.get<string>('options.actorId', itemIndex, '');
		const [actorId] = readIds(written, 'Approver ID');
		const object = parameters.get<string>('options.object', itemIndex, '').trim();
		const found = await listWorkItems(client, {
			...(actorId !== undefined && { actorId }),
			...(object !== '' && { object }),
			limit: readLimit(run),
		});
		return found.map((item) => ({ json: { ...item } }));
	},
};
