const LINE = 100;

/** JSON on one line, with spaces where people put them. */
function inline(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Object.entries(value).map(([key, inner]) => `"${key}": ${inline(inner)}`);
	return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** JSON as pages show it: on one line where that fits, else an entry a line. */
function format(value: unknown, indent: string): string {
	const line = inline(value);
	if (typeof value !== 'object' || value === null) return line;
	if (indent.length + line.length <= LINE && indent !== '') return line;
	const inner = `${indent}  `;
	const lines = Array.isArray(value)
		? value.map((entry) => inner + format(entry, inner))
		: Object.entries(value).map(([key, entry]) => `${inner}"${key}": ${format(entry, inner)}`);
	const [open, close] = Array.isArray(value) ? '[]' : '{}';
	return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** Items as pages show them. */
export const formatItems = (items: object[]): string => `${format(items, '')}\n`;
