import {
	checkPage,
	followPages,
	type PageOptions,
	type QueryPage,
	type SalesforceRecord,
} from './pages';
import type { Client } from './types';

const isChildPage = (value: unknown): value is QueryPage =>
	typeof value === 'object' && value !== null && Array.isArray((value as QueryPage).records);

/**
 * Fetches what is missing of the records' child sub-queries, at any depth, in place. Of a record with many
 * children, Salesforce returns only the first ones.
 *
 * @throws SalesforceApiError
 */
export async function completeChildren(
	client: Client,
	records: SalesforceRecord[],
	options: PageOptions = {},
): Promise<void> {
	for (const record of records) {
		for (const value of Object.values(record)) {
			if (!isChildPage(value)) continue;
			const { nextRecordsUrl } = checkPage(value);
			if (nextRecordsUrl !== undefined) {
				const children: SalesforceRecord[] = [];
				for await (const page of followPages(client, { ...value }, options)) {
					for (const child of page.records) children.push(child);
				}
				value.records = children;
				value.done = true;
				delete value.nextRecordsUrl;
			}
			await completeChildren(client, value.records, options);
		}
	}
}
