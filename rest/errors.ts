export { InvalidInputError } from './InvalidInputError';
export { SalesforceApiError } from './SalesforceApiError';
export { UnknownOutcomeError } from './UnknownOutcomeError';

/** An answer with a good status that is none: it has not the form that the resource answers with. */
export class InvalidResponseError extends Error {
	override readonly name = 'InvalidResponseError';
	readonly code = 'INVALID_RESPONSE';
	/** What to do next. */
	readonly description =
		'A proxy or gateway between n8n and Salesforce may have changed the answer. Ask who runs it, and look at status.salesforce.com.';

	/** @param what came, as the rest of a sentence: "Salesforce answered with …" */
	constructor(what: string) {
		super(`Salesforce answered with ${what}`);
	}
}
