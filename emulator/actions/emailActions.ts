import { insertRow } from '../store/insertRow';
import { type InvocableAction } from './InvocableAction';
import { sentEmails } from './SentEmail';

const text = (name: string, label: string, required = false, description?: string) =>
	({
		name,
		label,
		type: 'STRING',
		required,
		...(description !== undefined && { description }),
	}) as const;

const isAddress = (address: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address);

/** Salesforce's own action "Send Email". */
export const emailSimple: InvocableAction = {
	kind: 'standard',
	name: 'emailSimple',
	label: 'Send Email',
	type: 'EMAILSIMPLE',
	inputs: [
		text('emailAddresses', 'Recipient Addresses', false, 'Up to five addresses with commas'),
		text('emailSubject', 'Subject', true),
		text('emailBody', 'Body', true),
		text('senderAddress', 'Sender Email Address'),
		{
			...text('senderType', 'Sender Type'),
			picklistValues: ['CurrentUser', 'OrgWideEmailAddress'],
		},
		{ name: 'sendRichBody', label: 'Rich-Text-Formatted Body', type: 'BOOLEAN', required: false },
		{ name: 'logEmailOnSend', label: 'Log Email on Send', type: 'BOOLEAN', required: false },
		text('recipientId', 'Recipient ID'),
		text('relatedRecordId', 'Related Record ID'),
	],
	outputs: [],
	run({ org, session }, inputs) {
		const { emailAddresses, emailSubject, emailBody, relatedRecordId, logEmailOnSend } = inputs;
		const to = (typeof emailAddresses === 'string' ? emailAddresses : '')
			.split(',')
			.map((address) => address.trim())
			.filter((address) => address !== '');
		const wrong = to.find((address) => !isAddress(address));
		if (to.length === 0 || wrong !== undefined) {
			throw new Error(`Email address is invalid: ${wrong ?? ''}`);
		}
		const relatedTo = typeof relatedRecordId === 'string' ? relatedRecordId : null;
		sentEmails(org).push({
			to,
			subject: String(emailSubject),
			body: String(emailBody),
			relatedTo,
		});
		if (logEmailOnSend === true) {
			const task = {
				Subject: `Email: ${String(emailSubject)}`,
				Description: emailBody,
				WhatId: relatedTo,
				Status: 'Completed',
			};
			const logged = insertRow(org.store, 'Task', task, { userId: session.userId });
			if (!logged.success) throw new Error(logged.errors[0]?.message);
		}
		return {};
	},
};

/** A sample email alert: tells a case's contact that it has arrived. */
export const caseReceived: InvocableAction = {
	kind: 'emailAlert',
	object: 'Case',
	name: 'Case_Received',
	label: 'Case received',
	type: 'EMAILALERT',
	inputs: [{ name: 'SObjectRowId', label: 'Case ID', type: 'ID', required: true }],
	outputs: [],
	run({ org }, { SObjectRowId: id }) {
		const found = org.store.get('Case', String(id));
		if (!found) throw new Error(`SObject row does not exist: ${String(id)}`);
		const contact = org.store.get('Contact', String(found.ContactId ?? ''));
		sentEmails(org).push({
			to: typeof contact?.Email === 'string' ? [contact.Email] : [],
			subject: `We have received your case: ${String(found.Subject)}`,
			body: 'We come back to you soon.',
			relatedTo: String(found.Id),
		});
		return {};
	},
};
