import { Readable } from 'node:stream';
import { HttpError, type HttpErrorCode } from './HttpError';
import type { HttpRequest, HttpResponse, Send } from './types';

export interface RetryPolicy {
	/** Sends in all, the first one included. */
	attempts: number;
	/** Answers that say "not now". */
	statusCodes: readonly number[];
	/** Of those, the ones that promise the request was not carried out, so that even a create may be sent again. */
	rejectedStatusCodes: readonly number[];
	/** Methods that may be sent twice. */
	idempotentMethods: readonly string[];
	/** Milliseconds before the second send; doubled for each further one. */
	baseDelayMs: number;
	/** No wait is longer, whatever a server asks for: past that the failure is the caller's to see. */
	maxDelayMs: number;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm, and 420 as Salesforce's edge answers while it sets things up. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
	attempts: 5,
	statusCodes: [420, 429, 502, 503, 504],
	rejectedStatusCodes: [420, 429],
	idempotentMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'],
	baseDelayMs: 1_000,
	maxDelayMs: 30_000,
};

/** What came of one send. */
export type Outcome = { response: HttpResponse } | { error: unknown };

export type Decision = { retry: false } | { retry: true; delayMs: number };

export interface Attempt {
	/** From 1. */
	number: number;
	request: HttpRequest;
	/** From 0 to below 1. */
	random: number;
}

const STOP: Decision = { retry: false };

/** Seconds or a date, as RFC 9110 allows; `undefined` where there is neither. */
function readRetryAfter(value: string | undefined, date: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
	// Counted from the server's own clock, since ours may be off.
	const wait = Date.parse(value) - Date.parse(date ?? '');
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Whether a request can be sent again at all: a stream that was read once can't. */
export const isReplayable = ({ body }: { body?: unknown }): boolean => !(body instanceof Readable);

/** Whether sending a request twice does no more than sending it once. */
export const isIdempotent = (
	{ idempotent, method }: { idempotent?: boolean | undefined; method: string },
	{ idempotentMethods }: Pick<RetryPolicy, 'idempotentMethods'> = DEFAULT_RETRY_POLICY,
): boolean => idempotent ?? idempotentMethods.includes(method.toUpperCase());

const mayRepeat = (outcome: Outcome, request: HttpRequest, policy: RetryPolicy): boolean => {
	if (isIdempotent(request, policy)) return true;
	if ('response' in outcome) return policy.rejectedStatusCodes.includes(outcome.response.status);
	return outcome.error instanceof HttpError && !outcome.error.mayHaveBeenSent;
};

/** What will not be different in a second. */
const LASTING: HttpErrorCode[] = [
	'ABORTED',
	'TLS_FAILED',
	'PROXY_REFUSED',
	'ANSWER_TOO_LARGE',
	'UNKNOWN',
];

const isPassing = (outcome: Outcome, policy: RetryPolicy): boolean => {
	if ('response' in outcome) return policy.statusCodes.includes(outcome.response.status);
	if (!(outcome.error instanceof HttpError)) return false;
	// A host that doesn't exist or a certificate that doesn't fit will not do so in a second either.
	return !LASTING.includes(outcome.error.code);
};

/** Whether, and after how many milliseconds, a request is sent again. Pure. */
export function decide(attempt: Attempt, outcome: Outcome, policy: RetryPolicy): Decision {
	const { number, request, random } = attempt;
	if (number >= policy.attempts || request.signal?.aborted) return STOP;
	if (!isPassing(outcome, policy) || !isReplayable(request)) return STOP;
	if (!mayRepeat(outcome, request, policy)) return STOP;
	const headers = 'response' in outcome ? outcome.response.headers : {};
	const asked = readRetryAfter(headers['retry-after'], headers.date);
	if (asked !== undefined && asked > policy.maxDelayMs) return STOP;
	// Full jitter on the upper half: callers that failed together don't come back together.
	const backoff = policy.baseDelayMs * 2 ** (number - 1) * (0.5 + random / 2);
	return { retry: true, delayMs: Math.max(asked ?? 0, Math.min(backoff, policy.maxDelayMs)) };
}

export interface RetryDependencies {
	/** Resolves after so many milliseconds; rejects when the signal is aborted. */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to below 1. @default Math.random */
	random?: () => number;
}

async function sleepByTimer(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const { setTimeout } = await import('node:timers/promises');
	await setTimeout(milliseconds, undefined, signal ? { signal } : {});
}

const settle = async (sending: Promise<HttpResponse>): Promise<Outcome> => {
	try {
		return { response: await sending };
	} catch (error) {
		return { error };
	}
};

function unwrap(outcome: Outcome): HttpResponse {
	if ('response' in outcome) return outcome.response;
	throw outcome.error;
}

/** An answer that nobody will read would keep its connection. */
const discard = (outcome: Outcome) => {
	if ('response' in outcome && outcome.response.body instanceof Readable)
		outcome.response.body.destroy();
};

/**
 * A sender that sends again what may be sent again: never a write that may have happened.
 *
 * @throws HttpError of the last send, from the sender
 */
export function withRetry(
	send: Send,
	policy: Partial<RetryPolicy> = {},
	{ sleep = sleepByTimer, random = Math.random }: RetryDependencies = {},
): Send {
	const whole = { ...DEFAULT_RETRY_POLICY, ...policy };
	return async (request) => {
		for (let number = 1; ; number += 1) {
			const outcome = await settle(send(request));
			const decision = decide({ number, request, random: random() }, outcome, whole);
			if (!decision.retry) return unwrap(outcome);
			discard(outcome);
			try {
				await sleep(decision.delayMs, request.signal);
			} catch {
				return unwrap(outcome);
			}
		}
	};
}
