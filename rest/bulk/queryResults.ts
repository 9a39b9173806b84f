import type { Readable } from 'node:stream';
import { openStream } from '../call/openStream';
import { delimiterOf, RecordScanner } from '../csv';
import { InvalidResponseError } from '../errors';
import type { Client, OrgResponse } from '../types';
import type { BulkJob } from './jobs';
import { listPages, type Page } from './queryPages';
import { readThrough } from '../call/readThrough';

export interface QueryResultOptions {
	/** Rows a page; pages then come one after the other. @default Salesforce's own size */
	pageRows?: number | undefined;
	/** Pages that are under way at once. @default 3 */
	ahead?: number;
	/** Told the rows that were read so far, after each page. */
	onRows?: (rows: number) => void;
}

interface PageForm {
	withHeader: boolean;
	delimiter: string;
}

interface OpenPage {
	bytes: AsyncGenerator<Buffer, void, undefined>;
	/** The first bytes, asked for before their turn. */
	first: Promise<IteratorResult<Buffer, void>>;
	rows: number;
}

/**
 * The results of a query job that is complete, as one CSV with one header, in the order of the query, with the
 * job's own delimiter and LF after every row. If there are no rows, it is the header alone. The next pages are
 * requested while one is read, and the bytes pass through as they come. If a page breaks off, it is continued from
 * there. Each page must hold the rows that it announces.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_job_results.htm
 */
export async function* readQueryResults(
	client: Client,
	job: BulkJob,
	options: QueryResultOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
	const { ahead = 3, onRows } = options;
	const delimiter = delimiterOf(job);
	const pages = listPages(client, job, options.pageRows);
	const open: OpenPage[] = [];
	let rows = 0;
	let isFirst = true;
	async function openNext(): Promise<boolean> {
		const next = await pages.next();
		if (next.done) return false;
		open.push(openPage(client, next.value, { delimiter, withHeader: isFirst }));
		isFirst = false;
		return true;
	}
	try {
		for (let more = await openNext(); open.length > 0; open.shift()) {
			while (more && open.length < ahead) more = await openNext();
			const page = open[0]!;
			const step = await page.first;
			if (!step.done) yield step.value;
			yield* page.bytes;
			onRows?.((rows += page.rows));
			if (more && open.length === 1) more = await openNext();
		}
	} finally {
		await Promise.allSettled(open.map(({ bytes }) => bytes.return()));
	}
}

function openPage(client: Client, page: Page, form: PageForm): OpenPage {
	const { promise, resolve, reject } = withResolvers<string | undefined>();
	page.locator = promise;
	const request = {
		path: page.path,
		...(page.query && { query: page.query }),
		effect: 'job step' as const,
	};
	const bytes = readThrough(client, async () => {
		const response = await openStream(client, request);
		const { 'sforce-locator': locator, 'sforce-numberofrecords': announced } = response.headers;
		page.rows = Number(announced ?? 1);
		resolve(locator === 'null' ? undefined : locator);
		return readPage(response, form, (rows) => (opened.rows = rows));
	});
	const opened: OpenPage = { bytes, first: bytes.next(), rows: 0 };
	// The code that waits for the page sees the error; the other promise must not end the process.
	opened.first.catch(reject);
	promise.catch(() => undefined);
	return opened;
}

async function* readPage(
	{ body, headers }: OrgResponse<Readable>,
	{ withHeader, delimiter }: PageForm,
	onRows: (rows: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
	const scanner = new RecordScanner({ delimiter });
	let inHeader = !withHeader;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		const ends: number[] = [];
		const bytes = scanner.scan(chunk, inHeader ? ends : undefined);
		const from = inHeader ? (ends[0] ?? bytes.length) : 0;
		inHeader &&= ends.length === 0;
		if (from < bytes.length) yield bytes.subarray(from);
	}
	const last = scanner.end();
	const rows = Math.max(0, scanner.records - 1);
	const announced = Number(headers['sforce-numberofrecords'] ?? rows);
	if (rows !== announced) {
		throw new InvalidResponseError(
			`a page of results that holds ${rows} rows, although it announces ${announced}`,
		);
	}
	if (last.length > 0 && !inHeader) yield last;
	onRows(rows);
}

function withResolvers<Value>() {
	let resolve!: (value: Value) => void;
	let reject!: (reason: unknown) => void;
	const promise = new Promise<Value>((...both) => ([resolve, reject] = both));
	return { promise, resolve, reject };
}
