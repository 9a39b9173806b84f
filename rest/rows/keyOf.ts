import { isRecordId, toLongId } from '../recordId';
import type { RecordInput } from './carrier';

/**
 * What names a row's record by a field: the same for values that Salesforce may hold for one. It compares text without
 * case and without trailing blanks, numbers by value, ids in either length. Where a field does tell upper from lower
 * case, rows that are two records are sent one after the other, which does no harm.
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
