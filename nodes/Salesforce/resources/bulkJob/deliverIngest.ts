import type { IDataObject } from 'n8n-workflow';
import {
	BulkJobError,
	type BulkJob,
	type IngestRun,
	isDelete,
	readOutcomes,
	readResultList,
	type ResultList,
	type RowResult,
} from '../../../../rest';
import type { BatchRun, OutputRow, RowOutcome } from '../../operation';
import { storeFile } from '../../items/binaryFiles';

export const resultLists: ResultList[] = ['successful', 'failed', 'unprocessed'];

/** A finished run whose outcomes are returned. */
export interface Delivery {
	run: BatchRun;
	ingest: IngestRun;
	/** The input items that the rows came from: one a row, or the one with the file. */
	items: number[];
	fromFile: boolean;
}

/** One outcome per row, in the order of the rows. */
export async function deliverItems(delivery: Delivery): Promise<RowOutcome[]> {
	const { run, ingest, items, fromFile } = delivery;
	const { rows, surplus } = await readOutcomes(ingest);
	const deletes = isDelete(ingest.operation);
	const outcomes = rows.map((result, row) => {
		const item = fromFile ? items[0]! : items[row]!;
		if (result.success) return { item, ...toRow(result, deletes) };
		const error =
			fromFile && !run.continueOnFail
				? { ...result.error, message: `Row ${row + 1}: ${result.error.message}` }
				: result.error;
		return { item, error };
	});
	run.hint(summarise(ingest, rows, surplus));
	return outcomes;
}

function toRow(
	{ id, created }: { id: string; created: boolean | null },
	deletes: boolean,
): OutputRow {
	return { json: deletes ? { id, deleted: true } : { id, success: true, created } };
}

function summarise(ingest: IngestRun, rows: RowResult[], surplus: number): string {
	const saved = rows.filter(({ success }) => success).length;
	const jobs = jobIds(ingest).join(', ') || 'none';
	const strangers =
		surplus === 0
			? ''
			: ` Salesforce gave ${surplus} results that belong to no row; rows without a result are marked as unknown.`;
	return `${rows.length} rows in bulk job ${jobs}: ${saved} saved, ${rows.length - saved} not.${strangers}`;
}

/** One item: the jobs' figures, and the three lists as files. */
export async function deliverFiles(delivery: Delivery): Promise<RowOutcome[]> {
	const { run, ingest, items } = delivery;
	throwUnlessEnded(ingest, run.continueOnFail);
	const binary: NonNullable<OutputRow['binary']> = {};
	for (const list of resultLists) {
		const csv = readResultList(ingest, list);
		binary[list] = await storeFile(run.context, csv, `${list}.csv`, 'text/csv');
	}
	return [{ item: items, json: describeRun(ingest), binary }];
}

/** One item a job. */
export function deliverJobs({ run, ingest, items, fromFile }: Delivery): RowOutcome[] {
	throwUnlessEnded(ingest, run.continueOnFail);
	return ingest.parts.flatMap(({ job, firstRow, rows = 0 }) => {
		const item = fromFile ? items : items.slice(firstRow, firstRow + rows);
		return job ? [{ item, json: job as IDataObject }] : [];
	});
}

/**
 * Throws if the outcome of rows is unknown: files without these rows would not tell the whole truth. A job that
 * ended as Failed has told the outcome of every row, so with Continue its files are returned.
 */
function throwUnlessEnded(ingest: IngestRun, continueOnFail: boolean): void {
	const broken = ingest.parts.find(({ error }) => error !== undefined);
	if (broken) throw broken.job ? BulkJobError.from(broken.error, jobIds(ingest)) : broken.error;
	const failed = ingest.jobs.find(({ state }) => state === 'Failed' || state === 'Aborted');
	if (failed && !continueOnFail) {
		const reason = failed.errorMessage ?? 'no reason given';
		throw new BulkJobError(`ended ${failed.state}: ${reason}. ${tellSaved(ingest)}`, [failed.id]);
	}
}

/** How many rows the jobs saved before one of them ended. */
function tellSaved({ jobs }: IngestRun): string {
	const saved = jobs.reduce(
		(sum, job) => sum + (job.numberRecordsProcessed ?? 0) - (job.numberRecordsFailed ?? 0),
		0,
	);
	if (saved === 0) return 'No row was saved';
	return saved === 1
		? '1 row was saved and stays saved'
		: `${saved} rows were saved and stay saved`;
}

const jobIds = ({ jobs }: IngestRun): string[] => jobs.map(({ id }) => id);

/** The figures of one job as Salesforce gives them; of several, summed up. */
function describeRun(ingest: IngestRun): IDataObject {
	const { jobs } = ingest;
	const total = (figure: (job: BulkJob) => number | undefined) =>
		jobs.reduce((sum, job) => sum + (figure(job) ?? 0), 0);
	const worst = jobs.find(({ state }) => state !== 'JobComplete') ?? jobs.at(-1);
	return {
		...(worst as IDataObject | undefined),
		jobIds: jobIds(ingest),
		numberRecordsProcessed: total((job) => job.numberRecordsProcessed),
		numberRecordsFailed: total((job) => job.numberRecordsFailed),
		numberRows: ingest.parts.reduce((sum, { rows = 0 }) => sum + rows, 0),
	};
}
