import { readFieldNames } from './bitmaps';
import type { EventSchema } from './schema';

/** What a change event says about the change. */
export interface ChangeHeader {
	/** The object: `Account`. */
	entityName: string;
	/** Several if the same change was made to all of them. */
	recordIds: string[];
	/** `CREATE`, `UPDATE`, `DELETE`, `UNDELETE`, with `GAP_` before it if the fields are missing, `GAP_OVERFLOW`. */
	changeType: string;
	/** `com/salesforce/api/rest/67.0;client=…`; empty for a change from within. */
	changeOrigin: string;
	transactionKey: string;
	sequenceNumber: number;
	/** ISO 8601. */
	commitTimestamp: string;
	commitUser: string;
	/** By name; parts of compound fields as `BillingAddress.City`. */
	changedFields: string[];
	nulledFields: string[];
	/** Long texts that come as a difference, not as the text. */
	diffFields: string[];
}

export interface StreamEvent {
	/** The same for an event that is delivered again. */
	id: string;
	channel: string;
	/** `Order_Placed__e`, `AccountChangeEvent`. */
	name: string;
	/** Of a change: what it says of the record's fields, without those that it leaves as they were. */
	fields: Record<string, unknown>;
	change?: ChangeHeader;
}

const isParts = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Without fields that are null and not among the named: null stands for "unchanged" there. */
function dropUnchanged(
	values: Record<string, unknown>,
	named: ReadonlySet<string>,
	prefix = '',
): Record<string, unknown> {
	const kept: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(values)) {
		const path = prefix + name;
		if (value === null) {
			if (named.has(path)) kept[name] = null;
		} else if (isParts(value)) {
			const parts =
				named.has(path) && prefix === '' && !hasPart(named, path)
					? value
					: dropUnchanged(value, named, `${path}.`);
			if (Object.keys(parts).length > 0) kept[name] = parts;
		} else kept[name] = value;
	}
	return kept;
}

const hasPart = (named: ReadonlySet<string>, path: string) =>
	[...named].some((name) => name.startsWith(`${path}.`));

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

function readHeader(plain: Record<string, unknown>, schema: EventSchema): ChangeHeader {
	const { recordIds } = plain;
	if (!Array.isArray(recordIds) || !recordIds.every((id) => typeof id === 'string')) {
		throw new Error("The event doesn't say which records have changed");
	}
	const names = (list: string) => readFieldNames(plain[list] as string[], schema);
	return {
		entityName: String(plain.entityName),
		recordIds,
		changeType: String(plain.changeType),
		changeOrigin: textOf(plain.changeOrigin),
		transactionKey: textOf(plain.transactionKey),
		sequenceNumber: Number(plain.sequenceNumber),
		commitTimestamp: new Date(Number(plain.commitTimestamp)).toISOString(),
		commitUser: textOf(plain.commitUser),
		changedFields: names('changedFields'),
		nulledFields: names('nulledFields'),
		diffFields: names('diffFields'),
	};
}

function fieldsOfChange(values: Record<string, unknown>, change: ChangeHeader) {
	const { changeType, changedFields, nulledFields } = change;
	// Records that begin to exist have all fields, those without a value too.
	if (changeType === 'CREATE' || changeType === 'UNDELETE') return values;
	const named = changeType === 'UPDATE' ? [...changedFields, ...nulledFields] : [];
	return dropUnchanged(values, new Set(named));
}

/**
 * Decodes an event.
 *
 * @param schema as `parseSchema` gives it
 * @throws Error if schema and payload don't fit
 */
export function decodeEvent(
	{ id, payload, channel }: { id: string; payload: Uint8Array; channel: string },
	schema: EventSchema,
): StreamEvent {
	const { name } = schema;
	const { header, values } = schema.decode(payload);
	if (!isParts(header)) return { id, channel, name, fields: values };
	const change = readHeader(header, schema);
	return { id, channel, name, fields: fieldsOfChange(values, change), change };
}
