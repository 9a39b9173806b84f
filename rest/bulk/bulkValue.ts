import { InvalidInputError } from '../errors';

/** Salesforce's JSON datetimes have no colon in the offset; Bulk API asks for one. */
const jsonDatetime = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d)(\d\d)$/;

/**
 * A value as the cell of a Bulk API CSV: `#N/A` for null (clears the field), empty for undefined (leaves it
 * unchanged), `true`/`false`, ISO 8601 for dates, a multi-select's values joined by ";". The text `#N/A` itself
 * can't be written. Objects that have a JSON form (such as Luxon's DateTime) are written in that form.
 *
 * @see
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_valid_record_rows.htm
 * @throws InvalidInputError for a value that has no such form
 */
export function formatBulkValue(value: unknown, field: string): string {
	if (value === undefined) return '';
	if (value === null) return '#N/A';
	if (value === '#N/A') {
		throw new InvalidInputError(
			`The text of '${field}' is "#N/A", which clears a field in Bulk API`,
			"Give null to clear it. To keep the text, save it under Record with 'Use Bulk API Above' at 0",
		);
	}
	if (typeof value === 'string') return value.replace(jsonDatetime, '$1:$2');
	if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	if (Array.isArray(value)) return value.map((part) => formatBulkValue(part, field)).join(';');
	if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
	const json = hasJsonForm(value) && !(value instanceof Date) ? value.toJSON() : undefined;
	if (json !== undefined && typeof json !== 'object') return formatBulkValue(json, field);
	throw new InvalidInputError(
		`The value of '${field}' can't be a cell of a CSV: ${describeValue(value)}`,
		'Give a text, a number, true or false, a date, or null to clear the field.',
	);
}

function hasJsonForm(value: unknown): value is { toJSON(): unknown } {
	return (
		typeof value === 'object' &&
		value !== null &&
		'toJSON' in value &&
		typeof value.toJSON === 'function'
	);
}

function describeValue(value: unknown): string {
	if (value instanceof Date) return 'an invalid date';
	return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
