import { type OrgState } from '../core/OrgState';
import { refuse } from '../core/SalesforceError';
import { type Policy } from '../core/Policy';
import { type Fault } from '../faults/FaultTable';
import { renderPage } from '../page/renderPage';
import { empty, json, text, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { describeOrg } from './describeOrg';

/** What only the emulator has: faults and policies by HTTP, and a page to look at. No token needed, loopback only. */
export const adminRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/',
		access: 'public',
		handle: () => text(renderPage(), 'text/html;charset=UTF-8'),
	},
	{
		method: 'GET',
		path: '/emulator/state',
		access: 'public',
		handle: ({ org }) => json(describeOrg(org)),
	},
	{ method: 'GET', path: '/emulator/records/:object', access: 'public', handle: listRecords },
	{
		method: 'GET',
		path: '/emulator/faults',
		access: 'public',
		handle: ({ org }) => json(listFaults(org)),
	},
	{ method: 'POST', path: '/emulator/faults', access: 'public', handle: addFault },
	{ method: 'DELETE', path: '/emulator/faults', access: 'public', handle: clearFaults },
	{
		method: 'GET',
		path: '/emulator/policy',
		access: 'public',
		handle: ({ org }) => json(org.policy),
	},
	{ method: 'PATCH', path: '/emulator/policy', access: 'public', handle: setPolicy },
	{ method: 'POST', path: '/emulator/login-refusals', access: 'public', handle: refuseLogins },
	{ method: 'POST', path: '/emulator/sessions/revoke', access: 'public', handle: revokeSessions },
	{ method: 'POST', path: '/emulator/clock', access: 'public', handle: advanceClock },
];

const SHOWN_RECORDS = 50;

function listRecords({ org, params }: Context): Answer {
	const type = org.metadata.object(params.object ?? '');
	if (!type) throw refuse(404, 'NOT_FOUND', 'There is no such object');
	return json([...org.store.table(type.name).all()].slice(-SHOWN_RECORDS).reverse());
}

/** `match.path` is an expression here, since JSON has none. */
async function addFault(context: Context): Promise<Answer> {
	const { org } = context;
	const given = (await context.readJson()) as Fault & { match?: { path?: string } };
	if (typeof given !== 'object' || given === null)
		throw refuse(400, 'INVALID_INPUT', 'A fault is an object');
	const { path, ...match } = given.match ?? {};
	let expression: RegExp | undefined;
	try {
		expression = path === undefined ? undefined : new RegExp(path);
	} catch {
		throw refuse(400, 'INVALID_INPUT', `match.path is no regular expression: ${String(path)}`);
	}
	org.faults.add({ ...given, match: { ...match, ...(expression && { path: expression }) } });
	return json(listFaults(org), 201);
}

function listFaults(org: OrgState): unknown {
	return org.faults.list().map(({ fault, left }) => {
		const path = fault.match?.path;
		return {
			...fault,
			match: {
				...fault.match,
				...(path !== undefined && { path: path instanceof RegExp ? path.source : path }),
			},
			left,
		};
	});
}

function clearFaults({ org }: Context): Answer {
	org.faults.clear();
	return empty();
}

async function setPolicy(context: Context): Promise<Answer> {
	const { org } = context;
	const given = (await context.readJson()) as Partial<Policy>;
	for (const [name, value] of Object.entries(given ?? {})) {
		const known: unknown = (org.policy as unknown as Record<string, unknown>)[name];
		if (known === undefined || typeof known !== typeof value) {
			throw refuse(400, 'INVALID_INPUT', `There is no policy ${name} of this type`);
		}
	}
	Object.assign(org.policy, given);
	return json(org.policy);
}

async function refuseLogins(context: Context): Promise<Answer> {
	const { org } = context;
	const given = (await context.readJson()) as {
		error?: unknown;
		error_description?: unknown;
		times?: unknown;
	};
	if (typeof given?.error !== 'string' || typeof given.error_description !== 'string') {
		throw refuse(400, 'INVALID_INPUT', 'error and error_description are required');
	}
	const { error, error_description } = given;
	org.refuseLogins({ error, error_description, times: Number(given.times ?? 1) });
	return empty();
}

function revokeSessions({ org }: Context): Answer {
	return json({ revoked: org.sessions.revokeWhere(() => true) });
}

async function advanceClock(context: Context): Promise<Answer> {
	const { org } = context;
	const given = (await context.readJson()) as { milliseconds?: unknown };
	org.advance(Number(given?.milliseconds ?? 0));
	return json({ now: org.now() });
}
