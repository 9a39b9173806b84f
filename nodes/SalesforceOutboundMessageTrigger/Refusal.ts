/** A message that is not accepted. The sender gets the reason, and no execution starts. */
export class Refusal extends Error {
	override readonly name = 'Refusal';

	/**
	 * @param status HTTP status: 4xx if sending again changes nothing, 503 if it may succeed later
	 * @param message the reason, for the sender and for n8n's log; it must not say what the trigger expects
	 */
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}
