import { RecordScanner } from './RecordScanner';

/**
 * Joins several CSVs of the same columns: the first with its header, the others without theirs. Their bytes pass
 * through unparsed.
 *
 * @param onRows is told the number of rows of each CSV when it has ended
 */
export async function* joinCsv(
	sources: Iterable<AsyncIterable<Buffer> | Iterable<Buffer>>,
	delimiter = ',',
	onRows?: (rows: number, index: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
	let index = 0;
	for (const source of sources) {
		const scanner = new RecordScanner({ delimiter });
		let inHeader = index > 0;
		for await (const chunk of source) {
			const ends: number[] = [];
			const bytes = scanner.scan(chunk, inHeader ? ends : undefined);
			const from = !inHeader ? 0 : (ends[0] ?? bytes.length);
			if (ends.length > 0) inHeader = false;
			if (from < bytes.length) yield bytes.subarray(from);
		}
		const last = scanner.end();
		if (last.length > 0 && !inHeader) yield last;
		onRows?.(Math.max(0, scanner.records - 1), index);
		index++;
	}
}
