import { adviceFor } from './advice';
import { SalesforceApiError } from './errors';

/** Salesforce shows a part of the query, a caret below it, the place, and then what is wrong. */
const FAULT = /(?:^|\n)ERROR at Row:(\d+):Column:(\d+)\r?\n([\s\S]+)$/;
/** Characters of the query that are shown before and after the place. */
const AROUND = 60;

/** What Salesforce says of a query that it can't run. */
export interface QueryFault {
	/** One sentence, without its period. */
	reason: string;
	/** What Salesforce adds to it. */
	more: string;
	/** A part of the query with an arrow in front of the place. */
	excerpt: string;
	row: number;
	column: number;
}

/** The text around a place, with an arrow in front of it: a caret below needs letters of one width, a message has none. */
export function pointAt(text: string, place: number): string {
	const start = Math.max(0, place - AROUND);
	const end = Math.min(text.length, place + AROUND);
	const cut = `${text.slice(start, place)}→${text.slice(place, end)}`.replace(/\s+/g, ' ').trim();
	return `${start > 0 ? '…' : ''}${cut}${end < text.length ? '…' : ''}`;
}

/** Reads the message of a refused query; `undefined` for any other message. */
export function readQueryFault(message: string): QueryFault | undefined {
	const match = FAULT.exec(message);
	if (!match) return undefined;
	const [, row, column, told = ''] = match;
	const [, sentence = told, more = ''] =
		/^((?:'[^']*'|[^'])+?)\. (?=[A-Z])([\s\S]*)$/.exec(told) ?? [];
	const lines = message.slice(0, match.index).split('\n');
	const caret = lines.findLastIndex((line) => /^\s*\^\s*$/.test(line));
	const shown = lines[caret - 1] ?? '';
	return {
		reason: sentence.trim().replace(/\.$/, ''),
		more: more.trim(),
		excerpt: caret > 0 ? pointAt(shown, lines[caret]!.indexOf('^')) : '',
		row: Number(row),
		column: Number(column),
	};
}

/** Where the fault is, and what to do about it. */
export function adviseOnFault(
	{ excerpt, more }: QueryFault,
	errorCode: string,
	where = excerpt,
): string | undefined {
	const general = adviceFor({ errorCode }) ?? more;
	const pointed = where === '' ? '' : `Salesforce points here: ${where}`;
	return [pointed, general].filter((part) => part !== '').join('. ') || undefined;
}

/** A text that is part of a statement as it was sent, and where the user wrote it. */
export interface Origin {
	/** Label of the parameter. */
	parameter: string;
	/** As it is in the statement. */
	sent: string;
	/** As the user sees it, if that is different. */
	written?: string;
}

/** The position of a place that Salesforce counts by row and column from 1. */
function offsetOf(soql: string, { row, column }: QueryFault): number {
	const lines = soql.split('\n').slice(0, row - 1);
	return lines.reduce((sum, line) => sum + line.length + 1, 0) + column - 1;
}

/**
 * Explains why Salesforce refused a query that the node put together, in the words of the parameter that is wrong.
 * Users can't find column 756 of a query that they have not written.
 *
 * @returns the same error
 */
export function tellOrigin(error: unknown, soql: string, origins: Origin[]): unknown {
	if (!(error instanceof SalesforceApiError)) return error;
	const fault = readQueryFault(error.message);
	if (fault === undefined) return error;
	const place = offsetOf(soql, fault);
	for (const { parameter, sent, written } of origins) {
		const start = sent === '' ? -1 : soql.lastIndexOf(sent, place);
		if (start < 0 || place > start + sent.length) continue;
		error.message = `${parameter}: ${fault.reason}`;
		const advice = adviseOnFault(fault, error.errorCode, written ?? pointAt(sent, place - start));
		if (advice !== undefined) error.advice = advice;
		return error;
	}
	return error;
}
