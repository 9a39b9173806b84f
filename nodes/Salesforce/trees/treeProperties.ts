import type { INodeProperties } from 'n8n-workflow';

export const treeProperties: INodeProperties[] = [
	{
		displayName: 'Record and Children',
		name: 'treeSource',
		type: 'options',
		options: [
			{
				name: 'From the Item',
				value: 'item',
				description:
					'The item is the record: its fields, and lists of children under the names of their relationships',
			},
			{
				name: 'From JSON Below',
				value: 'json',
				description: 'Written here, with expressions for the values of the item',
			},
		],
		default: 'item',
		hint: 'Write children under the name of their relationship, such as Contacts. Child Relationships under Options lists the names.',
	},
	{
		displayName: 'JSON',
		name: 'tree',
		type: 'json',
		typeOptions: { rows: 8 },
		default: '{\n  "Name": "Acme",\n  "Contacts": [\n    { "LastName": "Doe" }\n  ]\n}',
		required: true,
		description: 'The record, with its children under the names of their relationships',
		displayOptions: { show: { '/treeSource': ['json'] } },
	},
	{
		displayName: 'External ID Fields',
		name: 'externalIdFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add External ID Field',
		description:
			'Records of these objects are created or updated: if a record already has the value of the field, it is updated. Records of all other objects are created.',
		options: [
			{
				displayName: 'External ID Field',
				name: 'values',
				values: [
					{
						displayName: 'Object Name or ID',
						name: 'object',
						type: 'options',
						typeOptions: {
							loadOptionsMethod: 'getTreeObjects',
							loadOptionsDependsOn: ['object.value'],
						},
						default: '',
						description:
							'The object, or one of its children. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
					},
					{
						displayName: 'Field',
						name: 'field',
						type: 'string',
						default: '',
						placeholder: 'e.g. External_Id__c',
						description: 'The API name of the field, or ID to update existing records',
					},
				],
			},
		],
	},
];

/** Lists the names, because nobody remembers them. */
export const childRelationshipsOption: INodeProperties = {
	displayName: 'Child Relationship Names or IDs',
	name: 'childRelationships',
	type: 'multiOptions',
	typeOptions: {
		loadOptionsMethod: 'getChildRelationships',
		loadOptionsDependsOn: ['object.value'],
	},
	default: [],
	description:
		'The lists of the item that are saved as children; all of them if none is chosen. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};
