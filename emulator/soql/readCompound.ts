import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type Row } from '../store/Row';

const ADDRESS_PARTS = [
	'City',
	'Country',
	'GeocodeAccuracy',
	'Latitude',
	'Longitude',
	'PostalCode',
	'State',
	'Street',
] as const;

/** An address or location as one value; null if none of its parts is set. */
export function readCompound(
	type: SObjectType,
	field: Field,
	row: Row,
): Record<string, unknown> | null {
	if (field.type === 'location') {
		const stem = field.name.replace(/__c$/, '');
		const latitude = row[`${stem}__Latitude__s`] ?? null;
		const longitude = row[`${stem}__Longitude__s`] ?? null;
		return latitude === null && longitude === null ? null : { latitude, longitude };
	}
	const prefix = field.name.replace(/Address$/, '');
	const address: Record<string, unknown> = {};
	let isSet = false;
	for (const part of ADDRESS_PARTS) {
		if (!type.field(prefix + part)) continue;
		const value = row[prefix + part] ?? null;
		isSet ||= value !== null;
		address[part.charAt(0).toLowerCase() + part.slice(1)] = value;
	}
	return isSet ? address : null;
}
