import { insertRow } from '../store/insertRow';
import { flowInterview } from './flowInterview';
import { type InvocableAction } from './InvocableAction';

/** A sample flow whose inputs are of every kind: a record, a list, a moment, a yes or no. It pauses if it is told to. */
export const planVisits: InvocableAction = {
	kind: 'flow',
	name: 'Plan_Visits',
	label: 'Plan Visits',
	description: 'A task for each reason to visit an account',
	inputs: [
		{ name: 'account', label: 'Account', type: 'SOBJECT', sobjectType: 'Account', required: true },
		{ name: 'reasons', label: 'Reasons', type: 'STRING', required: true, maxOccurs: 2000 },
		{ name: 'firstVisit', label: 'First Visit', type: 'DATETIME', required: false },
		{ name: 'urgent', label: 'Urgent', type: 'BOOLEAN', required: false },
		{ name: 'waitForReply', label: 'Wait for Reply', type: 'BOOLEAN', required: false },
	],
	outputs: [
		{ name: 'taskIds', label: 'Task IDs', type: 'STRING', required: false, maxOccurs: 2000 },
	],
	run(context, { account, reasons, firstVisit, urgent, waitForReply }) {
		const { org, session } = context;
		const { Id: id } = account as { Id?: string };
		const taskIds = (reasons as string[]).map((reason) => {
			const task = {
				WhatId: id,
				Subject: reason,
				Priority: urgent === true ? 'High' : 'Normal',
				...(typeof firstVisit === 'string' && { ActivityDate: firstVisit.slice(0, 10) }),
			};
			const result = insertRow(org.store, 'Task', task, { userId: session.userId });
			if (!result.success) throw new Error('An error occurred when executing a flow interview.');
			return result.id;
		});
		return { taskIds, ...flowInterview(context, waitForReply === true ? 'Waiting' : 'Finished') };
	},
};
