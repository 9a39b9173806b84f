import { immediately, type JobPace } from './jobPace';

/** How Bulk API 2.0 behaves where tests and benches need it otherwise than Salesforce. */
export interface BulkPolicy {
	/** When a closed job gets on. */
	bulkPace: JobPace;
	/** Rows of one batch. */
	bulkBatchSize: number;
	/** The upload of a job. Salesforce counts 150 MB after base64, and advises 100 MB before. */
	bulkMaxUploadBytes: number;
	/** Content of a one-shot multipart job. */
	bulkMaxMultipartCharacters: number;
	/** Jobs of one page of the list. */
	bulkListPageSize: number;
	/** Result lists come in another order than the upload, another one for each seed. */
	bulkShuffleSeed: number | undefined;
	/** Rows get ids and are forgotten: for uploads that would not fit into memory as records. */
	bulkDiscardsRows: boolean;
	/** Users may hard delete. */
	bulkHardDelete: boolean;
	/** Rows of a page of query results where the client asks for none. */
	bulkResultPageSize: number;
}

/** Bulk API 2.0 as Salesforce has it, only faster. */
export function createBulkPolicy(): BulkPolicy {
	return {
		bulkPace: immediately,
		bulkBatchSize: 10_000,
		bulkMaxUploadBytes: 112_500_000,
		bulkMaxMultipartCharacters: 100_000,
		bulkListPageSize: 1000,
		bulkShuffleSeed: undefined,
		bulkDiscardsRows: false,
		bulkHardDelete: true,
		bulkResultPageSize: 250_000,
	};
}
