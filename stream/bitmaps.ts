import { type AvroField, type EventSchema, recordOf } from './schema';

/** Fields whose bit is set; bit 0 is the field that the schema names first, the header of a change event. */
function readBits(hex: string, fields: readonly AvroField[], prefix: string): string[] {
	const bits = BigInt(hex);
	if (bits >> BigInt(fields.length) !== 0n) {
		throw new Error(
			`The event marks fields that its schema doesn't have (${prefix || 'top'} ${hex})`,
		);
	}
	return fields.filter((_, index) => (bits >> BigInt(index)) & 1n).map(({ name }) => prefix + name);
}

/**
 * The names in `changedFields`, `nulledFields` or `diffFields`. Salesforce sends them as bitmaps: `0x…` over the
 * fields of the event, `4-0x…` over the parts of its fifth field, a compound one: `BillingAddress.City`.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/event-deserialization-considerations.html
 *
 * @throws Error if the schema has no such field
 */
export function readFieldNames(items: readonly string[], schema: EventSchema): string[] {
	return items.flatMap((item) => {
		const [, parent, hex] = /^(?:(\d+)-)?(0x[\da-f]+)$/i.exec(item) ?? [];
		if (hex === undefined) return [item];
		if (parent === undefined) return readBits(hex, schema.fields, '');
		const field = schema.fields[Number(parent)];
		const parts = field && recordOf(field.type)?.fields;
		if (!parts) throw new Error(`The event marks parts of a field that has none (${item})`);
		return readBits(hex, parts, `${field.name}.`);
	});
}
