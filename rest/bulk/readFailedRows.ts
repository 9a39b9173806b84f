import { delimiterOf, formatRows, parseRows } from '../csv';
import type { RowRefusal } from '../rows/rowResult';
import type { Client } from '../types';
import type { BulkJob } from './jobs';
import { openResults } from './results';
import { splitRowError } from './rowError';

/**
 * The failed rows of a job as CSV again: those that `choose` picks by their reason.
 *
 * @param uploaded whether in the form in which they were uploaded, without `sf__Id` and `sf__Error`
 */
export async function* readFailedRows(
	client: Client,
	job: BulkJob,
	choose: (refusal: RowRefusal) => boolean,
	{ uploaded }: { uploaded: boolean },
): AsyncGenerator<Buffer, void, undefined> {
	const delimiter = delimiterOf(job);
	let header: string[] | undefined;
	for await (const batch of parseRows(openResults(client, job, 'failed'), delimiter)) {
		const titles = header ? [] : batch.slice(0, 1);
		header ??= batch.shift() ?? [];
		const errorColumn = header.indexOf('sf__Error');
		const isKept = (_: string, at: number) => !uploaded || !header![at]!.startsWith('sf__');
		const chosen = batch.filter((row) => choose(splitRowError(row[errorColumn] ?? '')));
		const rows = [...titles, ...chosen].map((row) => row.filter(isKept));
		if (rows.length > 0) yield Buffer.from(await formatRows(rows, delimiter));
	}
}
