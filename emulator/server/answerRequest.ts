import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Session } from '../auth/SessionTable';
import { type OrgState } from '../core/OrgState';
import { notFound, refuse, SalesforceError } from '../core/SalesforceError';
import { readMultipartBody } from '../files/readMultipartBody';
import { NEWEST_VERSION, OLDEST_VERSION } from '../versions/apiVersions';
import { json, type Answer } from './Answer';
import { requireSession } from './requireSession';
import { parseJson, readBody } from './readBody';
import { type Context, type Route } from './Route';
import { type Router } from './Router';

/** A request before any route has looked at it. */
export interface RawRequest {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: Record<string, string>;
	stream: Readable;
	bytesRead: () => number;
	/** Set once the token is known to be good. */
	username?: string;
	/** A session that is already admitted: a subrequest of a composite call. */
	session?: Session;
	/** The body as a value, where it never was text: a subrequest. */
	value?: unknown;
	/** Rows that another transaction holds. @default 0 */
	lockedRows?: number;
}

/** Finds the route, admits the session, runs the handler; every error becomes Salesforce's answer. */
export async function answerRequest(
	org: OrgState,
	router: Router,
	raw: RawRequest,
): Promise<Answer> {
	const isSubrequest = raw.session !== undefined;
	try {
		const method = raw.query.get('_HttpMethod')?.toUpperCase() ?? raw.method;
		const match = router.match(raw.method === 'POST' ? method : raw.method, raw.path);
		if (match.found !== 'route') {
			if (!raw.session) admit(org, raw);
			throw refuseUnknown(org, raw, match);
		}
		const { route, params } = match;
		const { version, isRoot } = readVersion(raw.path);
		const isCounted = route.access !== 'public' && !raw.session;
		if (isCounted) admit(org, raw);
		const answer = await runRoute(route, createContext(org, router, raw, params, version));
		return isCounted && !isRoot ? withLimitInfo(org, answer) : answer;
	} catch (error) {
		const answer = toAnswer(org, raw, error);
		return isSubrequest ? answer : withLimitInfo(org, answer);
	}
}

async function runRoute(route: Route, context: Context): Promise<Answer> {
	return await route.handle(context);
}

/** Checks the token and takes the call off the daily quota. */
function admit(org: OrgState, raw: RawRequest): void {
	raw.session = requireSession(org, raw.headers.authorization);
	raw.username = raw.session.username;
	if (org.apiUsage >= org.policy.dailyApiRequests) {
		throw refuse(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
	}
	org.apiUsage++;
}

function withLimitInfo(org: OrgState, answer: Answer): Answer {
	const usage = `api-usage=${org.apiUsage}/${org.policy.dailyApiRequests}`;
	return { ...answer, headers: { 'Sforce-Limit-Info': usage, ...answer.headers } };
}

function createContext(
	org: OrgState,
	router: Router,
	raw: RawRequest,
	params: Record<string, string>,
	version: number,
): Context {
	let body: Promise<Buffer> | undefined;
	const readOnce = () => (body ??= readBody(raw.stream));
	return {
		org,
		get session() {
			if (!raw.session) throw new Error(`${raw.path} is public: there is no session`);
			return raw.session;
		},
		version,
		base: `/services/data/v${version}.0`,
		method: raw.method,
		path: raw.path,
		params,
		query: raw.query,
		headers: raw.headers,
		lockedRows: raw.lockedRows ?? 0,
		stream: raw.stream,
		readBody: readOnce,
		readJson: () => readJsonBody(org, raw, readOnce),
		async dispatch({ method, url, headers = {}, value }) {
			const { pathname, search } = splitUrl(url);
			return await answerRequest(org, router, {
				method,
				path: pathname,
				query: new URLSearchParams(search),
				headers: lowerCaseNames(headers),
				stream: Readable.from([]),
				bytesRead: () => 0,
				...(raw.session && { session: raw.session }),
				...(value !== undefined && { value }),
			});
		},
	};
}

async function readJsonBody(
	org: OrgState,
	raw: RawRequest,
	read: () => Promise<Buffer>,
): Promise<unknown> {
	if (raw.value !== undefined) return raw.value;
	const type = raw.headers['content-type'] ?? '';
	if (/^multipart\/form-data/i.test(type) && /\/sobjects\b/i.test(raw.path)) {
		return await readMultipartBody(org, raw, type);
	}
	if (!/json/i.test(type)) throw refuse(415, 'UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
	return parseJson((await read()).toString('utf8'));
}

function splitUrl(url: string): { pathname: string; search: string } {
	const index = url.indexOf('?');
	return index < 0
		? { pathname: url, search: '' }
		: { pathname: url.slice(0, index), search: url.slice(index + 1) };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
}

function readVersion(path: string): { version: number; isRoot: boolean } {
	const match = /^\/services\/data(?:\/(?:v(\d+)\.0|([^/]*)))?(\/[^/]+)?/.exec(path);
	if (!match || (match[1] === undefined && !match[2])) {
		return { version: NEWEST_VERSION, isRoot: Boolean(match) };
	}
	const version = Number(match[1] ?? Number.NaN);
	if (version < OLDEST_VERSION) {
		const message = `The requested resource is no longer available: API version ${version}.0 has been retired.`;
		throw refuse(410, 'UNSUPPORTED_API_VERSION', message);
	}
	if (!(version <= NEWEST_VERSION)) throw notFound();
	return { version, isRoot: false };
}

type Unmatched = Exclude<ReturnType<Router['match']>, { found: 'route' }>;

function refuseUnknown(org: OrgState, raw: RawRequest, match: Unmatched): SalesforceError {
	readVersion(raw.path);
	const { method, path } = raw;
	if (match.found === 'otherMethods') {
		const allowed = match.methods.join(',');
		const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed}`;
		return refuse(405, 'METHOD_NOT_ALLOWED', message);
	}
	org.unknownRequests.push({ method, path, reason: 'no such resource' });
	return notFound();
}

/** Any error as an answer; what the emulator itself got wrong looks like Salesforce's own breakdowns. */
function toAnswer(org: OrgState, { method, path }: RawRequest, error: unknown): Answer {
	if (error instanceof SalesforceError) {
		const body = error.entries.map(({ extra, errorCode, message, fields }) => ({
			...extra,
			message,
			errorCode,
			...(fields && { fields }),
		}));
		return json(body, error.status);
	}
	const reason = `broke down: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
	org.unknownRequests.push({ method, path, reason });
	const errorId = `${randomInt(1e9)}-${randomInt(1e6)} (${randomInt(1e9)})`;
	const message = `An unexpected error occurred. Please include this ErrorId if you contact support: ${errorId}`;
	return json([{ message, errorCode: 'UNKNOWN_EXCEPTION' }], 500);
}
