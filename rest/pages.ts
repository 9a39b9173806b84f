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

/**
 * The pages of a query, in order. The next page is asked for while the last one is being used.
 *
 * @param limit no page is asked for once so many records have come
 * @throws SalesforceApiError INVALID_QUERY_LOCATOR where the query was left alone for two days
 */
export async function* readPages(
	client: Client,
	first: OrgRequest,
	limit = Infinity,
): AsyncGenerator<QueryPage, void, undefined> {
	yield* followPages(client, (await client.request<QueryPage>(first)).body, limit);
}

/** Goes on from a page that is there already: yields it, then the ones behind it. */
export async function* followPages(
	client: Client,
	first: QueryPage,
	limit = Infinity,
): AsyncGenerator<QueryPage, void, undefined> {
	let page: QueryPage | undefined = first;
	let count = 0;
	while (page !== undefined) {
		count += page.records.length;
		const url: string | undefined = count < limit ? page.nextRecordsUrl : undefined;
		const next: Promise<{ body: QueryPage }> | undefined =
			url === undefined ? undefined : client.request<QueryPage>({ path: url });
		// Who stops reading never awaits the page in flight; its refusal must not go unhandled.
		next?.catch(() => undefined);
		yield page;
		page = (await next)?.body;
	}
}
