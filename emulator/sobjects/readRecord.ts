import { createHash } from 'node:crypto';
import { refuse } from '../core/SalesforceError';
import { parseDatetime } from '../core/time';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { json, type Answer } from '../server/Answer';
import { type Context } from '../server/Route';
import { renderAttributes, renderValue } from '../soql/renderValue';
import { type Row } from '../store/Row';

/** A record as GET answers it: the fields asked for, else all. */
export function answerRecord(context: Context, type: SObjectType, row: Row): Answer {
	const { base } = context;
	const modified = parseDatetime(String(row.SystemModstamp)) ?? 0;
	const etag = type.definition.etag ? etagOf(row) : undefined;
	const refused = checkConditions(context, modified, etag);
	if (refused) return refused;
	const names = context.query.get('fields');
	const fields =
		names === null ? visibleFields(context, type) : requireFields(context, type, names);
	const record: Record<string, unknown> = { attributes: renderAttributes(base, type, row) };
	for (const field of fields) record[field.name] = renderValue(base, type, field, row);
	return json(record, 200, {
		...(etag !== undefined && { ETag: etag }),
		'Last-Modified': new Date(modified).toUTCString(),
	});
}

/** One for each state of a record. */
function etagOf(row: Row): string {
	const hash = createHash('sha256').update(JSON.stringify(row));
	return `"${hash.digest('base64')}"`;
}

/** 304 or 412, where the client has asked for the record under a condition that it doesn't meet. */
function checkConditions(
	{ headers }: Context,
	modified: number,
	etag: string | undefined,
): Answer | undefined {
	const listed = (name: string) => (headers[name] ?? '').split(/\s*,\s*/);
	if (etag !== undefined && listed('if-none-match').includes(etag)) return { status: 304 };
	if (etag !== undefined && headers['if-match'] !== undefined && !listed('if-match').includes(etag))
		return { status: 412 };
	if (Date.parse(headers['if-modified-since'] ?? '') >= modified) return { status: 304 };
	if (Date.parse(headers['if-unmodified-since'] ?? '') < modified) return { status: 412 };
	return undefined;
}

/** All fields that the user may see. */
export function visibleFields({ org }: Context, type: SObjectType): readonly Field[] {
	return type.fields.filter((field) => !org.store.isHidden(type, field));
}

/**
 * The fields of a comma-separated list.
 *
 * @throws SalesforceError 400 INVALID_FIELD
 */
export function requireFields(context: Context, type: SObjectType, names: string): Field[] {
	return names.split(',').map((name) => {
		const field = type.field(name.trim());
		if (field && !context.org.store.isHidden(type, field)) return field;
		const message = `No such column '${name.trim()}' on sobject of type ${type.name}`;
		throw refuse(400, 'INVALID_FIELD', message);
	});
}
