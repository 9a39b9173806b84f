import { notFound, refuse } from '../core/SalesforceError';
import { formatDatetime } from '../core/time';
import { type Answer, empty, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { type Report } from './Report';
import { readSettings } from './readSettings';
import { runReport } from './runReport';

type Status = 'New' | 'Running' | 'Success' | 'Error';

/** A run in the background. */
interface Instance {
	id: string;
	report: Report;
	requestedAt: number;
	ownerId: string;
	details: boolean;
	/** How often somebody has looked at its result. */
	looks: number;
	/** The rows as they were when it began. */
	result: Record<string, unknown>;
}

/** Results are kept so long. */
const LIFETIME = 24 * 60 * 60 * 1000;

interface Access {
	find: (context: Context) => Report;
	readBody: (context: Context) => Promise<unknown>;
}

/** Runs of a report in the background: started, listed, looked at, deleted. */
export function instanceRoutes(path: string, { find, readBody }: Access): readonly Route[] {
	return [
		{ method: 'POST', path, handle: (context) => start(context, find(context), readBody) },
		{ method: 'GET', path, handle: (context) => list(context, find(context)) },
		{ method: 'GET', path: `${path}/:instance`, handle: read },
		{ method: 'DELETE', path: `${path}/:instance`, handle: remove },
	];
}

/** Those that are kept still. */
function instancesOf({ org }: Context): Instance[] {
	const instances = org.state('reportInstances', (): Instance[] => []);
	const kept = instances.filter(({ requestedAt }) => requestedAt > org.now() - LIFETIME);
	instances.splice(0, instances.length, ...kept);
	return instances;
}

async function start(
	context: Context,
	report: Report,
	readBody: Access['readBody'],
): Promise<Answer> {
	const { org, session } = context;
	const details = context.query.get('includeDetails') === 'true';
	const settings = readSettings(report, await readBody(context));
	const instance: Instance = {
		id: org.store.ids.create('0LG'),
		report,
		requestedAt: org.now(),
		ownerId: session.userId,
		details,
		looks: 0,
		result: runReport(context, report, settings, details),
	};
	instancesOf(context).push(instance);
	return json(describe(context, instance));
}

function statusOf({ org }: Context, { looks }: Instance): Status {
	const { reportLooks, reportError } = org.policy;
	if (looks === 0) return 'New';
	if (looks <= reportLooks) return 'Running';
	return reportError === undefined ? 'Success' : 'Error';
}

function describe(context: Context, instance: Instance) {
	const { id, report, requestedAt, ownerId, details } = instance;
	const status = statusOf(context, instance);
	const isDone = status === 'Success' || status === 'Error';
	return {
		completionDate: isDone ? formatDatetime(requestedAt) : null,
		hasDetailRows: details,
		id,
		ownerId,
		queryable: status === 'Success',
		requestDate: formatDatetime(requestedAt),
		status,
		url: `${context.base}/analytics/reports/${report.id}/instances/${id}`,
	};
}

/** Newest first. */
function list(context: Context, report: Report): Answer {
	const own = instancesOf(context).filter((instance) => instance.report.id === report.id);
	return json(own.reverse().map((instance) => describe(context, instance)));
}

function find(context: Context): Instance {
	const instance = instancesOf(context).find(({ id }) => id === context.params.instance);
	if (!instance) throw notFound();
	return instance;
}

function read(context: Context): Answer {
	const instance = find(context);
	instance.looks++;
	const { reportError: statusMessage } = context.org.policy;
	const { attributes, ...result } = instance.result;
	const described = describe(context, instance);
	const about = { ...(attributes as object), ...described, type: 'ReportInstance' };
	if (described.status === 'Success') return json({ attributes: about, ...result });
	const failed = described.status === 'Error' ? { statusMessage } : {};
	return json({ attributes: { ...about, ...failed } });
}

function remove(context: Context): Answer {
	const instance = find(context);
	if (!['Success', 'Error'].includes(statusOf(context, instance))) {
		throw refuse(400, 'BAD_REQUEST', 'A report that is running can not be deleted.');
	}
	const instances = instancesOf(context);
	instances.splice(instances.indexOf(instance), 1);
	return empty();
}
