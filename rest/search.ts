import { list, object, record } from './call/shape';
import { InvalidInputError } from './errors';
import type { SalesforceRecord } from './pages';
import { MAX_QUERY_BYTES, measureQuery } from './query';
import { requestInBatch } from './requestInBatch';
import type { Client } from './types';

const searchAnswer = object<{ searchRecords: SalesforceRecord[] }>({ searchRecords: list(record) });

/**
 * Runs SOSL, one too long for a URL in the body of a batch.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search.htm
 *
 * @throws InvalidInputError for an empty statement
 * @throws SalesforceApiError MALFORMED_SEARCH
 */
export async function executeSearch(client: Client, sosl: string): Promise<SalesforceRecord[]> {
	if (sosl.trim() === '') throw new InvalidInputError('The search is empty');
	if (measureQuery(sosl) > MAX_QUERY_BYTES) {
		const path = `search/?q=${encodeURIComponent(sosl)}`;
		return (await requestInBatch(client, path, searchAnswer)).searchRecords;
	}
	const request = { path: 'search/', query: { q: sosl }, shape: searchAnswer };
	return (await client.request(request)).body.searchRecords;
}

export interface ParameterizedSearch {
	/** Text to look for; SOSL's operators in it are taken as text. */
	term: string;
	/** Where to look. @default 'ALL' */
	in?: 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';
	objects: string[];
	/** Fields to return of each object; `Id` alone where there are none. */
	fields?: string[];
	/** Records of each object, up to 2,000. */
	limit?: number;
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm#reserved_chars */
const escapeTerm = (term: string) => term.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&');

/**
 * Searches objects for a term.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized_post.htm
 *
 * @throws InvalidInputError for an empty term
 * @throws SalesforceApiError
 */
export async function searchRecords(
	client: Client,
	{ term, objects, fields = [], limit, ...rest }: ParameterizedSearch,
): Promise<SalesforceRecord[]> {
	if (term.trim() === '') throw new InvalidInputError('The search term is empty');
	const { body } = await client.request({
		method: 'POST',
		path: 'parameterizedSearch',
		body: {
			q: escapeTerm(term),
			in: rest.in ?? 'ALL',
			...(fields.length > 0 && { fields }),
			sobjects: objects.map((name) => ({ name, ...(fields.length > 0 && { fields }) })),
			...(limit !== undefined && { defaultLimit: limit, overallLimit: limit }),
		},
		shape: searchAnswer,
	});
	return body.searchRecords;
}
