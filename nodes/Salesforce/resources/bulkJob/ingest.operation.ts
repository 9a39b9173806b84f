import {
	type BulkCells,
	formatRecord,
	IngestRun,
	InvalidInputError,
	isDelete,
	type IngestSpec,
	fromCsv,
	fromRecords,
	type RowSource,
	type SalesforceRecord,
} from '../../../../rest';
import { createDescriber } from '../../items/createDescriber';
import type { BatchOperation, BatchRun, RowOutcome } from '../../operation';
import { createFieldsReader, type FieldsReader } from '../../fields/readFields';
import { readItems } from '../../items/readItems';
import { openFile, warnOfDatabaseLimit } from '../../items/binaryFiles';
import { deliverFiles, deliverItems, deliverJobs } from './deliverIngest';
import { ingestProperties } from './ingestProperties';
import { readIngestOptions, readOutput, readSpec } from './readIngest';

/** Rows for one object, by one operation. */
interface Load {
	spec: IngestSpec;
	items: number[];
	source: RowSource;
	fromFile: boolean;
}

interface ItemRow {
	item: number;
	spec: IngestSpec;
	cells: BulkCells;
}

/** The field that finds the row's record, unless the job inserts. */
function checkKey(fields: SalesforceRecord, spec: IngestSpec): void {
	if (spec.operation === 'insert') return;
	const key = spec.externalIdFieldName ?? 'Id';
	// An upsert by Id creates the rows without one: Salesforce's own rule.
	if (spec.operation === 'upsert' && key.toLowerCase() === 'id') return;
	const name = Object.keys(fields).find((field) => field.toLowerCase() === key.toLowerCase());
	if (name !== undefined && fields[name] !== null) return;
	throw new InvalidInputError(
		`The item has no value for '${key}', the field that records are found by`,
		'Give it a value, or leave the item out with a Filter node',
	);
}

async function readRow(run: BatchRun, reader: FieldsReader, item: number): Promise<ItemRow> {
	const spec = readSpec(run, item, reader.matchingFields[0] ?? '');
	const described = await reader.describe(item, spec.object, createDescriber(run.client));
	const fields = reader.read(item, described);
	checkKey(fields, spec);
	const isId = ([name]: [string, unknown]) => name.toLowerCase() === 'id';
	const sent = isDelete(spec.operation)
		? Object.fromEntries(Object.entries(fields).filter(isId))
		: fields;
	return { item, spec, cells: formatRecord(sent) };
}

/** The items as loads: one for each object and operation that they name. */
async function readItemLoads(run: BatchRun): Promise<{ loads: Load[]; refused: RowOutcome[] }> {
	const reader = createFieldsReader(run, 'nullClears');
	const { values, refused } = await readItems(run, (item) => readRow(run, reader, item));
	const groups = new Map<string, ItemRow[]>();
	for (const row of values) {
		const key = JSON.stringify(row.spec);
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	const loads = [...groups.values()].map((rows) => ({
		spec: rows[0]!.spec,
		items: rows.map(({ item }) => item),
		source: fromRecords(rows.map(({ cells }) => cells)),
		fromFile: false,
	}));
	return { loads, refused };
}

/** Each item's file as a load. */
async function readFileLoads(run: BatchRun): Promise<{ loads: Load[]; refused: RowOutcome[] }> {
	const { values, refused } = await readItems(run, (item) => {
		const name = run.parameters.get('inputDataFieldName', item, 'data');
		const source = fromCsv(openFile(run.context, item, name));
		return { spec: readSpec(run, item), items: [item], source, fromFile: true };
	});
	return { loads: values, refused };
}

async function runLoad(run: BatchRun, load: Load): Promise<RowOutcome[]> {
	const [first = 0] = load.items;
	const resumeJobIds = run.earlierJobs.of(first);
	const ingest = new IngestRun(run.client, load.spec, {
		...readIngestOptions(run, first),
		...(resumeJobIds.length > 0 && { resumeJobIds }),
	});
	try {
		await ingest.run(load.source);
	} finally {
		run.earlierJobs.keep(first, ingest.resumableJobIds);
	}
	const delivery = { run, ingest, items: load.items, fromFile: load.fromFile };
	const output = readOutput(run, first);
	if (output === 'job') return deliverJobs(delivery);
	return output === 'files' ? deliverFiles(delivery) : deliverItems(delivery);
}

export const ingest: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'saved', resumesJobs: true },
	name: 'Import Records',
	value: 'ingest',
	action: 'Create, update or delete records in bulk',
	description:
		'Create, update, upsert or delete thousands to millions of records as a background job, from items or a CSV file, and get the outcome of every row',
	properties: ingestProperties,
	async execute(run) {
		const [first = 0] = run.itemIndexes;
		const fromFile = run.parameters.get<string>('source', first, 'items') === 'file';
		if (readOutput(run, first) === 'files') {
			warnOfDatabaseLimit(run.context, run.hint);
		}
		const { loads, refused } = await (fromFile ? readFileLoads(run) : readItemLoads(run));
		const outcomes = [...refused];
		for (const load of loads) {
			try {
				for (const outcome of await runLoad(run, load)) outcomes.push(outcome);
			} catch (error) {
				run.context.getExecutionCancelSignal()?.throwIfAborted();
				for (const item of load.items) outcomes.push({ item, error });
			}
			if (!run.continueOnFail && outcomes.some((outcome) => 'error' in outcome)) break;
		}
		return outcomes;
	},
};
