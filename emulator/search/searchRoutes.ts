import { refuse } from '../core/SalesforceError';
import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { parseSosl, type Returning, type Search, type SearchGroup } from './parseSosl';
import { runSearch } from './runSearch';

/** Before this version, the answer is a bare array. */
const FIRST_VERSION_WITH_OBJECT = 37;
const MAX_LIMIT = 2000;
const PARAMETERIZED = '/services/data/:version/parameterizedSearch';

/** SOSL, and searches put together from parameters. */
export const searchRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/search', handle: search },
	{ method: 'GET', path: PARAMETERIZED, handle: searchByQuery },
	{ method: 'POST', path: PARAMETERIZED, handle: searchByBody },
];

function search(context: Context): Answer {
	const statement = context.query.get('q');
	if (!statement) throw refuse(400, 'MALFORMED_SEARCH', 'A search string has to be specified');
	return answer(context, parseSosl(statement));
}

function answer(context: Context, wanted: Search): Answer {
	const { org, base, session, version } = context;
	const searchRecords = runSearch(org, wanted, { base, userId: session.userId });
	return json(version >= FIRST_VERSION_WITH_OBJECT ? { searchRecords } : searchRecords);
}

interface Parameters {
	q?: unknown;
	in?: unknown;
	fields?: unknown;
	sobjects?: unknown;
	defaultLimit?: unknown;
	overallLimit?: unknown;
}

async function searchByBody(context: Context): Promise<Answer> {
	return answer(context, toSearch((await context.readJson()) as Parameters));
}

function searchByQuery(context: Context): Answer {
	const { query } = context;
	const list = (name: string) => query.get(name)?.split(',');
	const sobjects = (list('sobject') ?? []).map((name) => ({
		name,
		fields: list(`${name}.fields`),
		limit: query.get(`${name}.limit`) ?? undefined,
		where: query.get(`${name}.where`) ?? undefined,
	}));
	const { q, in: group, ...limits } = Object.fromEntries(query);
	return answer(context, toSearch({ q, in: group, fields: list('fields'), sobjects, ...limits }));
}

function toSearch({
	q,
	in: group,
	fields,
	sobjects,
	defaultLimit,
	overallLimit,
}: Parameters): Search {
	if (typeof q !== 'string' || q === '') {
		throw refuse(400, 'MALFORMED_SEARCH', 'A search term has to be specified: q');
	}
	const name = typeof group === 'string' ? group.toUpperCase() : 'ALL';
	if (!/^(ALL|NAME|EMAIL|PHONE|SIDEBAR)$/.test(name)) {
		throw refuse(400, 'MALFORMED_SEARCH', `No such search group: ${name}`);
	}
	const objects = Array.isArray(sobjects) ? (sobjects as Record<string, unknown>[]) : [];
	return {
		term: q,
		group: name as SearchGroup,
		returning: objects.map((object) => toReturning(object, fields, defaultLimit)),
		limit: readLimit(overallLimit) ?? MAX_LIMIT,
	};
}

function toReturning(
	object: Record<string, unknown>,
	fields: unknown,
	defaultLimit: unknown,
): Returning {
	const own = Array.isArray(object.fields) ? object.fields : fields;
	const limit = readLimit(object.limit) ?? readLimit(defaultLimit);
	const where = typeof object.where === 'string' ? `WHERE ${object.where} ` : '';
	return {
		object: typeof object.name === 'string' ? object.name : '',
		fields: Array.isArray(own) ? own.join(', ') : '',
		clauses: where + (limit === undefined ? '' : `LIMIT ${limit}`),
	};
}

function readLimit(value: unknown): number | undefined {
	if (value === undefined) return undefined;
	const limit = Number(value);
	if (Number.isInteger(limit) && limit > 0 && limit <= MAX_LIMIT) return limit;
	throw refuse(400, 'INVALID_SEARCH', `A limit lies between 1 and ${MAX_LIMIT}`);
}
