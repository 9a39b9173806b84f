import { createHash } from 'node:crypto';
import { clientName } from '../core/clientName';
import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type FieldValue, type Row } from '../store/Row';
import { type Change } from '../store/Store';

export interface ChangeEvent {
	/** `/data/AccountChangeEvent`, `/data/Part__ChangeEvent`. */
	channel: string;
	uuid: string;
	payload: Record<string, unknown>;
}

// In the header, in the record's link, or without meaning to a subscriber.
export const leftOut = new Set(['Id', 'IsDeleted', 'SystemModstamp']);
const stamps = new Set(['LastModifiedDate', 'LastModifiedById']);

/**
 * The change event of one change, in the JSON form: new values of what changed, with nested compound fields whose
 * parts are named `Name.LastName` in `changedFields`. A DELETE is only a header.
 */
export function toChangeEvent(org: OrgState, change: Change): ChangeEvent {
	const type = org.metadata.object(change.object) as SObjectType;
	const isGap = org.policy.changeEventGaps;
	const hasFields = !isGap && change.type !== 'DELETE';
	const fields = hasFields ? changedFields(type, change) : [];
	const isUpdate = change.type === 'UPDATE' && !isGap;
	const key = hash(`${org.id} ${change.transaction}`);
	const now = org.now();
	return {
		channel: `/data/${changeEventName(change.object)}`,
		uuid: toUuid(hash(`${key} ${change.id} ${change.type}`)),
		payload: {
			...valuesOf(fields, change.after),
			ChangeEventHeader: {
				commitNumber: now * 1000 + (change.transaction % 1000),
				commitUser: change.userId,
				sequenceNumber: 1,
				entityName: change.object,
				changeType: isGap ? `GAP_${change.type}` : change.type,
				changedFields: isUpdate ? fields.map(pathOf) : [],
				changeOrigin: originOf(clientName()),
				transactionKey: toUuid(key),
				commitTimestamp: now,
				recordIds: [change.id],
			},
		},
	};
}

/** Says of an object that more has changed than is told: everything has to be read again. */
export function toOverflowEvent(org: OrgState, change: Change): ChangeEvent {
	const event = toChangeEvent(org, { ...change, before: null, after: null, type: 'DELETE' });
	const { ChangeEventHeader } = event.payload;
	const header = { ...(ChangeEventHeader as Record<string, unknown>) };
	Object.assign(header, { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] });
	return { ...event, payload: { ChangeEventHeader: header } };
}

const newestVersion = '68.0';

/** What an API client calls itself in `Sforce-Call-Options`; empty for a change from within. */
function originOf(client: string | undefined): string {
	const origin = `com/salesforce/api/rest/${newestVersion}`;
	return client === undefined ? '' : `${origin};client=${client}`;
}

/** `Part__c` has `Part__ChangeEvent`, `Account` has `AccountChangeEvent`. */
export function changeEventName(object: string): string {
	return object.endsWith('__c') ? `${object.slice(0, -1)}ChangeEvent` : `${object}ChangeEvent`;
}

function changedFields(type: SObjectType, { before, after, type: kind }: Change): Field[] {
	const candidates = type.fields.filter(
		(field) => !leftOut.has(field.name) && !isDerived(type, field),
	);
	if (kind !== 'UPDATE') return candidates.filter(({ name }) => valueOf(after, name) !== null);
	const changed = candidates.filter(({ name }) => valueOf(before, name) !== valueOf(after, name));
	// The stamp alone says that nothing changed but the time.
	const stamped = candidates.filter(({ name }) => stamps.has(name) && name === 'LastModifiedDate');
	return [...new Set([...changed, ...stamped])];
}

/** Compound fields show through their parts, formulas not at all. */
export function isDerived(type: SObjectType, field: Field): boolean {
	const isCompound = type.fields.some(({ compoundFieldName }) => compoundFieldName === field.name);
	return isCompound || field.calculated || field.type === 'base64';
}

function valueOf(row: Row | null, name: string): FieldValue {
	return row?.[name] ?? null;
}

function valuesOf(fields: readonly Field[], row: Row | null): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const field of fields) {
		const value = toJson(field, valueOf(row, field.name));
		const { compoundFieldName } = field;
		if (compoundFieldName === null) values[field.name] = value;
		else {
			const parts = (values[compoundFieldName] ??= {}) as Record<string, unknown>;
			parts[partName(field)] = value;
		}
	}
	return values;
}

function pathOf(field: Field): string {
	const { compoundFieldName, name } = field;
	return compoundFieldName === null ? name : `${compoundFieldName}.${partName(field)}`;
}

/** `MailingStreet` is the `Street` of `MailingAddress`, `Place__Latitude__s` the `Latitude` of `Place__c`. */
export function partName({ name, compoundFieldName }: Field): string {
	const location = /__(Latitude|Longitude)__s$/.exec(name);
	if (location) return location[1] as string;
	const prefix = compoundFieldName?.replace(/Address$/, '') ?? '';
	return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Events write datetimes with a Z where REST has an offset. */
function toJson(field: Field, value: FieldValue): FieldValue {
	const isDatetime = field.type === 'datetime' && typeof value === 'string';
	return isDatetime ? value.replace(/\+0000$/, 'Z') : value;
}

function hash(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

function toUuid(hex: string): string {
	return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
