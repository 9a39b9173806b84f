import { Readable } from 'node:stream';
import type { SalesforceAuth } from '../../auth';
import {
	type Again,
	createTiming,
	type HttpResponse,
	isReplayable,
	type Outcome,
	repeat,
	type Send,
} from '../../http';
import {
	InvalidInputError,
	InvalidResponseError,
	SalesforceApiError,
	UnknownOutcomeError,
} from '../errors';
import { readLimitInfo } from '../limits';
import type { Client, OrgRequest, OrgResponse, Timing, Usage } from '../types';
import { isSettled, meaningOf } from './meaning';
import { BUDGETS, changes, type Effect, RULES } from './table';

/** Every org of 2026 serves it: https://help.salesforce.com, "API versions". */
export const DEFAULT_API_VERSION = '67.0';

export interface ClientOptions {
	auth: Pick<SalesforceAuth, 'hook'>;
	/** The bare sender: whatever it sends is counted as an API call. */
	send: Send;
	/** `v67.0` and `67` work too. @default '67.0' */
	apiVersion?: string;
	/** Counted up in place. @default a new one */
	usage?: Usage;
	/** Called before each request with what was used so far. What it throws is the request's error: nothing is sent then. */
	guard?: (usage: Usage) => void;
	/** Sent with every request that doesn't name them itself. */
	headers?: Record<string, string>;
	/** @default real time, and no signal */
	timing?: Timing;
}

const newUsage = (): Usage => ({ apiCalls: 0, retries: 0 });

/** @throws InvalidInputError for what is not a version, because it becomes part of each path */
function normalizeVersion(version: string): string {
	const number = version.trim().replace(/^v/i, '');
	if (/^\d{1,3}$/.test(number)) return `${number}.0`;
	if (/^\d{1,3}\.\d$/.test(number)) return number;
	throw new InvalidInputError(
		`"${version}" is not an API version`,
		"Choose one from the list 'API Version', or write it as v67.0.",
	);
}

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

/** Whether the status is a success. 304 answers a reading call that names what it has already. */
const isSuccess = ({ status }: HttpResponse, effect: Effect) =>
	(status >= 200 && status < 300) || (status === 304 && effect === 'read');

const closeStream = ({ body }: HttpResponse) => {
	if (body instanceof Readable) body.destroy();
};

/**
 * Recognizes what is not an answer of Salesforce, before its shape is checked: no resource that is read here
 * answers with a web page, a list of results is CSV, and JSON is complete. http returns text if JSON can't be read.
 */
function refuseForeign(response: HttpResponse, request: OrgRequest): void {
	const type = response.headers['content-type'] ?? '';
	const { responseType = 'parsed', headers } = request;
	const isList = headers?.Accept === 'text/csv';
	const { body } = response;
	if (
		isList ? /\b(?:html|json)\b/i.test(type) : responseType === 'parsed' && /\bhtml\b/i.test(type)
	) {
		closeStream(response);
		throw new InvalidResponseError(
			'a web page: perhaps a proxy or gateway sent it instead of Salesforce',
		);
	}
	if (typeof body === 'string' && /^[[{]/.test(body) && /json/i.test(type)) {
		throw new InvalidResponseError('JSON that is cut short');
	}
}

/** Names have no case. */
function mergeHeaders(all: Record<string, string>, own: Record<string, string> = {}) {
	const named = new Set(Object.keys(own).map((name) => name.toLowerCase()));
	const others = Object.entries(all).filter(([name]) => !named.has(name.toLowerCase()));
	return { ...Object.fromEntries(others), ...own };
}

/** A sender for one request: what it sends past the first time is a repetition. */
function countSends(send: Send, usage: Usage): Send {
	let sends = 0;
	return (request) => {
		usage.apiCalls += 1;
		if (sends > 0) usage.retries += 1;
		sends += 1;
		return send(request);
	};
}

/** What of a request decides whether it is repeated. */
interface Call {
	effect: Effect;
	/** Whether Salesforce's own API answers it, and not an Apex class. */
	isDataApi: boolean;
	isReplayable: boolean;
}

/** Says by the table what to do after each try, and how the call has ended. */
function judgeBy({ effect, isDataApi, isReplayable: canRepeat }: Call) {
	/** The last fault after which nobody knows whether the call was carried out. */
	let doubt: { error: unknown } | undefined;
	return {
		judge(this: void, outcome: Outcome<unknown>): Again | undefined {
			if ('value' in outcome) return undefined;
			const { error } = outcome;
			const meaning = meaningOf(error);
			if (meaning === 'lost' || meaning === 'garbled') doubt = outcome;
			if (!RULES[effect][meaning].repeat || isSettled(error, effect, isDataApi)) return undefined;
			if (!canRepeat) return undefined;
			const { retryAfterMs } = error instanceof SalesforceApiError ? error : {};
			return retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
		},
		isInDoubt: () => doubt !== undefined,
		/** What the call fails with at last. */
		conclude(this: void, error: unknown): unknown {
			const isLost = ['lost', 'garbled'].includes(meaningOf(error));
			if (!changes(effect) || !(doubt || isLost)) return error;
			return new UnknownOutcomeError(doubt?.error ?? error, effect === 'create');
		},
	};
}

/** A client for one org as one user. Calls that need no session (the list of versions) go the same way. */
export function createClient(options: ClientOptions): Client {
	const { auth, send, headers, guard, timing = createTiming() } = options;
	const usage = options.usage ?? newUsage();
	const apiVersion = normalizeVersion(options.apiVersion ?? DEFAULT_API_VERSION);
	const { signal } = timing;

	async function sendOnce<Body>(
		counted: Send,
		path: string,
		request: OrgRequest<Body>,
	): Promise<OrgResponse<Body>> {
		guard?.(usage);
		const { method = 'GET', query, effect = 'read', shape, ...rest } = request;
		const response = await auth.hook(counted, {
			...rest,
			method,
			path: withQuery(path, query),
			headers: mergeHeaders({ Accept: 'application/json', ...headers }, request.headers),
			...(signal && { signal }),
		});
		const daily = readLimitInfo(response.headers['sforce-limit-info']);
		if (daily) usage.daily = daily;
		if (!isSuccess(response, effect)) throw new SalesforceApiError(response, { method, path });
		refuseForeign(response, request);
		return { ...response, body: shape(response.body, '') };
	}

	async function request<Body>(asked: OrgRequest<Body>): Promise<OrgResponse<Body>> {
		const { effect = 'read', path: written } = asked;
		const isWhole = written.startsWith('/') || /^https?:/i.test(written);
		const path = isWhole ? written : `/services/data/v${apiVersion}/${written}`;
		const isDataApi = path.startsWith('/services/data/');
		const counted = countSends(send, usage);
		const call = judgeBy({ effect, isDataApi, isReplayable: isReplayable(asked) });
		try {
			const once = () => sendOnce(counted, path, asked);
			const response = await repeat(once, call.judge, BUDGETS[effect], timing);
			return call.isInDoubt() ? { ...response, mayHaveRunBefore: true } : response;
		} catch (error) {
			throw call.conclude(error);
		}
	}

	const withoutSignal = () => {
		const { signal: _, ...unstoppable } = timing;
		return createClient({ ...options, usage, timing: unstoppable });
	};
	return { apiVersion, usage, timing, request, withoutSignal };
}
