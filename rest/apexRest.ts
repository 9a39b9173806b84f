import { InvalidInputError, SalesforceApiError } from './errors';
import { queryAll } from './query';
import { type FreeRequest, sendRequest } from './sendRequest';
import type { Client, OrgResponse } from './types';

const ROOT = '/services/apexrest/';

const HOW_CLASSES_ARE_FOUND =
	"Check the path against the class's urlMapping, in which case matters. The path of a package's class begins with its namespace. Salesforce answers the same if the user has no access to the class.";

const DENIED = 'Give the user access to the Apex class by a permission set.';

/** `.` and `..`, whichever way they are written once a server has decoded them. */
const DOTS = /(?:^|[\\/])\.{1,2}(?=[\\/]|$)/;

function decode(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/** `https://acme.my.salesforce.com` and the path after it; no origin for a path. */
function splitOrigin(text: string): [origin: string, path: string] {
	const start = /^https?:\/\//i.exec(text)?.[0].length;
	if (start === undefined) return ['', text];
	const end = text.indexOf('/', start);
	return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end)];
}

/**
 * The path below `/services/apexrest`, from what a user wrote: `orders/5`, `/orders/5`,
 * `/services/apexrest/orders/5`, or that URL of the org.
 *
 * @throws InvalidInputError for a path that is empty, or that leads elsewhere
 */
function placeBelow(written: string): string {
	const text = written.trim();
	const [origin, path] = splitOrigin(text);
	const below = path.replace(/^\/?services\/apexrest(?=\/|$)/i, '').replace(/^\//, '');
	if (below === '' || below.startsWith('?')) {
		throw new InvalidInputError("The parameter 'Path' is empty", 'Write it as orders/4711');
	}
	const isElsewhere =
		(origin !== '' && !/^\/services\/apexrest\//i.test(path)) || below.includes('#');
	if (isElsewhere || below.startsWith('/') || DOTS.test(decode(below.split('?')[0]!))) {
		throw new InvalidInputError(
			`"${text}" is not a path of Apex REST`,
			'Write the part after /services/apexrest/, e.g. orders/4711. For anything else use the resource API Request.',
		);
	}
	return `${origin}${ROOT}${below}`;
}

/**
 * Calls an Apex REST class. Only a GET is ever sent again: only the class knows what another method does.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_rest.htm
 *
 * @param request its `path` is below /services/apexrest and can't leave it
 * @throws InvalidInputError for a path or header that can't be sent
 * @throws UnknownOutcomeError if a request that may change something got no answer
 * @throws SalesforceApiError also for what the class refuses
 */
export async function sendApexRest(client: Client, request: FreeRequest): Promise<OrgResponse> {
	const path = placeBelow(request.path);
	try {
		return await sendRequest(client, { ...request, path });
	} catch (error) {
		if (!(error instanceof SalesforceApiError)) throw error;
		if (error.statusCode === 404) error.advice = HOW_CLASSES_ARE_FOUND;
		if (error.statusCode === 403 && error.errorCode === 'FORBIDDEN') error.advice = DENIED;
		throw error;
	}
}

/** A class that serves Apex REST. */
export interface ApexRestService {
	/** The class's name. */
	name: string;
	/** As its source has it: `/orders/*`. */
	urlMapping: string;
	/** What to ask for: `orders`. */
	path: string;
}

const MAPPING = /@RestResource\s*\(\s*urlMapping\s*=\s*'([^']{1,500})'/i;

/** Classes of packages don't show their source. */
const CLASSES =
	"SELECT Name, Body FROM ApexClass WHERE Status = 'Active' AND NamespacePrefix = null ORDER BY Name";

/**
 * The org's own classes that serve Apex REST, read from their source. The user needs a permission that shows the
 * source, such as View Setup and Configuration.
 *
 * @throws SalesforceApiError INVALID_TYPE if the user may not see classes
 */
export async function listApexRestServices(client: Client): Promise<ApexRestService[]> {
	const classes = await queryAll(client, CLASSES);
	return classes.flatMap(({ Name, Body }) => {
		const urlMapping = MAPPING.exec(typeof Body === 'string' ? Body : '')?.[1];
		if (urlMapping === undefined) return [];
		const path = urlMapping.replace(/^\//, '').replace(/\/?\*$/, '');
		return [{ name: String(Name), urlMapping, path }];
	});
}
