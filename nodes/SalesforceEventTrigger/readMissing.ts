import {
	type Client,
	describeObject,
	type FieldDescribe,
	retrieveRecordsById,
	type SalesforceRecord,
} from '../../rest';
import type { StreamEvent } from '../../stream';
import { eventOf, isGap, type ReadFields } from './eventItems';
import type { EventSettings } from './readSettings';

/** Fields that no event has. */
const LEFT_OUT = new Set([
	'Id',
	'IsDeleted',
	'SystemModstamp',
	'LastViewedDate',
	'LastReferencedDate',
]);

/** Compound fields come by their parts, files not at all. */
const readableFields = (fields: readonly FieldDescribe[]) =>
	fields.filter(
		({ name, type }) =>
			!LEFT_OUT.has(name) &&
			type !== 'base64' &&
			!fields.some(({ compoundFieldName }) => compoundFieldName === name),
	);

/** `BillingCity` is the `City` of `BillingAddress`, `Place__Latitude__s` the `Latitude` of `Place__c`. */
function partName(name: string, compound: string): string {
	const location = /__(Latitude|Longitude)__s$/.exec(name)?.[1];
	if (location !== undefined) return location;
	const prefix = compound.replace(/Address$/, '');
	return prefix !== compound && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

const toIso = (value: unknown) =>
	typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*\+0000$/.test(value)
		? value.replace('+0000', 'Z')
		: value;

/** A record as events have it: compound fields nested, moments in UTC. */
function toEventFields(record: SalesforceRecord, fields: readonly FieldDescribe[]) {
	const values: Record<string, unknown> = {};
	for (const { name, compoundFieldName } of fields) {
		const value = toIso(record[name] ?? null);
		if (!compoundFieldName || compoundFieldName === name) values[name] = value;
		else {
			const parts = (values[compoundFieldName] ??= {}) as Record<string, unknown>;
			parts[partName(name, compoundFieldName)] = value;
		}
	}
	return values;
}

const isRecord = (found: object | null): found is SalesforceRecord =>
	found !== null && !('errorCode' in found);

/**
 * Reads what events don't contain: all fields of records whose change came as a gap event, and texts of which only
 * the difference came. Records that no longer exist are left out.
 *
 * @throws what the requests throw
 */
export async function readMissing(
	client: Client,
	{ change }: StreamEvent,
	{ onGap, fetchLongTexts }: EventSettings,
): Promise<ReadFields> {
	if (!change) return new Map();
	const { entityName, recordIds, diffFields } = change;
	const ids = recordIds.filter((id) => !id.endsWith('*'));
	const wantsAll =
		isGap(change) && onGap === 'fetch' && !['deleted', 'overflow'].includes(eventOf(change));
	const wantsTexts = diffFields.length > 0 && fetchLongTexts;
	if (ids.length === 0 || (!wantsAll && !wantsTexts)) return new Map();
	const { fields } = await describeObject(client, entityName);
	const wanted = wantsAll
		? readableFields(fields)
		: fields.filter(({ name }) => diffFields.includes(name));
	if (wanted.length === 0) return new Map();
	const names = wanted.map(({ name }) => name);
	const found = await retrieveRecordsById(client, entityName, ids, names);
	return new Map(
		found.flatMap((record, index) =>
			isRecord(record) ? [[ids[index] ?? '', toEventFields(record, wanted)] as const] : [],
		),
	);
}
