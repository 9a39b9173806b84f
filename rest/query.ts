import { anything, list, object } from './call/shape';
import { InvalidInputError } from './errors';
import {
	checkPage,
	followPages,
	type PageOptions,
	parsePage,
	readPages,
	type QueryPage,
	type SalesforceRecord,
} from './pages';
import { requestInBatch } from './requestInBatch';
import type { Client } from './types';

/**
 * Salesforce takes 16,384 bytes of URI and headers together. The rest is for the token
 * (JWT-format ones have up to 2 kB) and the other headers.
 */
export const MAX_QUERY_BYTES = 13_000;

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm */
const MAX_STATEMENT_LENGTH = 100_000;

export interface QueryOptions extends PageOptions {
	/** Deleted and archived records too (queryAll). @default false */
	includeDeleted?: boolean;
	/** Records a page, 200 to 2,000; Salesforce takes it as a hint. */
	batchSize?: number;
}

/** What can't be split by `splitQuery` has one of these. */
const TOO_LONG =
	'The node splits a long list after IN into several queries, but not in a query with ORDER BY, LIMIT, GROUP BY, ' +
	"OR or NOT, and not in an aggregate or bulk query. Leave those out and sort with n8n's Sort node, or give shorter " +
	'lists, for example with Loop Over Items';

/** The bytes that a statement takes in a URL. A quote takes three, although encodeURIComponent leaves it. */
export const measureQuery = (soql: string): number =>
	encodeURIComponent(soql).replaceAll("'", '%27').length;

const headersOf = ({ batchSize }: QueryOptions): Record<string, string> =>
	batchSize === undefined ? {} : { 'Sforce-Query-Options': `batchSize=${batchSize}` };

/** A statement too long for a URL travels in the body of a batch. */
async function queryInBatch(
	client: Client,
	resource: string,
	soql: string,
	options: QueryOptions,
): Promise<QueryPage> {
	const path = `${resource}?q=${encodeURIComponent(soql)}`;
	const page = await requestInBatch(client, path, anything, headersOf(options));
	return checkPage(options.dropAttributes ? parsePage(JSON.stringify(page), true) : page);
}

/**
 * Runs SOQL and returns its pages, in order. A statement that is too long for a URL goes through composite/batch.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm
 *
 * @throws InvalidInputError for a statement that is empty or over 100,000 characters
 * @throws SalesforceApiError
 */
export async function* queryPages(
	client: Client,
	soql: string,
	options: QueryOptions = {},
): AsyncGenerator<QueryPage, void, undefined> {
	if (soql.trim() === '') throw new InvalidInputError('The query is empty');
	if (soql.length > MAX_STATEMENT_LENGTH) {
		const message = `The query has ${soql.length} characters; Salesforce takes ${MAX_STATEMENT_LENGTH}`;
		throw new InvalidInputError(message, TOO_LONG);
	}
	const resource = options.includeDeleted ? 'queryAll' : 'query';
	if (measureQuery(soql) > MAX_QUERY_BYTES) {
		const first = await queryInBatch(client, resource, soql, options);
		yield* followPages(client, first, options);
	} else {
		const headers = headersOf(options);
		yield* readPages(client, { path: resource, query: { q: soql }, headers }, options);
	}
}

/** All records of a query in one list. For few records; pages keep memory flat. */
export async function queryAll(
	client: Client,
	soql: string,
	options: QueryOptions = {},
): Promise<SalesforceRecord[]> {
	const records: SalesforceRecord[] = [];
	for await (const page of queryPages(client, soql, options)) {
		for (const record of page.records) records.push(record);
	}
	return records.slice(0, options.limit);
}

/**
 * How many records a `SELECT COUNT()` counts.
 *
 * @throws SalesforceApiError
 */
export async function countRecords(
	client: Client,
	soql: string,
	options: QueryOptions = {},
): Promise<number> {
	for await (const page of queryPages(client, soql, options)) return page.totalSize;
	return 0;
}

/** One plan that Salesforce's query optimizer considered, the cheapest first. */
export interface QueryPlan {
	cardinality: number;
	fields: string[];
	leadingOperationType: string;
	relativeCost: number;
	sobjectCardinality: number;
	sobjectType: string;
	notes: Array<{ description: string; fields: string[]; tableEnumOrId: string }>;
}

const plans = object<{ plans: QueryPlan[] }>({ plans: list(object<QueryPlan>({})) });

/**
 * How Salesforce would run a query; nothing is read.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_query_explain.htm
 *
 * @throws SalesforceApiError
 */
export async function explainQuery(client: Client, soql: string): Promise<QueryPlan[]> {
	if (measureQuery(soql) > MAX_QUERY_BYTES) {
		const path = `query?explain=${encodeURIComponent(soql)}`;
		return (await requestInBatch(client, path, plans)).plans;
	}
	const request = { path: 'query', query: { explain: soql }, shape: plans };
	return (await client.request(request)).body.plans;
}
