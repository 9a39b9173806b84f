import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { dropAttributes, type SalesforceRecord } from '../../rest';
import type { ChangeEvent, ChangeRow } from './events';
import type { FieldChange } from './fieldMemory';

/** Salesforce's names have no case. */
export const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/**
 * The item of a change: the record with `Id` first, as a query gives it, plus `event`.
 *
 * @param added fields that were read for the cursor and that the user has not chosen
 * @param change what is different, if that was asked for and is known
 */
export function toItem(
	{ record }: ChangeRow,
	event: ChangeEvent,
	added: readonly string[],
	change?: FieldChange,
): INodeExecutionData {
	const { Id, ...values }: SalesforceRecord = dropAttributes(record);
	for (const name of Object.keys(values)) {
		if (added.some((field) => isSameName(field, name))) delete values[name];
	}
	return { json: { Id, ...values, event, ...change } as IDataObject };
}

/** The helper fields that were not chosen. */
export const addedFields = (
	helperFields: readonly string[],
	chosen: readonly string[],
): readonly string[] =>
	helperFields.filter((helper) => !chosen.some((name) => isSameName(name, helper)));
