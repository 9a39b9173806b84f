/** A request that may have been carried out although no answer says so. */
export class UnknownOutcomeError extends Error {
	override readonly name = 'UnknownOutcomeError';
	readonly code = 'UNKNOWN_OUTCOME';
	/** What to do next. */
	readonly description =
		'Look in Salesforce for what the request should have done before you send it again.';

	/** @param cause what came instead of an answer */
	constructor(cause: unknown) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		super(
			`No answer came after the request was sent, so it may have been carried out or not. What came instead: ${reason}`,
		);
	}
}
