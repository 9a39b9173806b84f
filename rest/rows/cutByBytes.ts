import type { RecordInput } from './carrier';

/**
 * Bytes of the records of one call. Salesforce takes 50 MB a request; the rest is for what surrounds the records.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
export const MAX_CALL_BYTES = 45_000_000;

/** Characters of a record's texts: cheap, and enough to see that a record is small. */
function countCharacters(value: unknown): number {
	if (typeof value === 'string') return value.length;
	if (typeof value !== 'object' || value === null) return 8;
	let count = 0;
	for (const [name, inner] of Object.entries(value)) count += name.length + countCharacters(inner);
	return count;
}

/** A character takes up to six bytes in JSON, if it is escaped. */
const MOST_BYTES = 6;

const measure = ({ fields }: RecordInput) => Buffer.byteLength(JSON.stringify(fields));

/**
 * Cuts calls whose records have too many bytes for one request, in their order. A record that is too large by
 * itself gets its own call, and Salesforce refuses it.
 */
export function cutByBytes(
	calls: number[][],
	rows: readonly RecordInput[],
	maxBytes = MAX_CALL_BYTES,
): number[][] {
	return calls.flatMap((call) => {
		const most = call.reduce((sum, row) => sum + countCharacters(rows[row]!.fields), 0);
		if (most * MOST_BYTES <= maxBytes) return [call];
		const parts: number[][] = [[]];
		let bytes = 0;
		for (const row of call) {
			const size = measure(rows[row]!);
			if (bytes > 0 && bytes + size > maxBytes) {
				parts.push([]);
				bytes = 0;
			}
			parts.at(-1)!.push(row);
			bytes += size;
		}
		return parts;
	});
}
