import type { INodeProperties } from 'n8n-workflow';

/** The field in which an item has its file. */
export const inputDataField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'inputDataFieldName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the input field that holds the file',
};

/** The field in which an item gets its file. */
export const outputDataField: INodeProperties = {
	displayName: 'Output Data Field Name',
	name: 'outputDataFieldName',
	type: 'string',
	default: 'data',
	required: true,
	description: 'The name of the output field to put the file into',
};
