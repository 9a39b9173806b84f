/** A field of an action's layout. */
export interface QuickActionField {
	name: string;
	required?: true;
	/** The value that the action's form begins with. */
	predefined?: string;
}

/** What a person finds as a button on a record's page, or everywhere. */
export interface QuickAction {
	name: string;
	label: string;
	type: 'Create' | 'Update' | 'LogACall';
	/** Where it belongs; left out: everywhere (a global action). */
	object?: string;
	/** What is created or updated. */
	target: string;
	fields: readonly QuickActionField[];
	/** The field of a created record that takes the record the action was run on. */
	parentField?: string;
}

/** The sample actions of an org. */
export const quickActions: readonly QuickAction[] = [
	{
		name: 'LogACall',
		label: 'Log a Call',
		type: 'LogACall',
		target: 'Task',
		parentField: 'WhatId',
		fields: [
			{ name: 'Subject', predefined: 'Call' },
			{ name: 'Description' },
			{ name: 'WhoId' },
			{ name: 'WhatId' },
		],
	},
	{
		name: 'NewLead',
		label: 'New Lead',
		type: 'Create',
		target: 'Lead',
		fields: [
			{ name: 'LastName', required: true },
			{ name: 'Company', required: true },
			{ name: 'Email' },
		],
	},
	{
		name: 'New_Contact',
		label: 'New Contact',
		type: 'Create',
		object: 'Account',
		target: 'Contact',
		parentField: 'AccountId',
		fields: [{ name: 'LastName', required: true }, { name: 'FirstName' }, { name: 'Email' }],
	},
	{
		name: 'Close_Case',
		label: 'Close Case',
		type: 'Update',
		object: 'Case',
		target: 'Case',
		fields: [{ name: 'Status', required: true, predefined: 'Closed' }, { name: 'Description' }],
	},
];
