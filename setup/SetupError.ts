/** What went wrong, for the person at the terminal. Holds no secret. */
export class SetupError extends Error {
	override readonly name = 'SetupError';

	/**
	 * @param advice what to do next
	 * @param exitCode 1 for a failure, 2 for a command line that can't be carried out
	 */
	constructor(
		message: string,
		readonly advice: string,
		readonly exitCode: 1 | 2 = 1,
	) {
		super(message);
	}
}

/** A command line that can't be carried out. */
export const refuseUsage = (message: string, advice: string): SetupError =>
	new SetupError(message, advice, 2);
