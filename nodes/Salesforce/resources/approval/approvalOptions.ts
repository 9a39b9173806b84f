import type { INodeProperties } from 'n8n-workflow';

export const commentsOption: INodeProperties = {
	displayName: 'Comments',
	name: 'comments',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Discount as agreed with the customer',
	description: "What the record's Approval History shows beside this step",
};

export const nextApproversOption: INodeProperties = {
	displayName: 'Next Approver IDs',
	name: 'nextApproverIds',
	type: 'string',
	default: '',
	placeholder: 'e.g. 005xx000001SwiUAAS',
	description:
		'IDs of the users that the next step waits for, where the process lets them be chosen: a list, or text with commas',
};
