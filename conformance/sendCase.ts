import { type CaseRequest } from './Case';
import { type Seen } from './patterns';
import { type Target } from './targets';
import { fill, type Variables } from './template';

/** Where and as whom a run's requests go. */
export interface Sender {
	/** Sends one request of a case, its variables filled in, by the run's session where it names no other. */
	(request: CaseRequest, variables: Variables): Promise<Seen>;
}

/** Lets an org's duplicate and assignment rules alone, unless a case is about them. */
const QUIET = {
	'Sforce-Auto-Assign': 'FALSE',
	'Sforce-Call-Options': 'client=conformance',
	'Sforce-Duplicate-Rule-Header': 'allowSave=true',
};

const WRONG_TOKEN = '00D000000000000!AQoAQConformanceConformanceConformance';

/** Sends requests of cases to a target. A session that ends meanwhile is replaced once. */
export function createSender(target: Target, version: string): Sender {
	return async function send(template, variables) {
		const request = fill(template, variables);
		const isSession = request.authorization === undefined || request.authorization === 'session';
		const session = await target.session();
		const seen = await sendAs(request, isSession ? session.accessToken : undefined);
		const isExpired = seen.status === 401 && isSession;
		if (!isExpired) return seen;
		const { accessToken } = await target.session(session.accessToken);
		return await sendAs(request, accessToken);

		async function sendAs(one: CaseRequest, token: string | undefined): Promise<Seen> {
			const origin = one.path.startsWith('/services/oauth2/')
				? target.loginUrl
				: session.instanceUrl;
			const quiet = token === undefined ? {} : QUIET;
			const headers = { ...quiet, ...one.headers, ...authorizationOf(one, token) };
			const body = bodyOf(one, headers);
			const answer = await target.send({
				method: one.method ?? 'GET',
				url: origin + pathOf(one, version),
				headers,
				...(body !== undefined && { body }),
				responseType: 'bytes',
			});
			return { ...answer, body: readBody(answer.body, answer.headers['content-type']) };
		}
	};
}

function pathOf({ path, query, version: own }: CaseRequest, version: string): string {
	const isWhole = path.startsWith('/services/') || path.startsWith('/id/');
	const whole = isWhole ? path : `/services/data/v${own ?? version}${path}`;
	if (!query) return whole;
	const pairs = Object.entries(query).map(
		([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
	);
	return `${whole}?${pairs.join('&')}`;
}

function authorizationOf({ authorization }: CaseRequest, token: string | undefined) {
	if (token !== undefined) return { Authorization: `Bearer ${token}` };
	if (authorization === 'none') return {};
	if (authorization === 'wrong') return { Authorization: `Bearer ${WRONG_TOKEN}` };
	return { Authorization: authorization ?? '' };
}

function bodyOf(
	{ json, form, text }: CaseRequest,
	headers: Record<string, string>,
): string | undefined {
	const preset = (type: string) => (headers['Content-Type'] ??= headers['content-type'] ?? type);
	if (json !== undefined) {
		preset('application/json');
		return JSON.stringify(json);
	}
	if (form) {
		preset('application/x-www-form-urlencoded');
		return new URLSearchParams(form).toString();
	}
	return text;
}

/** JSON as it reads, bytes as text; what is below 300 comes as bytes, the rest parsed. */
function readBody(body: unknown, type = ''): unknown {
	if (!Buffer.isBuffer(body)) return body ?? '';
	const text = body.toString('utf8');
	if (!/\bjson\b/i.test(type)) return text;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
