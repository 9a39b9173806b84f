import { readRetryAfter } from '../http';
import { type Answer, type ApiErrorEntry, readEntries, shorten } from './call/errorAnswer';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What the caller gave can't be sent to Salesforce: nothing was sent. */
export class InvalidInputError extends Error {
	override readonly name = 'InvalidInputError';

	/**
	 * @param message what is wrong, and where, but without secrets
	 * @param advice what to do about it
	 */
	constructor(
		message: string,
		readonly advice?: string,
	) {
		super(message);
	}
}

const LONGEST_MESSAGE = 3_000;

/**
 * Salesforce refused a request.
 *
 * The answer may be an array of entries, one object, HTML, plain text or nothing.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export class SalesforceApiError extends Error {
	override readonly name = 'SalesforceApiError';
	/** Of the first entry, e.g. `MALFORMED_QUERY`; `HTTP_503` if the answer names none. */
	readonly errorCode: string;
	/** API names of the fields concerned, of all entries. */
	readonly fields: string[];
	/** HTTP status. */
	readonly statusCode: number;
	readonly entries: ApiErrorEntry[];
	/** Milliseconds that the server asks to wait for. */
	readonly retryAfterMs?: number;
	/** What to do next, if the sender of the request knows better than the code says. */
	advice?: string;
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

/** An answer with a good status that is not an answer: it doesn't have the form that the resource answers with. */
export class InvalidResponseError extends Error {
	override readonly name = 'InvalidResponseError';
	readonly code = 'INVALID_RESPONSE';
	/** What to do next. */
	readonly description =
		'A proxy or gateway between n8n and Salesforce may have changed the answer. Ask who runs it, and look at status.salesforce.com.';

	/** @param what came, as the rest of a sentence: "Salesforce answered with …" */
	constructor(what: string) {
		super(`Salesforce answered with ${what}`);
	}
}

/** A request that may have been carried out although no answer says so. */
export class UnknownOutcomeError extends Error {
	override readonly name = 'UnknownOutcomeError';
	readonly code = 'UNKNOWN_OUTCOME';
	/** What to do next. */
	readonly description: string;
	/** What came instead of an answer. Not enumerable, to keep logs short. */
	declare readonly cause: unknown;

	/**
	 * @param cause what came instead of an answer
	 * @param mustNotRepeat whether sending it again may do its work twice
	 */
	constructor(
		cause: unknown,
		readonly mustNotRepeat: boolean,
	) {
		super(
			`No answer came after the request was sent, so it may have been carried out or not. What came instead: ${messageOf(cause)}`,
		);
		this.description = mustNotRepeat
			? 'Before you send it again, look in Salesforce whether it was carried out.'
			: 'It is safe to send it again: nothing is changed twice.';
		Object.defineProperty(this, 'cause', { value: cause, enumerable: false });
	}

	/** What came instead of an answer, as text. */
	get reason(): string {
		return messageOf(this.cause);
	}
}

/** A bulk job did not succeed, or its result is not known. The message names the job. */
export class BulkJobError extends Error {
	override readonly name = 'BulkJobError';
	readonly code = 'BULK_JOB';
	/** The first of `jobIds`. */
	readonly jobId: string | undefined;
	/** What to do next. */
	readonly description: string;

	/**
	 * @param what happened, as the rest of a sentence that begins with the job
	 * @param jobIds the jobs concerned, the most important one first
	 */
	constructor(
		what: string,
		readonly jobIds: string[],
		advice = 'Get Results shows what the job did; to continue with the same input, use Resume Job: nothing is sent twice.',
	) {
		super(`Bulk ${jobIds.length > 1 ? 'jobs' : 'job'} ${jobIds.join(', ')}: ${what}`);
		this.jobId = jobIds[0];
		this.description = advice;
	}

	/** What went wrong around a job, with the job's name to it. */
	static from(error: unknown, jobIds: string[]): BulkJobError {
		return new BulkJobError(messageOf(error), jobIds);
	}
}

/** A report that did not give what was asked of it. */
export class ReportError extends Error {
	override readonly name = 'ReportError';

	/**
	 * @param code `REPORT_INCOMPLETE`, `REPORT_FAILED`, `JOINED_REPORT` or `WAIT_LIMIT`
	 * @param description what to do next
	 */
	constructor(
		readonly code: string,
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}
