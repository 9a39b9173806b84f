import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type Row } from '../store/Row';
import { readCompound } from './readCompound';

/** A stored value as REST JSON shows it. */
export function renderValue(base: string, type: SObjectType, field: Field, row: Row): unknown {
	switch (field.type) {
		case 'address':
		case 'location':
			return readCompound(type, field, row);
		case 'base64':
			return `${base}/sobjects/${type.name}/${String(row.Id)}/${field.name}`;
		case 'encryptedstring':
			return mask(row[field.name]);
		default:
			if (field.name === 'PhotoUrl') return `/services/images/photo/${String(row.Id)}`;
			// Salesforce has no empty text, with this one exception.
			if (field.name === 'BadgeText') return row[field.name] ?? '';
			return row[field.name] ?? (field.type === 'boolean' ? false : null);
	}
}

function mask(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	return '*'.repeat(Math.max(0, value.length - 4)) + value.slice(-4);
}

/** `attributes` of a row. */
export function renderAttributes(
	base: string,
	type: SObjectType,
	row: Row,
): { type: string; url: string } {
	return { type: type.name, url: `${base}/sobjects/${type.name}/${String(row.Id)}` };
}
