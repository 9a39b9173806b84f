import { HostileJsonError, readJson } from '../http';
import {
	anything,
	flag,
	list,
	number,
	object,
	optional,
	record,
	text as textOf,
} from './call/shape';
import { createLinkGuard } from './createLinkGuard';
import { InvalidResponseError } from './errors';
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

type PageRequest = Omit<OrgRequest, 'shape' | 'responseType'>;

export interface PageOptions {
	/** No page is asked for once so many records have come. */
	limit?: number;
	/** Leave out the type and URL that Salesforce puts into every record, nested ones included. @default false */
	dropAttributes?: boolean;
}

/** As Salesforce writes it: always these keys, in this order. Inside a string the quotes would be escaped. */
const ATTRIBUTES = /"attributes":\{"type":"[^"\\]*"(?:,"url":"[^"\\]*")?\},?/g;

/** A value of an answer without the type and URL of records, at any depth. */
const dropFrom = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(dropFrom);
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value).filter(([name]) => name !== 'attributes');
	return Object.fromEntries(kept.map(([name, inner]) => [name, dropFrom(inner)]));
};

/** The record without what Salesforce adds to it, parents and children included. */
export const dropAttributes = (record: SalesforceRecord): SalesforceRecord =>
	dropFrom(record) as SalesforceRecord;

/**
 * Parses a page. Attributes are half of the text, so they are cut from it first. That takes less time than parsing
 * them, and far less than deleting them from 2,000 objects.
 */
export function parsePage(text: string, dropAttributes: boolean): unknown {
	if (!dropAttributes) return readJson(text);
	const cut = text.replace(ATTRIBUTES, '');
	return cut.includes('"attributes"') ? dropFrom(readJson(text)) : readJson(cut);
}

/** The next page's URL as Salesforce writes it: ahead of the records, so it is known before they are parsed. */
const NEXT_PAGE =
	/^\s*\{\s*"totalSize"\s*:\s*\d+\s*,\s*"done"\s*:\s*false\s*,\s*"nextRecordsUrl"\s*:\s*"([^"\\]+)"/;

/** The link to the next page, from the page's first bytes; undefined if they don't show it. */
export const findNextUrl = (text: string): string | undefined => NEXT_PAGE.exec(text)?.[1];

async function requestText(client: Client, request: PageRequest): Promise<string> {
	const { body } = await client.request({ ...request, responseType: 'bytes', shape: anything });
	return Buffer.isBuffer(body) ? body.toString('utf8') : '';
}

const rawPage = object<RawPage>({
	totalSize: number,
	done: flag,
	nextRecordsUrl: optional(textOf),
	records: list(record),
});

type RawPage = Omit<QueryPage, 'nextRecordsUrl'> & { nextRecordsUrl?: string | null };

/**
 * Checks that the end of a page and its links agree: a page that is not the last and names no next page would
 * otherwise be taken for the end of the list.
 *
 * @throws InvalidResponseError
 */
export function checkPage(value: unknown): QueryPage {
	const { nextRecordsUrl, ...page } = rawPage(value, '');
	if (page.done) return page;
	if (nextRecordsUrl) return { ...page, nextRecordsUrl };
	throw new InvalidResponseError('a page that is not the last one and names no next one');
}

function readPage(text: string, dropAttributes: boolean): QueryPage {
	let value: unknown;
	try {
		value = parsePage(text, dropAttributes);
	} catch (error) {
		const isHostile = error instanceof HostileJsonError;
		throw new InvalidResponseError(isHostile ? error.message : 'a page that is cut short');
	}
	return checkPage(value);
}

/**
 * The pages of a query, in order. The next page is requested before this one is parsed, so that the org works
 * meanwhile; if there is a limit, it is requested after the records of this page are counted.
 *
 * @throws SalesforceApiError INVALID_QUERY_LOCATOR if the query was left alone for two days
 */
export async function* readPages(
	client: Client,
	first: PageRequest,
	options: PageOptions = {},
): AsyncGenerator<QueryPage, void, undefined> {
	const { limit = Infinity, dropAttributes = false } = options;
	const guard = createLinkGuard();
	/** Of the page before the one that names the next. */
	let entries = 1;
	let total: number | undefined;
	const ask = (url: string | undefined): Promise<string> | undefined => {
		if (url === undefined) return undefined;
		guard(url, entries);
		const asked = requestText(client, { path: url });
		// If the reader stops, nobody awaits the next page; its refusal must not stay unhandled.
		asked.catch(() => undefined);
		return asked;
	};
	let count = 0;
	for (let arriving: Promise<string> | undefined = requestText(client, first); arriving;) {
		const text: string = await arriving;
		const early = limit === Infinity ? ask(findNextUrl(text)) : undefined;
		const page = readPage(text, dropAttributes);
		entries = page.records.length;
		count += entries;
		// A correct list is never longer than its first page says; a forged one could be endless.
		if (count > (total ??= page.totalSize)) {
			throw new InvalidResponseError(`more records than the ${total} that it announced`);
		}
		arriving = early ?? ask(count < limit ? page.nextRecordsUrl : undefined);
		yield page;
	}
}

/** Continues from a page that was already read: yields it, then the pages after it. */
export async function* followPages(
	client: Client,
	first: QueryPage,
	options: PageOptions = {},
): AsyncGenerator<QueryPage, void, undefined> {
	yield first;
	const { limit = Infinity } = options;
	const left = limit - first.records.length;
	if (first.nextRecordsUrl === undefined || left <= 0) return;
	yield* readPages(client, { path: first.nextRecordsUrl }, { ...options, limit: left });
}
