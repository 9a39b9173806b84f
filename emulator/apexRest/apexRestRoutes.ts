import { type OrgState } from '../core/OrgState';
import { refuse } from '../core/SalesforceError';
import { type Answer, empty, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { accountSummary } from './accountSummary';
import { type ApexRestClass, type ApexRestMethod } from './ApexRestClass';

const path = '/services/apexrest';
const methods: readonly ApexRestMethod[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

/** Apex REST: the classes of the org, found by their mapping. */
export const apexRestRoutes: readonly Route[] = methods.map((method) => ({
	method,
	path: `${path}/*rest`,
	handle: call,
}));

/** What an org has; a test may add to its own. */
export const apexRestClassesOf = (org: OrgState): ApexRestClass[] =>
	org.state('apexRestClasses', () => [{ ...accountSummary }]);

interface Found {
	found: ApexRestClass;
	/** What stands behind the mapping. */
	rest: string;
}

/** The class whose mapping fits; of several, the longest. Case matters, as in Salesforce. */
function find(org: OrgState, asked: string): Found | undefined {
	const fits = apexRestClassesOf(org).flatMap((found): Found[] => {
		const mapping = found.urlMapping.replace(/\/\*$/, '').replace(/^\//, '');
		if (asked === mapping || asked === `${mapping}/`) return [{ found, rest: '' }];
		const isOpen = found.urlMapping.endsWith('/*');
		if (!isOpen || !asked.startsWith(`${mapping}/`)) return [];
		return [{ found, rest: asked.slice(mapping.length + 1) }];
	});
	const length = ({ found }: Found) => found.urlMapping.length;
	return fits.sort((a, b) => length(b) - length(a))[0];
}

/** An empty body, as a GET has, holds no parameters. */
async function readParameters(context: Context): Promise<Record<string, unknown>> {
	if (context.method === 'GET' || context.method === 'DELETE') return {};
	const body = await context.readBody();
	if (body.length === 0) return {};
	try {
		return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
	} catch {
		throw refuse(400, 'JSON_PARSER_ERROR', 'Unexpected character');
	}
}

async function call(context: Context): Promise<Answer> {
	const { org, method, params } = context;
	const match = find(org, params.rest ?? '');
	if (!match) {
		const reason = 'no such Apex REST service';
		org.unknownRequests.push({ method, path: context.path, reason });
		throw refuse(404, 'NOT_FOUND', 'Could not find a match for URL');
	}
	const { found, rest } = match;
	if (found.isDenied) {
		throw refuse(403, 'FORBIDDEN', `You do not have access to the Apex class named: ${found.name}`);
	}
	const asked = method === 'HEAD' ? 'GET' : method;
	const run = found.methods[asked as ApexRestMethod];
	if (!run) {
		const allowed = Object.keys(found.methods).join(',');
		const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed}`;
		throw refuse(405, 'METHOD_NOT_ALLOWED', message);
	}
	const result = await run({ context, rest, parameters: await readParameters(context) });
	if ('answer' in result) return result.answer;
	return result.returns === undefined ? empty(200) : json(result.returns);
}

/** The classes as rows of `ApexClass`, with their source. */
export function* readApexClasses(org: OrgState) {
	let number = 0;
	for (const { name, urlMapping } of apexRestClassesOf(org)) {
		number++;
		const body = `@RestResource(urlMapping='${urlMapping}')\nglobal with sharing class ${name} {\n}`;
		yield {
			Id: `01pgL${String(number).padStart(10, '0')}AAA`,
			Name: name,
			NamespacePrefix: null,
			Status: 'Active',
			IsValid: true,
			ApiVersion: 67,
			Body: body,
			LengthWithoutComments: body.length,
		};
	}
}
