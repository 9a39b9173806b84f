import type { INodeProperties } from 'n8n-workflow';

export const queryOptions: INodeProperties[] = [
	{
		displayName: 'Records per Page',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 200, maxValue: 2000 },
		default: 2000,
		description:
			'How many records to get with one API call, 200 to 2,000. Salesforce may choose another number.',
	},
	{
		displayName: 'Include Deleted Records',
		name: 'includeDeleted',
		type: 'boolean',
		default: false,
		description: 'Whether to return records in the recycle bin and archived ones as well',
	},
	{
		displayName: 'Show Whole Query',
		name: 'showQuery',
		type: 'boolean',
		default: false,
		description:
			'Whether to show the whole SOQL that was sent in the output panel, instead of only its beginning',
	},
];
