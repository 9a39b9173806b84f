import { approvalsOf } from '../approvals/Approvals';
import { type InvocableAction } from './InvocableAction';

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Salesforce's own action "Submit for Approval". */
export const submitForApproval: InvocableAction = {
	kind: 'standard',
	name: 'submit',
	label: 'Submit for Approval',
	type: 'SUBMITAPPROVAL',
	inputs: [
		{ name: 'objectId', label: 'Record ID', type: 'REFERENCE', required: true },
		{ name: 'comment', label: 'Submission Comments', type: 'STRING', required: false },
		{
			name: 'nextApproverIds',
			label: 'Next Approver IDs',
			type: 'REFERENCE',
			required: false,
			maxOccurs: 1000,
		},
		{
			name: 'processDefinitionNameOrId',
			label: 'Approval Process Name or ID',
			type: 'STRING',
			required: false,
		},
		{ name: 'skipEntryCriteria', label: 'Skip Entry Criteria', type: 'BOOLEAN', required: false },
		{ name: 'submitterId', label: 'Submitter ID', type: 'REFERENCE', required: false },
	],
	outputs: [
		{ name: 'entityId', label: 'Record ID', type: 'REFERENCE', required: false },
		{ name: 'instanceId', label: 'Instance ID', type: 'REFERENCE', required: false },
		{ name: 'instanceStatus', label: 'Instance Status', type: 'STRING', required: false },
	],
	run({ org, session }, inputs) {
		const [next] = (inputs.nextApproverIds ?? []) as unknown[];
		const { entityId, errors, instanceId, instanceStatus } = approvalsOf(org).submit({
			contextId: String(inputs.objectId),
			userId: textOf(inputs.submitterId) ?? session.userId,
			comments: textOf(inputs.comment),
			nextApproverId: textOf(next),
			process: textOf(inputs.processDefinitionNameOrId),
			skipEntryCriteria: inputs.skipEntryCriteria === true,
		});
		if (errors) throw new Error(errors[0]?.message);
		return { entityId, instanceId, instanceStatus };
	},
};
