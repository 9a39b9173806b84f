import { isObject } from '../isObject';

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

export interface Answer {
	status: number;
	body: unknown;
	headers?: Record<string, string>;
}

/** Of what no form of Salesforce's own is known by. */
const LONGEST_MESSAGE = 300;

/** Anything else in the place of a list or a text counts as none. */
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

export const shorten = (text: string, length: number) =>
	text.length > length ? `${text.slice(0, length)}…` : text;

/** A refusal in another form, as a class of Apex REST may give it: only the class knows what it means. */
const tellForm = (raw: object) => shorten(JSON.stringify(raw), LONGEST_MESSAGE);

/**
 * Reads one entry of an error answer, in any of the spellings that resources use.
 *
 * @param fallbackCode the errorCode if the entry names none
 */
export function readErrorEntry(raw: unknown, fallbackCode = 'UNKNOWN'): ApiErrorEntry {
	if (!isObject(raw)) return { errorCode: fallbackCode, message: String(raw), fields: [] };
	const entry = raw as RawEntry;
	const { error, error_description: description, exceptionCode, exceptionMessage } = entry;
	const code = textOf(entry.errorCode, entry.statusCode, exceptionCode, error);
	const errorCode = code ?? fallbackCode;
	const duplicates = readDuplicates(entry);
	return {
		errorCode,
		message: textOf(entry.message, exceptionMessage, description) ?? code ?? tellForm(raw),
		fields: listOf(entry.fields).filter((field) => typeof field === 'string'),
		...(duplicates.length > 0 && { duplicates }),
	};
}

/** Of a page, as much as its reason can be in: patterns take far longer on a long text made for that. */
const LONGEST_PAGE = 20_000;

/** The words of an HTML or plain text page, short enough for a message. */
function readText(body: string): string {
	const text = body
		.slice(0, LONGEST_PAGE)
		.replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
		.replace(/<[^<>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return shorten(text, LONGEST_MESSAGE);
}

/** Names the target, so that the reader can find the proxy or the wrong host that sent it. */
function tellRedirect(location: string): string {
	const where = URL.canParse(location) ? `to ${new URL(location).host}` : 'within its own host';
	return `Salesforce answered with a redirect ${where}, which is not followed`;
}

export function readEntries({ status, body, headers }: Answer): ApiErrorEntry[] {
	const fallbackCode = `HTTP_${status}`;
	const { location } = headers ?? {};
	if (status > 300 && status < 400 && location !== undefined) {
		return [{ errorCode: fallbackCode, message: tellRedirect(location), fields: [] }];
	}
	if (status === 300 && Array.isArray(body)) {
		const message = `${body.length} records have this external ID value, so none was chosen`;
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
