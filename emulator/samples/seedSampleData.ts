import { type OrgState } from '../core/OrgState';
import { insertRow } from '../store/insertRow';
import { type InputRow } from '../store/Row';
import sampleData from './sampleData.json';

/** The records that a Developer Edition comes with, or their like: every contact and opportunity has its account. */
export function seedSampleData(org: OrgState, userId: string): void {
	const { accounts, cases, contacts, leads, opportunities, tasks } = sampleData;
	const options = { userId, system: true };
	const insert = (object: string, row: InputRow): string => {
		const result = insertRow(org.store, object, row, options);
		if (result.success) return result.id;
		throw new Error(`${object}: ${result.errors[0]?.message ?? ''}`);
	};
	const accountIds = new Map(accounts.map((row) => [row.Name, insert('Account', row)]));
	const contactIds = contacts.map(({ account, ...row }) =>
		insert('Contact', { ...row, AccountId: accountIds.get(account) }),
	);
	for (const { account, ...row } of opportunities) {
		insert('Opportunity', { ...row, AccountId: accountIds.get(account) });
	}
	for (const row of leads) insert('Lead', row);
	for (const { contact, account, ...row } of cases) {
		insert('Case', { ...row, ContactId: contactIds[contact], AccountId: accountIds.get(account) });
	}
	for (const { contact, account, ...row } of tasks) {
		const accountId = accountIds.get(account);
		insert('Task', { ...row, WhoId: contactIds[contact], WhatId: accountId, AccountId: accountId });
	}
}
