/** Data that ends a job as Failed; the message is the job's `errorMessage`, in Salesforce's form. */
export class BulkDataError extends Error {
	override readonly name = 'BulkDataError';

	constructor(code: 'InvalidBatch' | 'ClientInputError', text: string) {
		super(`${code} : ${text}`);
	}
}
