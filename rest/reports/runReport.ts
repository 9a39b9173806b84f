import type { Shape } from '../call/shape';
import { InvalidResponseError, ReportError, SalesforceApiError } from '../errors';
import { path } from '../path';
import { pollUntil } from '../pollUntil';
import type { Client, OrgRequest, OrgResponse } from '../types';
import {
	type ReportDescription,
	reportDescription,
	type ReportInstance,
	reportInstance,
	reportLook,
	type ReportMetadata,
	reportResult,
	type ReportResult,
} from './types';

/** Parts of a report's metadata, changed for one run. */
export type RunOverrides = Partial<
	Pick<ReportMetadata, 'reportFilters' | 'reportBooleanFilter' | 'aggregates'>
> & {
	sortBy?: Array<{ sortColumn: string; sortOrder: 'Asc' | 'Desc' }>;
};

export interface RunOptions {
	/** Whether rows come along, not only groups and sums. @default true */
	details?: boolean;
	overrides?: RunOverrides;
}

const bodyOf = ({ overrides }: RunOptions) =>
	overrides && Object.keys(overrides).length > 0 ? { reportMetadata: overrides } : undefined;

const UNSEEN =
	"Check the report's ID. Only the owner can see a report in a private folder: let the owner save it in a folder that is shared with the user.";
const DENIED =
	"Give the user the permission 'Run Reports' and access to the folder of the report, and check that the user may read the report's objects.";
const TOO_MANY =
	"Salesforce runs 500 reports per hour, 20 at the same time. Wait, or turn on 'Run in Background' under Options: there the limit is 1,200 per hour.";

/** Says what to do about a report that can't be run by this user, or not now. */
function adviseOnReport(error: unknown): unknown {
	if (!(error instanceof SalesforceApiError)) return error;
	if (error.statusCode === 404) error.advice = UNSEEN;
	if (error.statusCode === 403 && error.errorCode === 'FORBIDDEN') {
		error.advice = /\bsynchronously\b/.test(error.message) ? TOO_MANY : DENIED;
	}
	return error;
}

/** A request of the reports API, with what to do if it is refused. */
async function ask<Body>(client: Client, request: OrgRequest<Body>): Promise<OrgResponse<Body>> {
	try {
		return await client.request(request);
	} catch (error) {
		throw adviseOnReport(error);
	}
}

/**
 * The columns of a report, and the columns that it can be filtered by.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_describe.htm
 *
 * @throws SalesforceApiError NOT_FOUND for a report that does not exist or is not visible
 */
export async function describeReport(client: Client, id: string): Promise<ReportDescription> {
	const request = { path: path`analytics/reports/${id}/describe`, shape: reportDescription };
	return (await ask(client, request)).body;
}

/**
 * Runs a report while the caller waits: at most two minutes, 500 times an hour, and 2,000 rows.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_getreportrundata.htm
 *
 * @throws SalesforceApiError
 */
export async function runReport(
	client: Client,
	id: string,
	options: RunOptions = {},
): Promise<ReportResult> {
	const body = bodyOf(options);
	const { body: result } = await ask(client, {
		// Nothing is changed by a run.
		method: body ? 'POST' : 'GET',
		path: path`analytics/reports/${id}`,
		query: { includeDetails: options.details ?? true },
		...(body && { body }),
		shape: reportResult,
	});
	return result;
}

export interface WaitForReportOptions {
	/** Milliseconds. @default an hour */
	limit?: number;
	/** Called when the run has begun, and with each look at it. */
	onProgress?: (instance: ReportInstance) => void;
}

const hasEnded = ({ status }: Pick<ReportInstance, 'status'>) =>
	status === 'Success' || status === 'Error';

/**
 * Runs a report in the background and waits for its result, with growing pauses.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_instances_resource.htm
 *
 * @throws ReportError `REPORT_FAILED` if the run fails, `WAIT_LIMIT` if it takes too long
 * @throws SalesforceApiError
 */
export async function runReportInBackground(
	client: Client,
	id: string,
	options: RunOptions = {},
	{ limit = 3_600_000, onProgress }: WaitForReportOptions = {},
): Promise<ReportResult> {
	const { body: instance } = await ask(client, {
		method: 'POST',
		path: path`analytics/reports/${id}/instances`,
		query: { includeDetails: options.details ?? true },
		body: bodyOf(options) ?? {},
		// One more run would change nothing.
		effect: 'job step',
		shape: reportInstance,
	});
	onProgress?.(instance);
	const lookAtIt = async () => {
		const { body: look } = await client.request({
			path: path`analytics/reports/${id}/instances/${instance.id}`,
			effect: 'job step',
			shape: reportLook,
		});
		onProgress?.({ id: instance.id, status: look.attributes.status });
		return look;
	};
	const look = await pollUntil(undefined, {
		timing: client.timing,
		limit,
		look: lookAtIt,
		isOver: (seen) => seen !== undefined && hasEnded(seen.attributes),
		tooLong: () =>
			new ReportError(
				'WAIT_LIMIT',
				`The report is still running after ${Math.round(limit / 6000) / 10} minutes, as ${instance.id}`,
				"Raise 'Wait Limit' under Options, or let the report find fewer rows with filters.",
			),
	});
	const { status, statusMessage } = look!.attributes;
	if (status === 'Success') return reportResult(look, '');
	const why = typeof statusMessage === 'string' ? `: ${statusMessage}` : '';
	throw new ReportError(
		'REPORT_FAILED',
		`Salesforce could not run the report (${instance.id})${why}`,
		'Open the report in Salesforce and run it there: it shows what is wrong.',
	);
}

export const EXCEL_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const bytes: Shape<Buffer> = (value) => {
	// A workbook is a zip archive, and begins as one.
	if (Buffer.isBuffer(value) && value.subarray(0, 2).toString('latin1') === 'PK') return value;
	throw new InvalidResponseError('something other than an Excel file');
};

/** The name that an answer gives its file, without what could lead out of a folder. */
function readFileName(disposition = ''): string | undefined {
	const [, name] = /filename="([^"]*)"/i.exec(disposition) ?? [];
	const safe = name?.replace(/[/\\:\p{Cc}]/gu, '_').trim();
	return safe === '' ? undefined : safe;
}

/**
 * A report as Salesforce formats it for Excel, with the name that it gives the file.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/sforce_analytics_rest_api_download_excel.htm
 *
 * @throws SalesforceApiError
 */
export async function downloadReport(
	client: Client,
	id: string,
	options: Pick<RunOptions, 'overrides'> = {},
): Promise<{ content: Buffer; fileName: string }> {
	const { body, headers } = await ask(client, {
		method: 'POST',
		path: path`analytics/reports/${id}`,
		headers: { Accept: EXCEL_TYPE },
		body: bodyOf(options) ?? {},
		effect: 'read',
		responseType: 'bytes',
		shape: bytes,
	});
	const fileName = readFileName(headers['content-disposition']) ?? `${id}.xlsx`;
	return { content: body, fileName };
}
