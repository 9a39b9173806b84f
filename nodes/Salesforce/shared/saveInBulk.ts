import type { INodeProperties } from 'n8n-workflow';
import {
	formatRecord,
	type IngestOptions,
	IngestRun,
	keyOf,
	planRounds,
	type IngestSpec,
	readOutcomes,
	type RecordInput,
	recordsToCsv,
	type RowResult,
	toCallRefusal,
} from '../../../rest';
import { createJobLog } from './createJobLog';
import type { BatchRun } from './operation';

export const bulkOption: INodeProperties = {
	displayName: 'Use Bulk API Above (Records)',
	name: 'useBulkApiAbove',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 2000,
	description:
		'With more records than this, one background job takes them all instead of one API call for every 200, and each item gets its outcome just the same. Not with All or None. Options for duplicates and batches have no effect then.',
};

/** How often rows that another transaction held are sent again. */
const retryRounds = 3;

/** Whether the user wants so many records to go by Bulk API. */
export function isBulk({ parameters, itemIndexes }: BatchRun, count: number): boolean {
	const first = itemIndexes[0] ?? 0;
	const above = parameters.get('options.useBulkApiAbove', first, 0);
	return above > 0 && count > above && !parameters.get('options.allOrNone', first, false);
}

/**
 * Saves records by Bulk API 2.0, one job for each object, and tells each one's outcome in the order given. Rows of one
 * record go in jobs one after the other: Salesforce refuses both where they meet.
 *
 * @param sleep for tests; by default the time that Salesforce needs is waited for
 */
export async function saveInBulk(
	run: BatchRun,
	records: RecordInput[],
	spec: Omit<IngestSpec, 'object'>,
	sleep?: IngestOptions['sleep'],
): Promise<RowResult[]> {
	const { client, context, parameters, itemIndexes } = run;
	const signal = context.getExecutionCancelSignal();
	const rule = parameters.get('options.assignmentRule', itemIndexes[0] ?? 0, '').trim();
	const waiting = { ...(signal && { signal }), ...(sleep && { sleep }) };
	const results = new Array<RowResult>(records.length);
	const cells = records.map((record, place) => {
		try {
			return formatRecord(record.fields);
		} catch (error) {
			results[place] = { success: false, error: toCallRefusal(error) };
			return undefined;
		}
	});
	const key = spec.operation === 'upsert' ? spec.externalIdFieldName! : 'Id';
	const keys = records.map((record) =>
		spec.operation === 'insert' ? undefined : keyOf(record, key),
	);
	const types = records.map((record) => record.object);
	for (const wanted of planRounds(types, keys, Infinity, 1).flat()) {
		const places = wanted.filter((place) => cells[place] !== undefined);
		const [first] = places;
		if (first === undefined) continue;
		const { object } = records[first]!;
		const rows = places.map((place) => cells[place]!);
		const ingest = new IngestRun(
			client,
			{ ...spec, object, ...(rule !== '' && rule !== 'none' && { assignmentRuleId: rule }) },
			{ matchRows: true, retryRounds, log: createJobLog(run), ...waiting },
		);
		await ingest.run(recordsToCsv(rows));
		const outcomes = await readOutcomes(ingest, waiting);
		outcomes.rows.forEach((result, row) => (results[places[row]!] = result));
		run.hint(`${places.length} records in bulk job ${ingest.jobs.map(({ id }) => id).join(', ')}`);
	}
	return results;
}
