import { InvalidInputError } from '../errors';
import type { IngestOperation } from './jobs';

export interface HeaderRules {
	operation: IngestOperation;
	/** The external ID field of an upsert. */
	externalIdFieldName?: string;
}

/** `Field`, `Relationship.Field`, `Object:Relationship.Field` for a polymorphic lookup. */
const column = /^(?:[A-Za-z]\w*:)?[A-Za-z]\w*(?:\.[A-Za-z]\w*)?$/;
const maxLength = 32_000;
const maxColumns = 5_000;

/**
 * Checks a header by the rules of Bulk API 2.0 that need no request to the org. A header that breaks one would fail
 * the whole job. Salesforce itself checks whether a field exists.
 *
 * @see
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_valid_record_rows.htm
 * @throws InvalidInputError
 */
export function checkHeader(
	columns: string[],
	{ operation, externalIdFieldName }: HeaderRules,
): void {
	if (columns.length > maxColumns || columns.join(',').length > maxLength) {
		throw new InvalidInputError(
			`The header has ${columns.length} columns and ${columns.join(',').length} characters`,
			`Bulk API takes ${maxColumns} columns and ${maxLength} characters at most.`,
		);
	}
	const known = new Set<string>();
	columns.forEach((name, index) => {
		if (!column.test(name)) throw noFieldName(name, index);
		if (known.has(name.toLowerCase())) {
			throw new InvalidInputError(
				`The column '${name}' occurs twice`,
				'Upper and lower case are the same in field names. Remove or rename one of the columns.',
			);
		}
		known.add(name.toLowerCase());
	});
	for (const name of neededColumns(operation, externalIdFieldName)) {
		if (!known.has(name.toLowerCase())) throw missing(name, operation);
	}
	if (isDelete(operation) && columns.length > 1) {
		throw new InvalidInputError(
			`To ${operation === 'delete' ? 'delete' : 'hard-delete'}, rows may have the column 'Id' only, and these have ${columns.length} columns`,
			'Remove the other columns.',
		);
	}
}

export function isDelete(operation: IngestOperation): boolean {
	return operation === 'delete' || operation === 'hardDelete';
}

function neededColumns(operation: IngestOperation, externalIdFieldName?: string): string[] {
	if (operation === 'insert') return [];
	if (operation === 'upsert') return externalIdFieldName ? [externalIdFieldName] : [];
	return ['Id'];
}

function noFieldName(name: string, index: number): InvalidInputError {
	return new InvalidInputError(
		name === ''
			? `Column ${index + 1} has no name`
			: `The column '${name}' is not the API name of a field`,
		'The first row must hold API names, for example LastName, Status__c, or Account.ExternalId__c for a lookup by external ID.',
	);
}

function missing(name: string, operation: IngestOperation): InvalidInputError {
	return new InvalidInputError(
		`The column '${name}' is missing`,
		operation === 'upsert'
			? 'Create or Update finds existing records by this field, so each row must hold it.'
			: `To ${operation}, each row must name its record by 'Id'.`,
	);
}
