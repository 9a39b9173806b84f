import { list as listOf, object, optional, text } from '../call/shape';
import { createLinkGuard } from '../createLinkGuard';
import { SalesforceApiError } from '../errors';
import type { Client } from '../types';
import { type BulkJob, jobPath } from './jobs';

/** A page of a query job's results. */
export interface Page {
	path: string;
	query?: Record<string, string | number | undefined>;
	/** Set when the page is opened: where the next one begins, undefined after the last one. */
	locator?: Promise<string | undefined>;
	/** Set when the page is opened: the number of rows that it announces. */
	rows?: number;
}

interface ResultPages {
	resultPages: Array<{ resultUrl: string }>;
	/** Spelt either way, and with a capital or not, by Salesforce's own documents. */
	nextRecordsUrl?: string | null;
	nextRecordUrl?: string | null;
}

const resultPages = object<ResultPages>({
	resultPages: listOf(object<{ resultUrl: string }>({ resultUrl: text })),
	nextRecordsUrl: optional(text),
	nextRecordUrl: optional(text),
});

/** Salesforce lists pages ahead since then. */
const firstListingVersion = 58;

/**
 * The pages in their order. If the org lists them in advance, several are known at a time. Otherwise, and if a page
 * size is asked for, each page names the next one: so it must have been opened before the generator continues.
 */
export async function* listPages(
	client: Client,
	job: BulkJob,
	pageRows?: number,
): AsyncGenerator<Page, void, undefined> {
	const base = jobPath('query', job);
	if (pageRows === undefined && job.apiVersion >= firstListingVersion) {
		const listed = await list(client, `${base}/resultPages`);
		if (listed) {
			yield* followListing(client, listed);
			return;
		}
	}
	let locator: string | undefined;
	const guard = createLinkGuard();
	do {
		const page: Page = { path: `${base}/results`, query: { maxRecords: pageRows, locator } };
		yield page;
		locator = await page.locator;
		if (locator !== undefined) guard(locator, page.rows ?? 1);
	} while (locator !== undefined);
}

async function* followListing(client: Client, first: ResultPages): AsyncGenerator<Page> {
	const guard = createLinkGuard();
	for (let listed: ResultPages | undefined = first; listed;) {
		for (const { resultUrl } of listed.resultPages) {
			guard(resultUrl, 1);
			yield { path: fromOrigin(resultUrl) };
		}
		const next: string | null | undefined = listed.nextRecordsUrl ?? listed.nextRecordUrl;
		if (next) guard(next, listed.resultPages.length);
		listed = next ? await list(client, fromOrigin(next)) : undefined;
	}
}

/** Undefined if the org has no such list. */
async function list(client: Client, path: string): Promise<ResultPages | undefined> {
	try {
		const { body } = await client.request({ path, shape: resultPages });
		return body.resultPages.length > 0 ? body : undefined;
	} catch (error) {
		if (error instanceof SalesforceApiError && [404, 405].includes(error.statusCode))
			return undefined;
		throw error;
	}
}

/** Some of Salesforce's URLs lack the leading slash. Whole ones are left as they are, for auth to judge. */
const fromOrigin = (url: string) => (/^(?:\/|[a-z][a-z\d+.-]*:)/i.test(url) ? url : `/${url}`);
