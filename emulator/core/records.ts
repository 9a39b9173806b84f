/** One API call in the org's log; requests to the token endpoint are logged apart. */
export interface CallRecord {
	method: string;
	/** Without the query string. */
	path: string;
	query: Record<string, string>;
	/** As answered; 0 if the connection was dropped. */
	status: number;
	/** Names in lower case, without authorization and cookie. */
	headers: Record<string, string>;
	/** Bytes of the request's body. */
	bodyBytes: number;
	/** Epoch milliseconds by the org's clock. */
	at: number;
	/** Who asked, where the token was good. */
	username?: string;
}

/** One request to the token endpoint. */
export interface TokenRequestRecord {
	grantType: string;
	status: number;
	/** Where key and secret stood. */
	authentication: 'header' | 'body';
	/** Epoch milliseconds by the org's clock. */
	at: number;
	error?: string;
	errorDescription?: string;
}

/** A request, or a part of one, that the emulator refused because it doesn't know it. */
export interface UnknownRequest {
	method: string;
	path: string;
	/** What about it is unknown. */
	reason: string;
}
