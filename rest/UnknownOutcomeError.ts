const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A request that may have been carried out although no answer says so. */
export class UnknownOutcomeError extends Error {
	override readonly name = 'UnknownOutcomeError';
	readonly code = 'UNKNOWN_OUTCOME';
	/** What to do next. */
	readonly description: string;
	/** What came instead of an answer. Not enumerable, to keep logs short. */
	declare readonly cause: unknown;

	/**
	 * @param cause what came instead of an answer
	 * @param mustNotRepeat whether sending it again may do its work twice
	 */
	constructor(
		cause: unknown,
		readonly mustNotRepeat: boolean,
	) {
		super(
			`No answer came after the request was sent, so it may have been carried out or not. What came instead: ${messageOf(cause)}`,
		);
		this.description = mustNotRepeat
			? 'Look in Salesforce for what the request should have done before you send it again.'
			: 'To send it again is safe: that changes nothing twice.';
		Object.defineProperty(this, 'cause', { value: cause, enumerable: false });
	}

	/** What came instead of an answer, in words. */
	get reason(): string {
		return messageOf(this.cause);
	}
}
