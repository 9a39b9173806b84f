import { list, object, optional, text } from './call/shape';
import { InvalidInputError, SalesforceApiError } from './errors';
import { type QueryPage, readPages } from './pages';
import { path } from './path';
import { replaceTexts } from './soql';
import type { Client } from './types';

/** The first version that has them. */
const FIRST_VERSION = 65;

export interface NamedQuery {
	/** e.g. `AccountsOfIndustry` */
	name: string;
	label: string;
	/** What must be given to run it. */
	parameters: string[];
}

/** @throws InvalidInputError for a version that has no named queries */
function checkVersion({ apiVersion }: Client): void {
	if (Number(apiVersion) >= FIRST_VERSION) return;
	throw new InvalidInputError(
		`API version ${apiVersion} has no named queries`,
		`Choose v${FIRST_VERSION}.0 or a later one under Options > API Version`,
	);
}

const NOT_THERE =
	"Check the name: it is the API name under Setup > Integrations > Named Query API, not the label. The user needs the permission 'View Setup and Configuration'.";

/**
 * Runs a query that an admin has written, by its name, and returns its pages.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_named_query.htm
 *
 * @param parameters all parameters that the query declares
 * @throws InvalidInputError for a version that has no named queries
 * @throws SalesforceApiError
 */
export async function* runNamedQuery(
	client: Client,
	name: string,
	parameters: Record<string, string>,
	options: { dropAttributes?: boolean; limit?: number } = {},
): AsyncGenerator<QueryPage, void, undefined> {
	checkVersion(client);
	try {
		yield* readPages(client, { path: path`named/query/${name}`, query: parameters }, options);
	} catch (error) {
		// A name that isn't there is told as a column that isn't.
		if (
			error instanceof SalesforceApiError &&
			/ApiNamedQuery|NOT_FOUND/.test(`${error.message} ${error.errorCode}`)
		) {
			error.advice ??= NOT_THERE;
		}
		throw error;
	}
}

interface Row {
	DeveloperName: string;
	MasterLabel?: string | null;
	Body2?: string | null;
}

const rows = object<{ records: Row[] }>({
	records: list(
		object<Row>({ DeveloperName: text, MasterLabel: optional(text), Body2: optional(text) }),
	),
});

const parametersOf = (soql: string) => {
	const bare = replaceTexts(soql, () => "''");
	return [...new Set([...bare.matchAll(/:\s*([a-z]\w*)/gi)].map((match) => match[1]!))];
};

/**
 * The named queries of the org that the user may see.
 *
 * @throws InvalidInputError for a version that has no named queries
 * @throws SalesforceApiError
 */
export async function listNamedQueries(client: Client): Promise<NamedQuery[]> {
	checkVersion(client);
	const q = 'SELECT DeveloperName, MasterLabel, Body2 FROM ApiNamedQuery';
	const found = await client
		.request({ path: 'tooling/query', query: { q }, shape: rows })
		.catch((error: unknown) => {
			// An org that has none says that its columns are not there.
			if (error instanceof SalesforceApiError && error.errorCode === 'INVALID_FIELD')
				return undefined;
			throw error;
		});
	return (found?.body.records ?? []).map(({ DeveloperName, MasterLabel, Body2 }) => ({
		name: DeveloperName,
		label: MasterLabel ?? DeveloperName,
		parameters: parametersOf(Body2 ?? ''),
	}));
}
