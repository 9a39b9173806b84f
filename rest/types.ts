import type { HttpBody, ResponseType, Timing } from '../http';
import type { Shape } from './call/shape';
import type { Effect } from './call/table';

export type { Timing };

/** A request to the org. */
export interface OrgRequest<Body = unknown> {
	/** @default 'GET' */
	method?: string;
	/**
	 * Relative to the API version (`sobjects/Account`), or to the instance's origin if it starts with a slash
	 * (`/services/data/v67.0/query/0r8…-2000`).
	 */
	path: string;
	/** Encoded and appended; `undefined` entries are left out. */
	query?: Record<string, string | number | boolean | undefined>;
	headers?: Record<string, string>;
	body?: HttpBody;
	/** @default 'parsed' */
	responseType?: ResponseType;
	/** What the call does. It decides whether it is repeated. @default 'read' */
	effect?: Effect;
	/** The form of the resource's answer. What has another form is not an answer. */
	shape: Shape<Body>;
}

export interface OrgResponse<Body = unknown> {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Body;
	/** Set if an earlier try of the request got no answer: it may have been carried out twice. */
	mayHaveRunBefore?: boolean;
}

/** What a client has cost so far. Clients of one run share it if it is passed on. */
export interface Usage {
	/** Requests that reached the wire, repeated ones included. */
	apiCalls: number;
	/** How many of them were repetitions. */
	retries: number;
	/** Logins that it took; 0 if a session was there. */
	logins?: number;
	/** The org's rolling 24 h quota as the last answer told it; Salesforce lets it lag. */
	daily?: { used: number; max: number };
}

export interface Client {
	/** Without a `v`, e.g. `67.0`. */
	readonly apiVersion: string;
	readonly usage: Usage;
	/** All waits between calls use it. */
	readonly timing: Timing;
	/**
	 * Sends a request with the session of the client's auth, and sends it again as far as the table of rest/call
	 * allows.
	 *
	 * @throws SalesforceApiError for a refusal
	 * @throws UnknownOutcomeError if the request may have changed something although no answer says so
	 * @throws InvalidResponseError if a reading call got an answer of something other than its resource
	 * @throws HttpError if a reading call got no answer
	 * @throws SalesforceAuthError if there is no session
	 */
	request<Body>(request: OrgRequest<Body>): Promise<OrgResponse<Body>>;
	/** The same client, for what must be tidied up after the run was cancelled. */
	withoutSignal(): Client;
}
