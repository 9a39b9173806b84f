/** One entry of the array that every REST error is. */
export interface ErrorEntry {
	errorCode: string;
	message: string;
	fields?: string[];
	/** Further keys of the entry, such as `duplicateResut`. */
	extra?: Record<string, unknown>;
}

/**
 * A refusal in Salesforce's own form; any handler may throw one.
 * The answer is `status` with the entries as a JSON array.
 */
export class SalesforceError extends Error {
	readonly status: number;
	readonly entries: readonly ErrorEntry[];

	constructor(status: number, ...entries: ErrorEntry[]) {
		super(entries.map((entry) => `${entry.errorCode}: ${entry.message}`).join('; '));
		this.name = 'SalesforceError';
		this.status = status;
		this.entries = entries;
	}
}

/** A SalesforceError of one entry; without `fields` the key is left out, as Salesforce does for most. */
export function refuse(
	status: number,
	errorCode: string,
	message: string,
	fields?: string[],
): SalesforceError {
	return new SalesforceError(status, { errorCode, message, ...(fields && { fields }) });
}

/** What any unknown resource, record or external ID value answers. */
export function notFound(message = 'The requested resource does not exist'): SalesforceError {
	return refuse(404, 'NOT_FOUND', message);
}
