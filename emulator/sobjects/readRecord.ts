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
	const since = Date.parse(context.headers['if-modified-since'] ?? '');
	if (since >= modified) return { status: 304 };
	const unmodified = Date.parse(context.headers['if-unmodified-since'] ?? '');
	if (unmodified < modified) return { status: 412 };
	const names = context.query.get('fields');
	const fields =
		names === null ? visibleFields(context, type) : requireFields(context, type, names);
	const record: Record<string, unknown> = { attributes: renderAttributes(base, type, row) };
	for (const field of fields) record[field.name] = renderValue(base, type, field, row);
	return json(record, 200, { 'Last-Modified': new Date(modified).toUTCString() });
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
