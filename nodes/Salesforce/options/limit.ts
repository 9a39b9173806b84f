import type { INodeProperties } from 'n8n-workflow';
import { InvalidInputError } from '../../../rest';
import type { ItemRun } from '../operation';

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

/**
 * How many rows the item wants at most.
 *
 * @throws InvalidInputError if an expression gave no such number
 */
export function readLimit({ parameters, itemIndex }: ItemRun): number {
	if (parameters.get('returnAll', itemIndex, false)) return Infinity;
	const written = parameters.getValue('limit', itemIndex) ?? 50;
	const limit = typeof written === 'string' && written.trim() !== '' ? Number(written) : written;
	if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 1) return limit;
	throw new InvalidInputError(
		`'Limit' must be a whole number of at least 1, not ${JSON.stringify(written)}`,
		"Or switch 'Return All' on",
	);
}
