import { type Query } from '@jetstreamapp/soql-parser-js';
import { textParameter } from './functions';
import { malformed } from './soqlError';

const MAX_ROWS = 200;

/** FIELDS(ALL) and FIELDS(CUSTOM) are for small results only. */
export function checkFieldsFunction(query: Query): void {
	const isUnbounded = (query.fields ?? []).some(
		(field) =>
			field.type === 'FieldFunctionExpression' &&
			field.functionName.toUpperCase() === 'FIELDS' &&
			/^(all|custom)$/i.test(textParameter(field)),
	);
	if (isUnbounded && !((query.limit ?? Infinity) <= MAX_ROWS)) {
		throw malformed('The SOQL FIELDS function must have a LIMIT of at most 200');
	}
}
