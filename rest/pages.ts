import { HttpError } from '../http';
import type { Client, OrgRequest } from './types';

/** A record as Salesforce gives it. */
export type SalesforceRecord = Record<string, unknown>;

/** One page of a query, and the shape of a child sub-query. */
export interface QueryPage {
	totalSize: number;
	done: boolean;
	nextRecordsUrl?: string;
	records: SalesforceRecord[];
}

export interface PageOptions {
	/** No page is asked for once so many records have come. */
	limit?: number;
	/** Leave out the type and URL that Salesforce puts into every record, nested ones included. @default false */
	dropAttributes?: boolean;
}

/** As Salesforce writes it: always these keys, in this order. Inside a string the quotes would be escaped. */
const ATTRIBUTES = /"attributes":\{"type":"[^"\\]*"(?:,"url":"[^"\\]*")?\},?/g;

const dropFrom = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(dropFrom);
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value).filter(([name]) => name !== 'attributes');
	return Object.fromEntries(kept.map(([name, inner]) => [name, dropFrom(inner)]));
};

/**
 * Parses a page. Attributes are cut from the text, since they are half of it: that takes less time than parsing
 * them, and far less than deleting them from 2,000 objects.
 */
export function parsePage(text: string, dropAttributes: boolean): QueryPage {
	if (!dropAttributes) return JSON.parse(text) as QueryPage;
	const cut = text.replace(ATTRIBUTES, '');
	if (!cut.includes('"attributes"')) return JSON.parse(cut) as QueryPage;
	return dropFrom(JSON.parse(text)) as QueryPage;
}

async function requestPage(
	client: Client,
	request: OrgRequest,
	dropAttributes: boolean,
): Promise<QueryPage> {
	const { body } = await client.request<Buffer>({ ...request, responseType: 'bytes' });
	try {
		return parsePage(body.toString('utf8'), dropAttributes);
	} catch {
		throw new HttpError(
			'INVALID_RESPONSE',
			'Salesforce answered with a page that is cut short',
			'GET',
			'',
		);
	}
}

/**
 * The pages of a query, in order. The next page is asked for while the last one is being used.
 *
 * @throws SalesforceApiError INVALID_QUERY_LOCATOR where the query was left alone for two days
 */
export async function* readPages(
	client: Client,
	first: OrgRequest,
	options: PageOptions = {},
): AsyncGenerator<QueryPage, void, undefined> {
	const page = await requestPage(client, first, options.dropAttributes ?? false);
	yield* followPages(client, page, options);
}

/** Goes on from a page that is there already: yields it, then the ones behind it. */
export async function* followPages(
	client: Client,
	first: QueryPage,
	{ limit = Infinity, dropAttributes = false }: PageOptions = {},
): AsyncGenerator<QueryPage, void, undefined> {
	let page: QueryPage | undefined = first;
	let count = 0;
	while (page !== undefined) {
		count += page.records.length;
		const url: string | undefined = count < limit ? page.nextRecordsUrl : undefined;
		const next: Promise<QueryPage> | undefined =
			url === undefined ? undefined : requestPage(client, { path: url }, dropAttributes);
		// Who stops reading never awaits the page in flight; its refusal must not go unhandled.
		next?.catch(() => undefined);
		yield page;
		page = await next;
	}
}
