import type { HttpBody, ResponseType } from '../http';

/** A request to the org. */
export interface OrgRequest {
	/** @default 'GET' */
	method?: string;
	/**
	 * Relative to the API version (`sobjects/Account`), or from the instance's origin where it starts
	 * with a slash (`/services/data/v67.0/query/0r8…-2000`).
	 */
	path: string;
	/** Encoded and appended; `undefined` entries are left out. */
	query?: Record<string, string | number | boolean | undefined>;
	headers?: Record<string, string>;
	body?: HttpBody;
	/** @default 'parsed' */
	responseType?: ResponseType;
	/** Whether sending it twice does no more than sending it once. @default by method */
	idempotent?: boolean;
	/** Whether to send it although the client's signal was aborted: to tidy up. @default false */
	evenIfStopped?: boolean;
}

export interface OrgResponse<Body = unknown> {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: Body;
	/** Set where an earlier sending of the request got no answer: it may have been carried out twice. */
	mayHaveRunBefore?: boolean;
}

/** What a client has cost so far. Shared by clients of one run where it is passed on. */
export interface Usage {
	/** Requests that reached the wire, repeated ones included. */
	apiCalls: number;
	/** How many of them were repetitions. */
	retries: number;
	/** Logins that it took; 0 where a session was there. */
	logins?: number;
	/** The org's rolling 24 h quota as the last answer told it; Salesforce lets it lag. */
	daily?: { used: number; max: number };
}

export interface Client {
	/** Without a `v`, e.g. `67.0`. */
	readonly apiVersion: string;
	readonly usage: Usage;
	/**
	 * Sends a request with the session of the client's auth.
	 *
	 * @throws SalesforceApiError for every status but 2xx and 304
	 * @throws HttpError where no answer came
	 * @throws SalesforceAuthError where there is no session
	 */
	request<Body = unknown>(request: OrgRequest): Promise<OrgResponse<Body>>;
}
