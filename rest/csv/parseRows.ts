import { RowParser } from './RowParser';

/**
 * Reads CSV rows from a byte stream of any size, batch by batch. The header is the first row of the first batch.
 *
 * @throws InvalidInputError if quotes don't follow RFC 4180
 */
export async function* parseRows(
	source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	delimiter = ',',
): AsyncGenerator<string[][], void, undefined> {
	const parser = await RowParser.create(delimiter);
	for await (const chunk of source) {
		for (const rows of parser.push(chunk)) if (rows.length > 0) yield rows;
	}
	const rows = parser.end();
	if (rows.length > 0) yield rows;
}
