import { type Readable } from 'node:stream';
import { type Session } from '../auth/SessionTable';
import { type OrgState } from '../core/OrgState';
import { type Answer } from './Answer';

/** One request, as a handler sees it. */
export interface Context {
	readonly org: OrgState;
	/** Who asks. Routes with `access: 'public'` must not read it. */
	readonly session: Session;
	/** `67` for `/services/data/v67.0/…`; the newest where the path names none. */
	readonly version: number;
	/** `/services/data/v67.0`, for the URLs in an answer. */
	readonly base: string;
	readonly method: string;
	/** Without the query string, not decoded. */
	readonly path: string;
	/** What the route's `:name` and `*name` segments matched, decoded. */
	readonly params: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** So many rows of the request are held by another transaction, by a fault. */
	readonly lockedRows: number;
	/** The body as it arrives; nobody has read from it. Content-Encoding gzip is undone. */
	readonly stream: Readable;
	/** The whole body. 400 where it is larger than Salesforce takes. */
	readBody(): Promise<Buffer>;
	/** The body as JSON. 400 JSON_PARSER_ERROR, 415 for another content type. */
	readJson(): Promise<unknown>;
	/**
	 * Answers another request of the same session internally: no fault affects it, no log shows it, no quota counts
	 * it.
	 */
	dispatch(request: Subrequest): Promise<Answer>;
}

/** A request within a request, as composite calls have them. */
export interface Subrequest {
	method: string;
	/** Path and query string. */
	url: string;
	headers?: Readonly<Record<string, string>>;
	/** The body, if there is one. */
	value?: unknown;
}

export interface Route {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** `/services/data/:version/sobjects/:object`; a last segment `*rest` takes all that follows. */
	path: string;
	/** @default 'session': a valid token, counted as an API call */
	access?: 'session' | 'public';
	handle(context: Context): Answer | Promise<Answer>;
}
