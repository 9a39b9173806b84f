import { validateFieldType } from 'n8n-workflow';
import { InvalidInputError } from '../../../rest';

/** What n8n's expressions give for a moment; Luxon is not ours to import. */
interface Moment {
	toISO(): string | null;
	toISODate(): string | null;
}

const isMoment = (value: unknown): value is Moment =>
	typeof (value as Partial<Moment> | null)?.toISODate === 'function';

const isScalar = (value: unknown) => value === null || typeof value !== 'object';

/** A date has no time zone: the day is the one that is written, or the one of the moment's own zone. */
function toDate(value: unknown): unknown {
	if (isMoment(value)) return value.toISODate();
	const text = value instanceof Date ? value.toISOString() : value;
	return typeof text === 'string' ? text.replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/s, '$1') : text;
}

const HAS_TIME = /\d[T ]\d/i;
const ENDS_WITH_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/** A time without a zone is in the workflow's, as everywhere in n8n. */
function toDateTime(name: string, value: unknown): unknown {
	if (typeof value === 'string' && HAS_TIME.test(value) && ENDS_WITH_ZONE.test(value)) return value;
	const parsed = validateFieldType(name, value, 'dateTime');
	if (!parsed.valid) {
		throw new InvalidInputError(
			`The field '${name}' takes a date and time, not "${String(value)}"`,
			'Write it as 2026-01-31T09:30:00Z',
		);
	}
	return isMoment(parsed.newValue) ? parsed.newValue.toISO() : parsed.newValue;
}

function toNumber(value: unknown): unknown {
	if (typeof value !== 'string' || value.trim() === '') return value;
	const number = Number(value);
	// Let Salesforce refuse what is no number, with its own text; and never round what is too long for one.
	return Number.isFinite(number) && String(number) === value.trim() ? number : value;
}

function toBoolean(value: unknown): unknown {
	const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
	return text === 'true' ? true : text === 'false' ? false : value;
}

/**
 * A value as Salesforce takes it in JSON.
 *
 * @param type the field's Salesforce type, `undefined` where it isn't known
 * @throws InvalidInputError for what can't be a date and time
 */
export function convertField(name: string, value: unknown, type: string | undefined): unknown {
	if (value === undefined || value === null) return value;
	if (Array.isArray(value) && value.every(isScalar)) return value.join(';');
	switch (type) {
		case 'date':
			return toDate(value);
		case 'datetime':
			return toDateTime(name, value);
		case 'int':
		case 'long':
		case 'double':
		case 'currency':
		case 'percent':
			return toNumber(value);
		case 'boolean':
			return toBoolean(value);
		default:
			return isMoment(value) ? value.toISO() : value;
	}
}
