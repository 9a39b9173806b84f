import { Readable } from 'node:stream';
import type { SalesforceAuth } from '../auth';
import { HttpError, type HttpResponse, isIdempotent, isReplayable, type Send } from '../http';
import { countSendings } from './countSendings';
import { readLimitInfo } from './limits';
import { isPassing } from './rowResult';
import { SalesforceApiError } from './SalesforceApiError';
import type { Client, OrgRequest, OrgResponse, Usage } from './types';
import { wait } from './wait';

/** Every org of 2026 serves it: https://help.salesforce.com, "API versions". */
export const DEFAULT_API_VERSION = '67.0';

export interface ClientOptions {
	auth: Pick<SalesforceAuth, 'hook'>;
	/** The bare sender: whatever it sends is counted as an API call. */
	send: Send;
	/** Makes the counted sender repeat what may be repeated. @default not at all */
	retry?: (send: Send) => Send;
	/** `v67.0` and `67` are understood as well. @default '67.0' */
	apiVersion?: string;
	/** Cancels what is in flight. */
	signal?: AbortSignal;
	/** Counted up in place. @default a new one */
	usage?: Usage;
	/** Called before each request with what was used so far. What it throws is the request's error: nothing is sent then. */
	guard?: (usage: Usage) => void;
	/** Sent with every request. */
	headers?: Record<string, string>;
	/** @default by timer, ended by the signal */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to below 1. @default Math.random */
	random?: () => number;
}

/** How often a call that the org was too busy for is sent again. */
const MAX_BUSY_RETRIES = 4;
/** How often a call that Salesforce itself stumbled over is sent again. */
const MAX_CRASH_RETRIES = 2;

const newUsage = (): Usage => ({ apiCalls: 0, retries: 0 });

const normalizeVersion = (version: string): string => {
	const number = version.trim().replace(/^v/i, '');
	return /^\d+$/.test(number) ? `${number}.0` : number;
};

function withQuery(path: string, query: OrgRequest['query']): string {
	if (query === undefined) return path;
	const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
	// A + is a space to some servers and a plus to others; %20 is a space to all.
	const text = pairs
		.map((pair) => pair.map((part) => encodeURIComponent(part!)).join('='))
		.join('&');
	if (text === '') return path;
	return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

const isAnswer = ({ status }: HttpResponse) => (status >= 200 && status < 300) || status === 304;

/** http gives text where JSON can't be read. Apex REST may answer a text that looks like JSON; the others answer none. */
const isBroken = ({ headers, body }: HttpResponse) =>
	typeof body === 'string' && /^[[{]/.test(body) && /json/i.test(headers['content-type'] ?? '');

/**
 * Whether something on the way answered in Salesforce's place: none of its resources that are read here is a
 * web page, and a list of results is CSV.
 */
const isForeign = ({ headers }: HttpResponse, request: OrgRequest) => {
	const type = headers['content-type'] ?? '';
	const { responseType = 'parsed' } = request;
	if (request.headers?.Accept === 'text/csv') return /\b(?:html|json)\b/i.test(type);
	return responseType === 'parsed' && /\bhtml\b/i.test(type);
};

/**
 * The org had too many calls running, or another transaction held the record, and it ran this one not at
 * all: also a create may be sent again.
 */
const isBusy = ({ statusCode, entries }: SalesforceApiError) =>
	(statusCode === 403 && entries.some((entry) => isPassing(entry))) ||
	(statusCode === 400 && entries.every(({ errorCode }) => errorCode === 'UNABLE_TO_LOCK_ROW'));

/**
 * Salesforce failed by a fault of its own, with an error id for its support; nobody knows what was done.
 * An Apex exception comes as 500 as well, and would come again.
 */
const isCrash = ({ statusCode, errorCode }: SalesforceApiError) =>
	statusCode === 500 && /^(?:UNKNOWN_EXCEPTION$|UNABLE_TO_)/.test(errorCode);

/** How often a request may be sent again after this refusal. */
function triesAfter(error: unknown, request: OrgRequest): number {
	if (!(error instanceof SalesforceApiError) || !isReplayable(request)) return 0;
	if (isBusy(error)) return MAX_BUSY_RETRIES;
	const { method = 'GET', idempotent } = request;
	return isCrash(error) && isIdempotent({ method, idempotent }) ? MAX_CRASH_RETRIES : 0;
}

/** A client for one org as one user. Calls that need no session (the list of versions) go the same way. */
export function createClient(options: ClientOptions): Client {
	const { auth, signal, headers, guard, random = Math.random } = options;
	const sleep = options.sleep ?? wait;
	const usage = options.usage ?? newUsage();
	const apiVersion = normalizeVersion(options.apiVersion ?? DEFAULT_API_VERSION);
	async function sendOnce<Body>(send: Send, request: OrgRequest): Promise<OrgResponse<Body>> {
		guard?.(usage);
		const { method = 'GET', query, path, evenIfStopped = false, ...rest } = request;
		const isWhole = path.startsWith('/') || /^https?:/i.test(path);
		const absolute = isWhole ? path : `/services/data/v${apiVersion}/${path}`;
		const response = await auth.hook(send, {
			...rest,
			method,
			path: withQuery(absolute, query),
			headers: { Accept: 'application/json', ...headers, ...request.headers },
			...(signal && !evenIfStopped && { signal }),
		});
		const daily = readLimitInfo(response.headers['sforce-limit-info']);
		if (daily) usage.daily = daily;
		if (!isAnswer(response)) throw new SalesforceApiError(response, { method, path: absolute });
		if (isForeign(response, request)) {
			if (response.body instanceof Readable) response.body.destroy();
			const message =
				"A web page came in place of Salesforce's answer: a proxy or gateway on the way may have sent it";
			throw new HttpError('INVALID_RESPONSE', message, method, '');
		}
		if (isBroken(response)) {
			const message = 'Salesforce answered with JSON that is cut short';
			throw new HttpError('INVALID_RESPONSE', message, method, '');
		}
		return response as OrgResponse<Body>;
	}

	async function request<Body>(request: OrgRequest): Promise<OrgResponse<Body>> {
		const { send, isUncertain } = countSendings(options, usage);
		for (let attempt = 0; ; attempt += 1) {
			try {
				const response = await sendOnce<Body>(send, request);
				return isUncertain() ? { ...response, mayHaveRunBefore: true } : response;
			} catch (error) {
				if (attempt >= triesAfter(error, request)) throw error;
				await sleep(1000 * 2 ** attempt * (0.5 + random()), signal);
			}
		}
	}

	return { apiVersion, usage, request };
}
