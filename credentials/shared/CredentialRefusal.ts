import { SalesforceAuthError } from '../../auth';

/**
 * An error in the only form that n8n shows unchanged: n8n replaces the text of an error that has a `code`, a
 * `cause` or a `response`, and a credential's test shows the message alone.
 */
export class CredentialRefusal extends Error {
	override readonly name = 'CredentialRefusal';

	/** The details that n8n shows below the message. */
	declare readonly description?: string;

	constructor(error: unknown, place: 'run' | 'credentialTest') {
		const message = error instanceof Error ? error.message : String(error);
		const advice = error instanceof SalesforceAuthError ? error.advice : undefined;
		super(place === 'credentialTest' && advice ? `${endSentence(message)} ${advice}` : message);
		if (place === 'run' && advice) this.description = advice;
	}
}

const endSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
