import { type FieldType } from '@jetstreamapp/soql-parser-js';
import { textParameter } from './functions';
import { type QueryScope } from './QueryScope';
import { malformed } from './soqlError';

/** What FIELDS(…) stands for; any other item as it is. */
export function expandFields(scope: QueryScope, item: FieldType): FieldType[] {
	if (item.type !== 'FieldFunctionExpression' || item.functionName.toUpperCase() !== 'FIELDS') {
		return [item];
	}
	const which = textParameter(item).toUpperCase();
	const fields = scope.type.fields.filter((field) => {
		if (scope.store.isHidden(scope.type, field)) return false;
		return which === 'ALL' || field.custom === (which === 'CUSTOM');
	});
	if (fields.length === 0) {
		throw malformed(
			"'FIELDS(...)' expansion function must result in at least one field being selected.",
		);
	}
	return fields.map((field) => ({ type: 'Field', field: field.name }));
}
