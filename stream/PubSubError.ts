/**
 * What to do after a failure: try again, with a new session, later, when the allocation allows it, or from another
 * position; `final` needs a person.
 */
export type Remedy = 'again' | 'login' | 'slow' | 'allocation' | 'position' | 'final';

interface Details {
	advice?: string;
	/** Salesforce's id of the call, for its support. */
	rpcId?: string;
	/** Never anything that holds the request. */
	cause?: Error;
}

/** Why a subscription ended, and what to do about it. Holds no token at any depth. */
export class PubSubError extends Error {
	override readonly name = 'PubSubError';
	readonly advice?: string;
	readonly rpcId?: string;

	constructor(
		/** Salesforce's `error-code` without its prefix, the gRPC status, or a word of this package's. */
		readonly code: string,
		readonly remedy: Remedy,
		message: string,
		{ advice, rpcId, cause }: Details = {},
	) {
		super(message, cause && { cause });
		if (advice !== undefined) this.advice = advice;
		if (rpcId !== undefined) this.rpcId = rpcId;
	}
}
