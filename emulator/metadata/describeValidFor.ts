import { type Field, type FieldDefinition } from './types';

/**
 * Fills `validFor` of a dependent picklist: one bit per controlling value, the most significant first,
 * in Base64. Checkboxes control with two values: false, true.
 */
export function describeValidFor(
	field: Field,
	definition: FieldDefinition | undefined,
	fields: readonly Field[],
): void {
	if (field.controllerName === null) return;
	const controller = fields.find((other) => other.name === field.controllerName);
	const controlling =
		controller?.type === 'boolean'
			? ['false', 'true']
			: (controller?.picklistValues ?? []).map(({ value }) => value);
	field.dependentPicklist = true;
	for (const [index, entry] of field.picklistValues.entries()) {
		const given = definition?.picklistValues?.[index];
		const allowed = typeof given === 'object' ? (given.validFor ?? []) : [];
		const bytes = Buffer.alloc(Math.max(3, Math.ceil(controlling.length / 8)));
		for (const value of allowed) {
			const bit = controlling.indexOf(value);
			if (bit >= 0) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
		}
		entry.validFor = bytes.toString('base64');
	}
}
