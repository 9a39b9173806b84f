import type { INodeProperties } from 'n8n-workflow';

/** Properties that are shown for one operation only, on top of the conditions they have. */
export const forOperation = (
	resource: string,
	operation: string,
	properties: INodeProperties[],
): INodeProperties[] =>
	properties.map((property) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: { resource: [resource], operation: [operation], ...property.displayOptions?.show },
		},
	}));
