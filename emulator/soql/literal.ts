import { type LiteralType } from '@jetstreamapp/soql-parser-js';
import { isId, to18 } from '../core/ids';
import { refuse } from '../core/SalesforceError';
import { formatDatetime, isDate, parseDatetime, parseTime } from '../core/time';
import { type Field } from '../metadata/types';
import { type FieldValue } from '../store/Row';
import { dateLiteralSpan } from './dateRanges';
import { type QueryScope } from './QueryScope';
import { findToken, malformed, refuseAt } from './soqlError';
import { readString } from './stringLiteral';

/** A value of a comparison: a point, or the span of a date literal (both ends as stored text, half open). */
export type Literal = { point: FieldValue } | { from: string; to: string };

type Kind = 'string' | 'boolean' | 'double' | 'date' | 'dateTime' | 'time';

/**
 * Reads one literal of a comparison as a value of the field.
 *
 * @throws SalesforceError INVALID_FIELD if the literal is of another type
 */
export function readLiteral(
	scope: QueryScope,
	field: Field,
	text: string,
	literalType: LiteralType | undefined,
): Literal {
	if (literalType === 'NULL') return { point: null };
	const kind = kindOf(field);
	if (literalType === 'DATE_LITERAL' || literalType === 'DATE_N_LITERAL') {
		return readSpan(scope, field, text, kind);
	}
	const isQuoted = literalType === 'STRING';
	const mismatch = () => refuseType(scope, field, text, kind, isQuoted);
	if (literalType === 'APEX_BIND_VARIABLE')
		throw malformed('Bind variables only allowed in Apex code');
	if (isQuoted !== (kind === 'string')) throw mismatch();
	switch (kind) {
		case 'string':
			return { point: readText(field, text) };
		case 'boolean':
			if (literalType !== 'BOOLEAN') throw mismatch();
			return { point: /^true$/i.test(text) };
		case 'double': {
			const number = Number(text.replace(/^[A-Za-z]{3}/, ''));
			if (Number.isNaN(number)) throw mismatch();
			return { point: number };
		}
		case 'date':
			if (literalType !== 'DATE' || !isDate(text)) throw mismatch();
			return { point: text };
		case 'time': {
			// See parseSoql for the day.
			const isTime = literalType === 'DATETIME' && text.startsWith('1970-01-01T');
			const time = isTime ? parseTime(text.slice(11)) : undefined;
			if (time === undefined) throw mismatch();
			return { point: time };
		}
		default: {
			const time = literalType === 'DATETIME' ? parseDatetime(text) : undefined;
			if (time === undefined) throw mismatch();
			return { point: formatDatetime(time) };
		}
	}
}

function kindOf({ type }: Field): Kind {
	switch (type) {
		case 'boolean':
			return 'boolean';
		case 'int':
		case 'long':
		case 'double':
		case 'currency':
		case 'percent':
			return 'double';
		case 'date':
			return 'date';
		case 'datetime':
			return 'dateTime';
		case 'time':
			return 'time';
		default:
			return 'string';
	}
}

function readText(field: Field, literal: string): FieldValue {
	const text = readString(literal);
	if (text === '') return null;
	if (field.type !== 'id' && field.type !== 'reference') return text;
	if (!isId(text)) {
		throw refuse(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
	}
	return to18(text);
}

function readSpan(scope: QueryScope, field: Field, text: string, kind: Kind): Literal {
	if (kind !== 'date' && kind !== 'dateTime') throw refuseType(scope, field, text, kind, false);
	const zone = kind === 'date' ? 'UTC' : scope.timeZone;
	const today = kind === 'date' ? wallNow(scope) : scope.now;
	const span = dateLiteralSpan(text, today, zone);
	if (!span) throw malformed(`unexpected token: '${text}'`);
	const format = (epoch: number) =>
		kind === 'date' ? formatDatetime(epoch).slice(0, 10) : formatDatetime(epoch);
	return { from: format(span.start), to: format(span.end) };
}

/** The user's wall clock read as if it were UTC: dates have no zone. */
function wallNow({ now, timeZone }: QueryScope): number {
	const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
	return Date.parse(`${day}T12:00:00Z`);
}

function refuseType(scope: QueryScope, field: Field, text: string, kind: Kind, isQuoted: boolean) {
	const quotes =
		kind === 'string'
			? ' and should be enclosed in quotes'
			: isQuoted
				? ' and should not be enclosed in quotes'
				: '';
	const message = `value of filter criterion for field '${field.name}' must be of type ${kind}${quotes}`;
	const { statement } = scope;
	return refuseAt('INVALID_FIELD', statement, findToken(statement, text), message);
}
