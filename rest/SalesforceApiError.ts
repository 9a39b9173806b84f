import { readRetryAfter } from '../http';

/** A record that a duplicate rule found, from `duplicateResut` or `duplicateResult`. */
export interface DuplicateMatch {
	id: string;
	object: string;
	rule: string;
	/** Percent. */
	confidence: number;
}

/** One entry of an error answer. */
export interface ApiErrorEntry {
	errorCode: string;
	message: string;
	fields: string[];
	duplicates?: DuplicateMatch[];
}

interface RawMatchResult {
	rule?: string;
	matchRecords?: Array<{
		matchConfidence?: number;
		record?: { Id?: string; attributes?: { type?: string } };
	}>;
}

interface RawEntry {
	errorCode?: string;
	/** What sObject Collections, trees and events say instead of errorCode. */
	statusCode?: string;
	/** Bulk API 1.0. */
	exceptionCode?: string;
	exceptionMessage?: string;
	/** OAuth endpoints. */
	error?: string;
	error_description?: string;
	message?: string;
	fields?: string[] | null;
	/** Spelt so by most API versions. */
	duplicateResut?: { matchResults?: RawMatchResult[] };
	duplicateResult?: { matchResults?: RawMatchResult[] };
}

interface Answer {
	status: number;
	body: unknown;
	headers?: Record<string, string>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whatever else an answer holds in the place of a list, or of a text, is none. */
const listOf = <Entry>(value: Entry[] | null | undefined): Entry[] =>
	Array.isArray(value) ? value : [];
const textOf = (...values: unknown[]) =>
	values.find((value): value is string => typeof value === 'string');

function readDuplicates(raw: RawEntry): DuplicateMatch[] {
	const found = listOf((raw.duplicateResut ?? raw.duplicateResult)?.matchResults);
	return found.flatMap((result) =>
		listOf(result.matchRecords).map((match) => ({
			id: match.record?.Id ?? '',
			object: match.record?.attributes?.type ?? '',
			rule: result.rule ?? '',
			confidence: match.matchConfidence ?? 0,
		})),
	);
}

/**
 * Reads one entry of an error answer, whichever spelling the resource uses.
 *
 * @param fallbackCode the errorCode where the entry names none
 */
export function readErrorEntry(raw: unknown, fallbackCode = 'UNKNOWN'): ApiErrorEntry {
	if (!isObject(raw)) return { errorCode: fallbackCode, message: String(raw), fields: [] };
	const entry = raw as RawEntry;
	const { error, error_description: description, exceptionCode, exceptionMessage } = entry;
	const errorCode = textOf(entry.errorCode, entry.statusCode, exceptionCode, error) ?? fallbackCode;
	const duplicates = readDuplicates(entry);
	return {
		errorCode,
		message: textOf(entry.message, exceptionMessage, description) ?? errorCode,
		fields: listOf(entry.fields).filter((field) => typeof field === 'string'),
		...(duplicates.length > 0 && { duplicates }),
	};
}

/** Of a page, as much as its reason can be in: patterns take far longer on a long text made for that. */
const LONGEST_PAGE = 20_000;
const LONGEST_MESSAGE = 3_000;

const shorten = (text: string, length: number) =>
	text.length > length ? `${text.slice(0, length)}…` : text;

/** The words of an HTML or plain text page, short enough for a message. */
function readText(body: string): string {
	const text = body
		.slice(0, LONGEST_PAGE)
		.replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return shorten(text, 300);
}

/** Names where it would lead: whoever reads it must find the proxy, or the wrong host, that sent it. */
function tellRedirect(location: string): string {
	const where = URL.canParse(location) ? `to ${new URL(location).host}` : 'within its own host';
	return `Salesforce answered with a redirect ${where}, which is not followed`;
}

function readEntries({ status, body, headers }: Answer): ApiErrorEntry[] {
	const fallbackCode = `HTTP_${status}`;
	const { location } = headers ?? {};
	if (status > 300 && status < 400 && location !== undefined) {
		return [{ errorCode: fallbackCode, message: tellRedirect(location), fields: [] }];
	}
	if (status === 300 && Array.isArray(body)) {
		const message = `${body.length} records have this external id value, so none was chosen`;
		return [{ errorCode: 'MULTIPLE_CHOICES', message, fields: [] }];
	}
	if (Array.isArray(body) && body.length > 0) {
		return body.map((entry) => readErrorEntry(entry, fallbackCode));
	}
	if (isObject(body) && Object.keys(body).length > 0) return [readErrorEntry(body, fallbackCode)];
	const text = typeof body === 'string' ? readText(body) : '';
	const message = text || `Salesforce answered with HTTP status ${status} and no explanation`;
	return [{ errorCode: fallbackCode, message, fields: [] }];
}

/**
 * Salesforce refused a request.
 *
 * The answer may be an array of entries, one object, HTML, plain text or nothing.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export class SalesforceApiError extends Error {
	override readonly name = 'SalesforceApiError';
	/** Of the first entry, e.g. `MALFORMED_QUERY`; `HTTP_503` where the answer names none. */
	readonly errorCode: string;
	/** API names of the fields concerned, of all entries. */
	readonly fields: string[];
	/** HTTP status. */
	readonly statusCode: number;
	readonly entries: ApiErrorEntry[];
	/** Milliseconds that the server asks to wait for. */
	readonly retryAfterMs?: number;
	/** What was asked: the path without the query parameters, headers and body, which hold users' data. */
	readonly request: { method: string; path: string };
	/** The answer as it came: some resources report per-row results in a 400. Not enumerable, to keep logs short. */
	declare readonly body: unknown;

	constructor(response: Answer, request: { method: string; path: string }) {
		const entries = readEntries(response);
		super(shorten(entries.map((entry) => entry.message).join('; '), LONGEST_MESSAGE));
		this.entries = entries;
		this.errorCode = entries[0]?.errorCode ?? `HTTP_${response.status}`;
		this.fields = [...new Set(entries.flatMap((entry) => entry.fields))];
		this.statusCode = response.status;
		this.request = request;
		const retryAfterMs = readRetryAfter(response.headers ?? {});
		if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
		Object.defineProperty(this, 'body', { value: response.body, enumerable: false });
	}
}
