import { refuse } from '../core/SalesforceError';
import { formatDatetime } from '../core/time';
import { readSettings } from '../reports/readSettings';
import { reportsOf } from '../reports/ReportTable';
import { runReport } from '../reports/runReport';
import { type Answer, empty, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { type Dashboard, type Snapshot } from './Dashboard';
import { dashboardsOf } from './DashboardTable';
import { describeDashboard, linkOf } from './describeDashboard';

const path = '/services/data/:version/analytics/dashboards';
const MAX_LISTED = 200;

/**
 * Dashboards: the list, their components, and what the components showed after the last refresh.
 * https://developer.salesforce.com/docs/atlas.en-us.api_analytics.meta/api_analytics/analytics_api_dashboard_resource_reference.htm
 */
export const dashboardRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: list },
	{ method: 'POST', path, handle: clone },
	{
		method: 'GET',
		path: `${path}/:id/describe`,
		handle: (context) => json(describeDashboard(context, find(context))),
	},
	{ method: 'GET', path: `${path}/:id/status`, handle: getStatus },
	{ method: 'GET', path: `${path}/:id`, handle: getResults },
	{ method: 'POST', path: `${path}/:id`, handle: getResults },
	{ method: 'PUT', path: `${path}/:id`, handle: refresh },
	{ method: 'DELETE', path: `${path}/:id`, handle: remove },
];

function find({ org, params }: Context): Dashboard {
	return dashboardsOf(org).find(params.id ?? '');
}

/** Those that the user has looked at last: here simply all of them. */
function list({ base, org }: Context): Answer {
	return json(
		dashboardsOf(org)
			.all()
			.slice(0, MAX_LISTED)
			.map(({ id, name }) => {
				const url = linkOf(base, id);
				return { id, name, statusUrl: `${url}/status`, url };
			}),
	);
}

async function clone(context: Context): Promise<Answer> {
	const { org, query } = context;
	const table = dashboardsOf(org);
	const { id: _, snapshot: _kept, ...source } = table.find(query.get('cloneId') ?? '');
	const { name, folderId } = ((await context.readJson()) ?? {}) as Record<string, unknown>;
	if (typeof name !== 'string') throw refuse(400, 'BAD_REQUEST', 'The dashboard needs a name.');
	const developerName = name.replace(/\W+/g, '_');
	const folder = typeof folderId === 'string' ? { folderId } : {};
	const id = table.define({ ...source, name, developerName, ...folder });
	return json(describeDashboard(context, table.find(id)));
}

/** Runs the reports again: that a dashboard shows them as they were is what its status is for. */
function takeSnapshot(context: Context, dashboard: Dashboard, looks: number): Snapshot {
	const results = dashboard.components.map(({ reportId }) => {
		const report = reportsOf(context.org).find(reportId);
		return runReport(context, report, readSettings(report, undefined), false);
	});
	return (dashboard.snapshot = { takenAt: context.org.now(), results, looks });
}

const statusOf = ({ org }: Context, { takenAt, looks }: Snapshot) => ({
	refreshDate: formatDatetime(takenAt),
	refreshStatus: looks > org.policy.reportLooks ? 'IDLE' : 'RUNNING',
});

function latest(context: Context, dashboard: Dashboard): Snapshot {
	return dashboard.snapshot ?? takeSnapshot(context, dashboard, Infinity);
}

function getStatus(context: Context): Answer {
	const dashboard = find(context);
	const snapshot = latest(context, dashboard);
	snapshot.looks++;
	const status = statusOf(context, snapshot);
	return json({
		componentStatus: dashboard.components.map(({ id }) => ({ componentId: id, ...status })),
	});
}

/** All components, or with POST those whose IDs the body lists. */
async function getResults(context: Context): Promise<Answer> {
	const dashboard = find(context);
	const body = context.method === 'POST' ? await context.readJson() : null;
	const { componentIds } = (body ?? {}) as { componentIds?: unknown };
	const isAsked = (id: string) => !Array.isArray(componentIds) || componentIds.includes(id);
	const snapshot = latest(context, dashboard);
	const status = { dataStatus: 'DATA', errorCode: null, errorMessage: null, errorSeverity: null };
	return json({
		componentData: dashboard.components.flatMap(({ id: componentId }, at) => {
			const result = { componentId, reportResult: snapshot.results[at] };
			return isAsked(componentId)
				? [{ ...result, status: { ...status, ...statusOf(context, snapshot) } }]
				: [];
		}),
		dashboardMetadata: describeDashboard(context, dashboard),
	});
}

function refresh(context: Context): Answer {
	const dashboard = find(context);
	takeSnapshot(context, dashboard, 0);
	return json({ statusUrl: `${linkOf(context.base, dashboard.id)}/status` });
}

function remove(context: Context): Answer {
	dashboardsOf(context.org).remove(find(context), context.session.userId);
	return empty();
}
