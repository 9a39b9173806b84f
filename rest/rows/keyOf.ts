import { isRecordId, toLongId } from '../recordId';
import type { RecordInput } from './carrier';

/**
 * The key of a row's record by a field. Values that Salesforce may treat as the same have the same key: text
 * without regard to case and trailing blanks, numbers by value, IDs in either length. If a field does distinguish
 * upper and lower case, two different records may be sent one after the other, which does no harm.
 */
export function keyOf({ fields }: RecordInput, field: string): string | undefined {
	const wanted = field.toLowerCase();
	const name = Object.keys(fields).find((key) => key.toLowerCase() === wanted);
	const value = name === undefined ? undefined : fields[name];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value).trim();
	if (text === '') return undefined;
	if (wanted === 'id' && isRecordId(text)) return toLongId(text).toLowerCase();
	const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text);
	return isNumber ? String(Number(text)) : text.toLowerCase();
}
