import { isId, to18 } from '../core/ids';
import { type Metadata } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type FieldValue, rowError, type RowError } from './Row';

const EMAIL =
	/^[^\s@<>(),;:\\"[\]]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/;

/** What is wrong with one value of one field, by the field's type alone. */
export function checkField(
	metadata: Metadata,
	field: Field,
	value: FieldValue,
): RowError | undefined {
	if (value === null) return undefined;
	const { label, name } = field;
	if (typeof value === 'number') return checkRange(field, value);
	if (typeof value !== 'string') return undefined;
	if (field.length > 0 && value.length > field.length && field.type !== 'reference') {
		const message = `${label}: data value too large: ${value} (max length=${field.length})`;
		return rowError('STRING_TOO_LONG', message, [name]);
	}
	if (field.type === 'email' && !EMAIL.test(value)) {
		return rowError('INVALID_EMAIL_ADDRESS', `${label}: invalid email address: ${value}`, [name]);
	}
	if (field.type === 'reference') return checkReference(metadata, field, value);
	if (field.restrictedPicklist) return checkPicklist(field, value);
	return undefined;
}

function checkRange(field: Field, value: number): RowError | undefined {
	const whole = field.type === 'int' ? field.digits || 9 : field.precision - field.scale;
	const isInside =
		field.type === 'int' ? Math.abs(value) <= 2_147_483_647 : Math.abs(value) < 10 ** whole;
	if (isInside) return undefined;
	const message = `${field.label}: value outside of valid range on numeric field: ${value}`;
	return rowError('NUMBER_OUTSIDE_VALID_RANGE', message, [field.name]);
}

function checkPicklist(field: Field, value: string): RowError | undefined {
	const chosen = field.type === 'multipicklist' ? value.split(';') : [value];
	const active = field.picklistValues.filter((entry) => entry.active).map((entry) => entry.value);
	const bad = chosen.find((one) => !active.includes(one));
	if (bad === undefined) return undefined;
	const message = `${field.label}: bad value for restricted picklist field: ${bad}`;
	return rowError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
}

function checkReference(metadata: Metadata, field: Field, value: string): RowError | undefined {
	const wrong = `${field.label}: id value of incorrect type: ${value}`;
	if (!isId(value)) return rowError('MALFORMED_ID', wrong, [field.name]);
	const target = metadata.objectOfId(value);
	// Objects the org doesn't hold can't be looked into: their ids pass.
	const known = field.referenceTo.filter((name) => metadata.object(name));
	if (known.length === field.referenceTo.length && (!target || !known.includes(target.name))) {
		return rowError('MALFORMED_ID', wrong, [field.name]);
	}
	return undefined;
}

/** The form in which a value is stored. */
export function normalizeValue(field: Field, value: FieldValue): FieldValue {
	if (field.type === 'reference' && typeof value === 'string' && isId(value)) return to18(value);
	return value;
}
