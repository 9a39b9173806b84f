import type { INodeProperties } from 'n8n-workflow';
import type { ItemRun } from './operation';

export const limitProperties: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** How many rows the item wants at most. */
export const readLimit = ({ parameters, itemIndex }: ItemRun): number =>
	parameters.get('returnAll', itemIndex, false)
		? Infinity
		: parameters.get<number>('limit', itemIndex, 50);
