import { insertRow } from '../store/insertRow';
import { flowInterview } from './flowInterview';
import { type InvocableAction } from './InvocableAction';

const dayMs = 24 * 60 * 60 * 1000;

/** A sample flow: a task for the owner of a record, due in some days. */
export const createFollowUpTask: InvocableAction = {
	kind: 'flow',
	name: 'Create_Follow_Up_Task',
	label: 'Create Follow-Up Task',
	inputs: [
		{
			name: 'recordId',
			label: 'Record ID',
			type: 'STRING',
			required: true,
			description: 'The record that the task is about',
		},
		{ name: 'subject', label: 'Subject', type: 'STRING', required: false },
		{ name: 'days', label: 'Days', type: 'NUMBER', required: false },
	],
	outputs: [{ name: 'taskId', label: 'Task ID', type: 'STRING', required: false }],
	run(context, { recordId, subject, days }) {
		const { org, session } = context;
		const due = new Date(org.now() + Number(days ?? 1) * dayMs).toISOString().slice(0, 10);
		const isPerson = /^(003|00Q)/.test(String(recordId));
		const task = {
			[isPerson ? 'WhoId' : 'WhatId']: recordId,
			Subject: subject ?? 'Follow up',
			ActivityDate: due,
		};
		const result = insertRow(org.store, 'Task', task, { userId: session.userId });
		if (!result.success) throw new Error('An error occurred when executing a flow interview.');
		return { taskId: result.id, ...flowInterview(context) };
	},
};
