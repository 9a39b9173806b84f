/** A message that is not accepted. The sender gets the reason, and no execution starts. */
export class Refusal extends Error {
	override readonly name = 'Refusal';

	/**
	 * @param status HTTP status: 4xx for what no repetition changes, 503 for what may go well later
	 * @param message why, for the sender and for n8n's log; it says nothing about what the trigger expects
	 */
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}
