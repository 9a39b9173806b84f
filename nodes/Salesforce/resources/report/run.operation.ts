import type { IDataObject } from 'n8n-workflow';
import {
	countRows,
	describeReport,
	downloadReport,
	EXCEL_TYPE,
	readAllRows,
	ReportError,
	type ReportInstance,
	type ReportResult,
	type RowShape,
	runReport,
	runReportInBackground,
	type RunOverrides,
	toRows,
	toSummary,
} from '../../../../rest';
import type { ItemOperation, ItemRun, OutputRow } from '../../operation';
import { optionsProperty } from '../../options/options';
import { readWaiting } from '../bulkJob/waiting';
import { readFilters, readOverrides, readReportId } from './readReport';
import { reportOptions, reportProperties } from './reportProperties';

const OUTPUTS = ['rows', 'summary', 'raw', 'file'] as const;
type Output = (typeof OUTPUTS)[number];

const toItems = (rows: Array<Record<string, unknown>>): OutputRow[] =>
	rows.map((row) => ({ json: row as IDataObject }));

const readShape = ({ parameters, itemIndex }: ItemRun): RowShape => ({
	keys: parameters.getChoice('options.keys', itemIndex, ['labels', 'apiNames'], 'labels'),
	values: parameters.getChoice('options.values', itemIndex, ['values', 'labels'], 'values'),
});

/** Writes how far a report is to n8n's log, and in a run by hand to the browser's console. */
function createLog({ context }: ItemRun) {
	return (message: string, details: IDataObject): void => {
		context.logger.info(message, details);
		if (context.getMode() === 'manual') context.sendMessageToUI(message);
	};
}

/** Runs the report once, while the node waits or in the background. */
function createRunner(run: ItemRun, id: string, details: boolean) {
	const { client, parameters, itemIndex } = run;
	if (!parameters.get('options.runInBackground', itemIndex, false)) {
		return (overrides: RunOverrides) => runReport(client, id, { details, overrides });
	}
	const log = createLog(run);
	const { limit } = readWaiting(run, itemIndex);
	const onProgress = ({ id: instanceId, status }: ReportInstance) =>
		log(`Report ${id}, run ${instanceId}: ${status}`, { reportId: id, instanceId, status });
	return (overrides: RunOverrides) =>
		runReportInBackground(
			client,
			id,
			{ details, overrides },
			{ ...(limit !== undefined && { limit }), onProgress },
		);
}

const number = (count: number) => count.toLocaleString('en-US');

/** Says that rows are missing, or refuses to give the others. */
function tellIncomplete(run: ItemRun, result: ReportResult, shown: number | undefined): void {
	const { parameters, itemIndex, hint } = run;
	const total = countRows(result);
	if (shown === 0 && total !== undefined && total > 0) {
		hint(
			`The report counts ${number(total)} rows, but shows none, because its detail rows are hidden.`,
		);
	}
	if (result.allData !== false) return;
	const first = shown === undefined ? 'the first 2,000' : `the first ${number(shown)}`;
	const of = total === undefined ? 'more' : number(total);
	const message = `Only ${first} rows of ${of} are returned: Salesforce gives no more in one run.`;
	const advice =
		"Turn on 'Read All' under Options with the output Rows, choose Excel File, or let filters find fewer rows.";
	const onIncomplete = ['warn', 'fail'] as const;
	const chosen = parameters.getChoice('options.onIncomplete', itemIndex, onIncomplete, 'warn');
	if (chosen === 'fail') throw new ReportError('REPORT_INCOMPLETE', message, advice);
	hint(`${message} ${advice}`);
}

async function giveAllRows(run: ItemRun, id: string): Promise<OutputRow[]> {
	const log = createLog(run);
	const parts = await readAllRows({
		run: createRunner(run, id, true),
		description: await describeReport(run.client, id),
		filters: readFilters(run),
		onProgress: (read, total) =>
			log(`Report ${id}: ${number(read)} of ${number(total)} rows read`, { reportId: id }),
	});
	const shape = readShape(run);
	const rows = parts.flatMap((part) => toRows(part, shape));
	if (parts.length > 1) run.hint(`${number(rows.length)} rows, read in ${parts.length} parts`);
	return toItems(rows);
}

async function giveFile(run: ItemRun, id: string): Promise<OutputRow[]> {
	const { client, context, parameters, itemIndex } = run;
	const { overrides } = await readOverrides(run, id, readFilters(run));
	const { content, fileName } = await downloadReport(client, id, { overrides });
	const file = await context.helpers.prepareBinaryData(content, fileName, EXCEL_TYPE);
	const name = parameters.get('outputDataFieldName', itemIndex, 'data') || 'data';
	return [{ json: { reportId: id, fileName, size: content.length }, binary: { [name]: file } }];
}

async function giveResult(run: ItemRun, id: string, output: Output): Promise<OutputRow[]> {
	const { overrides } = await readOverrides(run, id, readFilters(run));
	const result = await createRunner(run, id, output !== 'summary')(overrides);
	if (output === 'raw') {
		tellIncomplete(run, result, undefined);
		return [{ json: result as unknown as IDataObject }];
	}
	const rows =
		output === 'rows' ? toRows(result, readShape(run)) : toSummary(result, readShape(run));
	tellIncomplete(run, result, output === 'rows' ? rows.length : undefined);
	return toItems(rows);
}

export const run: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Run',
	value: 'run',
	action: 'Run report',
	description:
		'Run a report that exists in Salesforce, with filters for this run, and get its rows as items, its groups with their sums, or an Excel file. Changes nothing in Salesforce.',
	properties: [...reportProperties, optionsProperty(reportOptions)],
	async execute(itemRun) {
		const { parameters, itemIndex } = itemRun;
		const id = readReportId(itemRun);
		const output = parameters.getChoice('output', itemIndex, OUTPUTS, 'rows');
		if (output === 'file') return giveFile(itemRun, id);
		if (output === 'rows' && parameters.get('options.readAll', itemIndex, false)) {
			return giveAllRows(itemRun, id);
		}
		return giveResult(itemRun, id, output);
	},
};
