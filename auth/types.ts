import type { HttpRequest, HttpResponse, Send } from '../http';
import type { SessionStore } from './sessionStore';

// ---- CREDENTIAL -------------------------------------------------------------------------------

interface CredentialBase {
	/** The org's My Domain, e.g. `https://acme.my.salesforce.com`; a URL pasted from the browser is understood. */
	myDomainUrl: string;
	/** The Consumer Key of the External Client App or Connected App. */
	clientId: string;
	/** One host outside Salesforce's domains that may receive the token. */
	trustedHost?: string;
}

export interface ClientCredentialsCredential extends CredentialBase {
	flow: 'clientCredentials';
	/** The Consumer Secret. */
	clientSecret: string;
	/**
	 * Where key and secret go: a Basic header or the form body.
	 * @default 'header'
	 */
	authentication?: 'header' | 'body';
}

export interface JwtBearerCredential extends CredentialBase {
	flow: 'jwtBearer';
	/** The username of the user to act as, the JWT's `sub`. */
	username: string;
	/** RSA private key in PEM. */
	privateKey: string;
	/** Passphrase of an encrypted private key. */
	passphrase?: string;
	/** @default the origin of My Domain */
	audience?: string;
}

export type SalesforceCredential = ClientCredentialsCredential | JwtBearerCredential;

// ---- SESSION ----------------------------------------------------------------------------------

export interface Session {
	accessToken: string;
	/** Origin that takes the token, without a trailing slash. */
	instanceUrl: string;
	/** Epoch milliseconds. */
	issuedAt: number;
	/** Epoch milliseconds; only JWT-format access tokens tell it. */
	expiresAt?: number;
	scope?: string;
	/** `id` of the token answer, e.g. `https://login.salesforce.com/id/00D…/005…`. */
	identityUrl?: string;
}

/** What outlives the process of a session, as `keepSession` gives it. */
export interface KeptSession {
	accessToken?: string;
	instanceUrl?: string;
	/** Tells whose token it is: it fits no other credential, nor this one after an edit. */
	sessionKey?: string;
}

// ---- AUTH -------------------------------------------------------------------------------------

export interface AuthOptions {
	/**
	 * Log in for real, past the session held and past a refusal that is still held: for testing a credential. It
	 * waits where another such login was less than eight seconds ago.
	 */
	refresh?: boolean;
	/** The token that was refused: log in only where the session held still is that one. */
	staleToken?: string;
	/**
	 * A token that may or may not have been refused: where it is the one held, Salesforce is asked whether it
	 * lives, once for all callers, and only a dead one is replaced.
	 */
	doubtedToken?: string;
	/** Ends the wait of this caller; a login that others share goes on. */
	signal?: AbortSignal;
}

/** A request within the org: a path from the instance's origin, or an absolute URL on that very origin. */
export type AuthorizedRequest = Omit<HttpRequest, 'url'> & { path: string };

export interface SalesforceAuth {
	/** The session, from the store or by the one login that all concurrent callers share. */
	(options?: AuthOptions): Promise<Session>;
	/**
	 * Sends with the session's token. After a 401 the request is sent again: with a session younger than a minute
	 * once more after a second or two, then once with a new one.
	 */
	hook(send: Send, request: AuthorizedRequest): Promise<HttpResponse>;
}

export interface AuthDependencies {
	/** @default a keep-alive sender shared by the process */
	send?: Send;
	/** @default the store shared by the process */
	store?: SessionStore;
	/** A session of an earlier process, to start from where the store holds none. */
	kept?: KeptSession;
	/** Epoch milliseconds. @default Date.now */
	now?: () => number;
	/** Milliseconds of a clock that never jumps: how long a refusal holds, how fast logins may follow. @default performance.now */
	monotonic?: () => number;
	/** Told what an admin should know although a login went well, such as a clock that is off. @default a warning of the process */
	warn?: (message: string) => void;
	/** Milliseconds after which a login is given up, its repetitions included. @default 60,000 */
	loginDeadlineMs?: number;
	/** Waits between the attempts of a login, and before a session just opened is tried again. @default by timer */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to below 1. @default Math.random */
	random?: () => number;
}
