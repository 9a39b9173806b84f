import { refuse, SalesforceError } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';
import { type Context } from '../server/Route';
import { type WriteOptions } from '../store/Row';
import { parseValue, WrongType } from '../store/parseValue';
import { type InputRow, type RowError } from '../store/Row';

const TOKENS: Record<string, string> = {
	string: 'VALUE_STRING',
	number: 'VALUE_NUMBER',
	boolean: 'VALUE_BOOLEAN',
	object: 'START_OBJECT',
};

/**
 * A body as one row.
 *
 * @throws SalesforceError 400 JSON_PARSER_ERROR if it is not a row, or a value can't be of its field's type
 */
export function requireRow(type: SObjectType, body: unknown): InputRow {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		const message = 'The HTTP entity body is required, but this request has no entity body.';
		throw refuse(400, 'JSON_PARSER_ERROR', message);
	}
	const row = body as InputRow;
	for (const [name, value] of Object.entries(row)) checkType(type, name, value);
	return row;
}

function checkType(type: SObjectType, name: string, value: unknown): void {
	const isParent = typeof value === 'object' && value !== null && type.parentField(name);
	const field = isParent ? undefined : type.field(name);
	if (!field || name === 'attributes') return;
	try {
		parseValue(field, value);
	} catch (error) {
		if (!(error instanceof WrongType)) throw error;
		const token = Array.isArray(value) ? 'START_ARRAY' : (TOKENS[typeof value] ?? 'VALUE_NULL');
		const shown = Array.isArray(value)
			? '['
			: typeof value === 'object'
				? '{'
				: `${value as string}`;
		const kind = field.soapType.replace(/^\w+:/, '').replace('dateTime', 'datetime');
		const message = `Cannot deserialize instance of ${kind} from ${token} value ${shown} or request may be missing a required field`;
		throw refuse(400, 'JSON_PARSER_ERROR', message);
	}
}

/** How this request writes: who, and what its headers let pass. */
export function writeOptions({ session, headers }: Context): WriteOptions {
	const duplicateRules = headers['sforce-duplicate-rule-header'] ?? '';
	return {
		userId: session.userId,
		allowDuplicates: /allowSave\s*=\s*true/i.test(duplicateRules),
		includeDuplicateDetails: /includeRecordDetails\s*=\s*true/i.test(duplicateRules),
	};
}

/** A row that was not written, as a single call answers it. */
export function refuseRow(errors: readonly RowError[]): SalesforceError {
	const status = errors.find((error) => error.status !== undefined)?.status ?? 400;
	return new SalesforceError(
		status,
		...errors.map(({ statusCode, message, fields, extra }) => ({
			errorCode: statusCode,
			message,
			// A column that doesn't exist, and a found duplicate, come without the key.
			...(statusCode !== 'INVALID_FIELD' && !extra && { fields }),
			...(extra && { extra }),
		})),
	);
}
