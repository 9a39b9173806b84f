import { parseJson } from '../../rest';

/** A list typed as text: a JSON array, or values with commas between them. */
export function readList(value: unknown): unknown {
	if (typeof value !== 'string') return value ?? [];
	const text = value.trim();
	if (text.startsWith('[')) return parseJson(text, 'A list that starts with [');
	return text === '' ? [] : text.split(',').map((part) => part.trim());
}
