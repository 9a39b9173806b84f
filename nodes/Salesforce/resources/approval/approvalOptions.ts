import type { INodeProperties } from 'n8n-workflow';

export const commentsOption: INodeProperties = {
	displayName: 'Comments',
	name: 'comments',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Discount as agreed with the customer',
	description: "The text that the record's Approval History shows with this step",
};

export const nextApproversOption: INodeProperties = {
	displayName: 'Next Approver IDs',
	name: 'nextApproverIds',
	type: 'string',
	default: '',
	placeholder: 'e.g. 005xx000001SwiUAAS',
	description:
		'IDs of the users that the next step waits for, if the process allows you to choose them: a list, or text separated by commas',
};
