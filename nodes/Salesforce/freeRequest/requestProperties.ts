import type { INodeProperties } from 'n8n-workflow';
import { inputDataField, outputDataField } from '../options/dataFields';

const pairs = (displayName: string, name: string, entry: string): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${entry}`,
	default: {},
	options: [
		{
			displayName: entry,
			name: 'values',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
});

const hasBody = { method: ['POST', 'PATCH', 'PUT', 'DELETE'] };

/** The properties of a request around its path, which each resource describes in its own words. */
export const requestProperties = (path: INodeProperties): INodeProperties[] => [
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'].map((name) => ({
			name,
			value: name,
		})),
		default: 'GET',
	},
	path,
	pairs('Query Parameters', 'queryParameters', 'Query Parameter'),
	{
		displayName: 'Body Type',
		name: 'bodyType',
		type: 'options',
		options: [
			{ name: 'File', value: 'file', description: 'A file of the item, sent as it is' },
			{ name: 'JSON', value: 'json' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		displayOptions: { show: hasBody },
	},
	{
		displayName: 'Body',
		name: 'body',
		type: 'json',
		default: '{}',
		description: 'The JSON to send',
		displayOptions: { show: { ...hasBody, bodyType: ['json'] } },
	},
	{ ...inputDataField, displayOptions: { show: { ...hasBody, bodyType: ['file'] } } },
];

export const requestOptions: INodeProperties[] = [
	{
		displayName: 'Full Response',
		name: 'fullResponse',
		type: 'boolean',
		default: false,
		description:
			'Whether to return one item with the status code, the headers and the body of the answer',
	},
	pairs('Headers', 'headers', 'Header'),
	{
		...outputDataField,
		required: false,
		description: 'The name of the output field for a file',
	},
	{
		displayName: 'Response Format',
		name: 'responseFormat',
		type: 'options',
		options: [
			{ name: 'File', value: 'file', description: 'As binary data, whatever it is' },
			{ name: 'JSON', value: 'json', description: 'An item for each entry of a list' },
		],
		default: 'json',
	},
];
