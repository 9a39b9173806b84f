import type { HttpRequest, HttpResponse, Send } from '../http';

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
	/** Who the token acts as, once somebody has asked Salesforce: the answer to a login doesn't say it. */
	username?: string;
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
	 * Log in for real, even if there is a session or a refusal is still remembered: for testing a credential. It
	 * waits if the last such login was less than eight seconds ago.
	 */
	refresh?: boolean;
	/** The token that was refused: log in only if it is still the current session's. */
	staleToken?: string;
	/**
	 * A token that may have been refused or not. If it is the current one, Salesforce is asked whether it is alive,
	 * once for all callers, and only a dead token is replaced.
	 */
	doubtedToken?: string;
	/** Ends the wait of this caller; a login that others share continues. */
	signal?: AbortSignal;
}

/** A request within the org: a path from the instance's origin, or an absolute URL on that very origin. */
export type AuthorizedRequest = Omit<HttpRequest, 'url'> & { path: string };

export interface SalesforceAuth {
	/** The session, from the store or by the one login that all concurrent callers share. */
	(options?: AuthOptions): Promise<Session>;
	/** The session that is at hand, whatever Salesforce thinks of it. Nothing is sent. */
	held(): Session | undefined;
	/**
	 * Sends with the session's token. After a 401 the request is sent again: if the session is younger than a
	 * minute, once more after a second or two; then once with a new session.
	 */
	hook(send: Send, request: AuthorizedRequest): Promise<HttpResponse>;
}
