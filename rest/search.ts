import { list, object, record } from './call/shape';
import { InvalidInputError } from './errors';
import type { SalesforceRecord } from './pages';
import { MAX_QUERY_BYTES, measureQuery } from './query';
import { requestInBatch } from './requestInBatch';
import type { Client } from './types';

const searchAnswer = object<{ searchRecords: SalesforceRecord[] }>({ searchRecords: list(record) });

/**
 * Runs SOSL. A statement that is too long for a URL is sent in the body of a batch.
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
	/** Text to look for; SOSL's operators in it are taken as text, but for a `*` at the end of a word. */
	term: string;
	/** Whether words in records need only begin with the words of the term. @default false */
	matchBeginnings?: boolean;
	/** Where to look. @default 'ALL' */
	in?: 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';
	/** Where to look, and the fields to return of each object; only `Id` if there are none. */
	objects: Array<{ name: string; fields?: string[] }>;
	/** Records of each object, up to 2,000. */
	limit?: number;
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm#reserved_chars */
const escapeText = (text: string) => text.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&');

/** The term for SOSL. A `*` at the end of a word stays the wildcard; alone it is text. */
const writeTerm = (term: string, matchBeginnings: boolean): string =>
	term
		.trim()
		.split(/\s+/)
		.map((word) => {
			const [, stem = word, star] = /^(.*[\p{L}\p{N}])(\*)$/su.exec(word) ?? [];
			const isOpen = star !== undefined || (matchBeginnings && /[\p{L}\p{N}]$/u.test(word));
			return escapeText(stem) + (isOpen ? '*' : '');
		})
		.join(' ');

/**
 * Searches objects for a term.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized_post.htm
 *
 * @throws InvalidInputError for an empty term
 * @throws SalesforceApiError
 */
export async function searchRecords(
	client: Client,
	{ term, objects, limit, ...rest }: ParameterizedSearch,
): Promise<SalesforceRecord[]> {
	if (term.trim() === '') throw new InvalidInputError('The search term is empty');
	const { body } = await client.request({
		method: 'POST',
		path: 'parameterizedSearch',
		body: {
			q: writeTerm(term, rest.matchBeginnings ?? false),
			in: rest.in ?? 'ALL',
			sobjects: objects.map(({ name, fields = [] }) => ({
				name,
				...(fields.length > 0 && { fields }),
			})),
			...(limit !== undefined && { defaultLimit: limit, overallLimit: limit }),
		},
		shape: searchAnswer,
	});
	return body.searchRecords;
}
