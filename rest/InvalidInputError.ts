/** What the caller gave can't be sent to Salesforce: nothing was sent. */
export class InvalidInputError extends Error {
	override readonly name = 'InvalidInputError';

	/**
	 * @param message what is wrong, with the value's place but without secrets
	 * @param advice what to do about it
	 */
	constructor(
		message: string,
		readonly advice?: string,
	) {
		super(message);
	}
}
