import type { Carrier, RecordInput } from '../rows/carrier';
import { keyOf } from '../rows/keyOf';
import { planRounds } from '../rows/planBatches';
import type { Client } from '../types';
import { checkHeader } from './checkHeader';
import { IngestRun } from './IngestRun';
import { type BulkJob, type IngestSpec, keyFieldOf } from './jobs';
import { readOutcomes } from './outcomes';
import { type BulkCells, formatRecord } from './recordCells';
import { fromRecords } from './rowSource';

interface CarrierOptions {
	/** Called with each step of a job, its id in the text. */
	log?: (message: string, job: BulkJob) => void;
	/** Called after each run of jobs, with the number of its rows. */
	onDone?: (jobIds: string[], rows: number) => void;
}

/** How often rows that another transaction held are sent again. */
const RETRY_ROUNDS = 3;

/**
 * Saves records in Salesforce by Bulk API 2.0, with one run of jobs for each object, and returns each record's
 * outcome. A record whose values have no form in a CSV is refused alone. Rows of the same record go in jobs one
 * after the other.
 */
export function carryByBulkJobs(
	client: Client,
	spec: Omit<IngestSpec, 'object'>,
	{ log, onDone }: CarrierOptions = {},
): Carrier {
	const keyField = keyFieldOf(spec);
	/** Each record's cells, made once. */
	const known = new WeakMap<object, BulkCells>();
	const cellsOf = ({ fields }: RecordInput): BulkCells => {
		const cells = known.get(fields) ?? formatRecord(fields);
		known.set(fields, cells);
		return cells;
	};
	return {
		repeatsLockedRows: true,
		mustNotRepeat: spec.operation === 'insert',
		plan: (rows) => {
			const types = rows.map(({ object }) => object);
			const keys = rows.map((row) => (keyField === undefined ? undefined : keyOf(row, keyField)));
			return planRounds(types, keys, Infinity, 1);
		},
		check: (row) => checkHeader(Object.keys(cellsOf(row)), spec),
		send: async (rows) => {
			const { object } = rows[0]!;
			const run = new IngestRun(
				client,
				{ ...spec, object },
				{ matchRows: true, retryRounds: RETRY_ROUNDS, ...(log && { log }) },
			);
			await run.run(fromRecords(rows.map(cellsOf)));
			const { rows: results } = await readOutcomes(run);
			onDone?.(
				run.jobs.map(({ id }) => id),
				rows.length,
			);
			return { results };
		},
	};
}
