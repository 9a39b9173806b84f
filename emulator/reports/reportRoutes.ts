import { refuse } from '../core/SalesforceError';
import { type Answer, bytes, empty, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { describeReport } from './describeReport';
import { type Report, type ReportColumn } from './Report';
import { instanceRoutes } from './reportInstances';
import { reportsOf } from './ReportTable';
import { readRows, runReport } from './runReport';
import { readSettings } from './readSettings';
import { writeExcel } from './writeExcel';

const path = '/services/data/:version/analytics/reports';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HOUR = 60 * 60 * 1000;
const MAX_LISTED = 200;

/** Reports: the list, what they are made of, runs at once and runs to be fetched later. */
export const reportRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: list },
	{ method: 'POST', path, handle: clone },
	{
		method: 'GET',
		path: `${path}/:id/describe`,
		handle: (context) => json(describeReport(find(context))),
	},
	{ method: 'GET', path: `${path}/:id`, handle: run },
	{ method: 'POST', path: `${path}/:id`, handle: run },
	{ method: 'DELETE', path: `${path}/:id`, handle: remove },
	...instanceRoutes(`${path}/:id/instances`, { find, readBody }),
];

function find({ org, params }: Context): Report {
	return reportsOf(org).find(params.id ?? '');
}

/** Those that the user has looked at last: here simply all of them. */
function list({ base, org }: Context): Answer {
	return json(
		reportsOf(org)
			.all()
			.slice(0, MAX_LISTED)
			.map(({ id, name }) => ({
				describeUrl: `${base}/analytics/reports/${id}/describe`,
				fieldsUrl: `${base}/analytics/reports/${id}/fields`,
				id,
				instancesUrl: `${base}/analytics/reports/${id}/instances`,
				name,
				url: `${base}/analytics/reports/${id}`,
			})),
	);
}

async function clone(context: Context): Promise<Answer> {
	const { org, query } = context;
	const { id: _, ...source } = reportsOf(org).find(query.get('cloneId') ?? '');
	const body = (await context.readJson()) as { reportMetadata?: { name?: unknown } } | null;
	const name = body?.reportMetadata?.name;
	if (typeof name !== 'string') throw refuse(400, 'BAD_REQUEST', 'The report needs a name.');
	const developerName = name.replace(/\W+/g, '_');
	const id = reportsOf(org).define({ ...source, name, developerName });
	return json(describeReport(reportsOf(org).find(id)));
}

function remove(context: Context): Answer {
	reportsOf(context.org).remove(find(context), context.session.userId);
	return empty();
}

async function readBody(context: Context): Promise<unknown> {
	const hasBody = context.method === 'POST' && context.headers['content-length'] !== '0';
	return hasBody ? await context.readJson() : undefined;
}

/** Takes a run at once off the hour's. */
function countRun({ org }: Context): void {
	const runs = org.state('reportRuns', (): number[] => []);
	const { reportRunsPerHour } = org.policy;
	while (runs[0] !== undefined && runs[0] <= org.now() - HOUR) runs.shift();
	if (runs.length >= reportRunsPerHour) {
		const message = `You can't run more than ${reportRunsPerHour} reports synchronously every 60 minutes. Try again later or run your reports asynchronously.`;
		throw refuse(403, 'FORBIDDEN', message);
	}
	runs.push(org.now());
}

async function run(context: Context): Promise<Answer> {
	const report = find(context);
	const settings = readSettings(report, await readBody(context));
	countRun(context);
	if (!context.headers.accept?.includes(EXCEL)) {
		const details = context.query.get('includeDetails') === 'true';
		return json(runReport(context, report, settings, details));
	}
	const columns = [...settings.down, ...settings.across, ...settings.detail];
	const rows = readRows(context, report, settings).map(({ values }) =>
		columns.map(({ name }) => values[name] ?? null),
	);
	const labels = columns.map(({ label }: ReportColumn) => label);
	return bytes(writeExcel(report.name, [labels, ...rows]), EXCEL, {
		'Content-Disposition': `attachment; filename="${report.name}.xlsx"`,
	});
}
