import { notFound, refuse } from '../core/SalesforceError';
import { formatDatetime } from '../core/time';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { describeReport } from './describeReport';
import { type Report, reports } from './Report';
import { runReport } from './runReport';
import { type ReportFilter } from './Report';

const path = '/services/data/:version/analytics/reports';

interface Instance {
	id: string;
	report: Report;
	requestedAt: number;
	ownerId: string;
	result: Record<string, unknown>;
}

/** Reports: the list, what they are made of, runs at once and runs to be fetched later. */
export const reportRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: list },
	{
		method: 'GET',
		path: `${path}/:id/describe`,
		handle: (context) => json(describeReport(find(context))),
	},
	{ method: 'GET', path: `${path}/:id`, handle: run },
	{ method: 'POST', path: `${path}/:id`, handle: run },
	{ method: 'POST', path: `${path}/:id/instances`, handle: startInstance },
	{ method: 'GET', path: `${path}/:id/instances`, handle: listInstances },
	{ method: 'GET', path: `${path}/:id/instances/:instance`, handle: readInstance },
];

function find({ params }: Context): Report {
	const id = params.id ?? '';
	const report = reports.find((one) => one.id === id || one.id.slice(0, 15) === id);
	if (!report) throw notFound();
	return report;
}

function list({ base }: Context): Answer {
	return json(
		reports.map(({ id, name }) => ({
			describeUrl: `${base}/analytics/reports/${id}/describe`,
			id,
			instancesUrl: `${base}/analytics/reports/${id}/instances`,
			name,
			url: `${base}/analytics/reports/${id}`,
		})),
	);
}

async function run(context: Context): Promise<Answer> {
	return json(await runOnce(context, context.query.get('includeDetails') === 'true'));
}

async function runOnce(context: Context, details: boolean): Promise<Record<string, unknown>> {
	const hasBody = context.method === 'POST' && context.headers['content-length'] !== '0';
	const body = hasBody ? await context.readJson() : {};
	return runReport(context, find(context), readFilters(body), details);
}

function readFilters(body: unknown): ReportFilter[] {
	const { reportMetadata } = (body ?? {}) as { reportMetadata?: { reportFilters?: unknown } };
	const filters = reportMetadata?.reportFilters ?? [];
	const isFilter = (filter: unknown): filter is ReportFilter => {
		const { column, operator, value } = (filter ?? {}) as Partial<
			Record<keyof ReportFilter, unknown>
		>;
		return [column, operator, value].every((part) => typeof part === 'string');
	};
	if (!Array.isArray(filters) || !filters.every(isFilter)) {
		throw refuse(
			400,
			'JSON_PARSER_ERROR',
			'reportFilters must be a list of column, operator, value',
		);
	}
	return filters;
}

async function startInstance(context: Context): Promise<Answer> {
	const { org, session } = context;
	const instance: Instance = {
		id: org.store.ids.create('0LG'),
		report: find(context),
		requestedAt: org.now(),
		ownerId: session.userId,
		result: await runOnce(context, context.query.get('includeDetails') === 'true'),
	};
	instancesOf(context).push(instance);
	return json({ ...describeInstance(context, instance), status: 'New', completionDate: null });
}

function instancesOf({ org }: Context): Instance[] {
	return org.state('reportInstances', (): Instance[] => []);
}

function describeInstance({ base }: Context, { id, report, requestedAt, ownerId }: Instance) {
	return {
		completionDate: formatDatetime(requestedAt),
		hasDetailRows: true,
		id,
		ownerId,
		queryable: true,
		requestDate: formatDatetime(requestedAt),
		status: 'Success',
		url: `${base}/analytics/reports/${report.id}/instances/${id}`,
	};
}

function listInstances(context: Context): Answer {
	const report = find(context);
	const own = instancesOf(context).filter((instance) => instance.report === report);
	return json(own.map((instance) => describeInstance(context, instance)));
}

function readInstance(context: Context): Answer {
	const instance = instancesOf(context).find(({ id }) => id === context.params.instance);
	if (!instance) throw notFound();
	const { attributes, ...result } = instance.result;
	const described = describeInstance(context, instance);
	return json({
		attributes: { ...(attributes as object), ...described, type: 'ReportInstance' },
		...result,
	});
}
