import { type Query } from '@jetstreamapp/soql-parser-js';
import { type SObjectType } from '../metadata/Metadata';
import { malformed } from './soqlError';

const filters = ['contentdocumentid', 'linkedentityid'];

/**
 * ContentDocumentLink can be asked only for certain documents or certain records.
 *
 * @throws SalesforceError MALFORMED_QUERY
 */
export function checkLinkFilter(type: SObjectType, query: Query): void {
	if (type.name !== 'ContentDocumentLink' || hasFilter(query.where)) return;
	throw malformed(
		"Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
	);
}

/** Whether a condition anywhere in the clause picks documents or records. */
function hasFilter(condition: unknown): boolean {
	if (typeof condition !== 'object' || condition === null) return false;
	const { field, operator } = condition as { field?: unknown; operator?: unknown };
	const isFilter =
		typeof field === 'string' &&
		filters.includes(field.toLowerCase()) &&
		typeof operator === 'string' &&
		['=', 'IN'].includes(operator.toUpperCase());
	return isFilter || Object.values(condition).some(hasFilter);
}
