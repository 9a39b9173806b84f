/** Keys and JSON types of a value, for holding one answer against another whose values differ. */
export function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.length > 0 ? [shapeOf(value[0])] : [];
	if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
	const entries = Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)] as const);
	return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
