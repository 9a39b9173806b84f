import { json, type Answer } from '../server/Answer';

/** A refusal by the token endpoint: not the array of the REST API, and HTTP 400 whatever the cause. */
export class OAuthError extends Error {
	constructor(
		readonly error: string,
		readonly description: string,
		readonly status = 400,
	) {
		super(`${error}: ${description}`);
		this.name = 'OAuthError';
	}

	/** The body that every failed login has. */
	toAnswer(): Answer {
		const body = { error: this.error, error_description: this.description };
		return json(body, this.status, { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache' });
	}
}
