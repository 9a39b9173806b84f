import { type Query } from '@jetstreamapp/soql-parser-js';
import { type OrgState } from '../core/OrgState';
import { refuse, type SalesforceError } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';
import { isAggregate } from '../soql/compileAggregate';
import { compileQuery, compileWhere, readBounds } from '../soql/compileQuery';
import { type Column } from '../soql/CompiledQuery';
import { parseSoql } from '../soql/parseSoql';
import { openScope, type QueryOptions } from '../soql/runQuery';
import { type Row } from '../store/Row';

export interface QueryRows {
	type: SObjectType;
	/** In the order of the SELECT list: `Id`, `Account.Name`. */
	columns: readonly string[];
	/** The cells of the rows; the org is read as they are asked for if nothing is to be sorted. */
	rows: () => Iterator<readonly (string | null)[]>;
}

/**
 * Opens the rows of a Bulk query.
 *
 * @throws SalesforceError for a statement that is wrong, or that Bulk API 2.0 does not take:
 *   aggregates, GROUP BY, OFFSET, TYPEOF, child subqueries, compound and blob fields,
 *   FIELDS(ALL) and FIELDS(CUSTOM)
 */
export function openQueryRows(org: OrgState, statement: string, options: QueryOptions): QueryRows {
	const query = parseSoql(statement);
	refuseClauses(query);
	const scope = openScope(org, query, statement, options);
	const { type } = scope;
	if (type.name.endsWith('__e')) {
		throw refuse(400, 'INVALIDENTITY', `Entity '${type.name}' is not supported by the Bulk API.`);
	}
	const { columns, choose } = compileQuery(scope, query);
	refuseFields(columns);
	const matches = compileWhere(scope, query);
	const { limit } = readBounds(scope, query);
	const source = () => org.rowsOf(type);
	const found = query.orderBy ? () => choose(source()) : () => take(source(), matches, limit);
	return {
		type,
		columns: columns.map(({ header }) => header),
		rows: () => toCells(found(), columns),
	};
}

function refuseClauses(query: Query): void {
	const fields = query.fields ?? [];
	const has = (kind: string) => fields.some(({ type }) => type === kind);
	if (has('FieldSubquery'))
		throw unsupported('Aggregate Relationships not supported in Bulk Query');
	if (isAggregate(query)) throw unsupported('Aggregate functions not supported in Bulk Query');
	if (query.groupBy) throw unsupported('Group By not supported in Bulk Query');
	if (query.offset !== undefined) throw unsupported('Offset not supported in Bulk Query');
	if (has('FieldTypeof')) throw unsupported('Typeof not supported in Bulk Query');
	for (const field of fields) {
		if (field.type !== 'FieldFunctionExpression') continue;
		if (/^FIELDS\((ALL|CUSTOM)\)$/i.test(field.rawValue ?? '')) {
			throw unsupported(`${field.rawValue} not supported in Bulk Query`);
		}
	}
}

function refuseFields(columns: readonly Column[]): void {
	for (const { field } of columns) {
		if (field.type === 'address' || field.type === 'location') {
			throw unsupported('Selecting compound data not supported in Bulk Query');
		}
		if (field.type === 'base64') {
			throw unsupported('Blob field not supported in Bulk V2 Query with CSV content type');
		}
	}
}

function unsupported(message: string): SalesforceError {
	return refuse(400, 'API_ERROR', message);
}

function* take(rows: Iterable<Row>, matches: (row: Row) => boolean, limit: number): Iterable<Row> {
	let left = limit;
	for (const row of rows) {
		if (left <= 0) return;
		if (!matches(row)) continue;
		left--;
		yield row;
	}
}

function* toCells(rows: Iterable<Row>, columns: readonly Column[]): Iterator<(string | null)[]> {
	for (const row of rows) yield columns.map(({ field, read }) => toCell(field.type, read(row)));
}

/** CSV has datetimes with a Z where JSON has an offset. */
function toCell(type: string, value: unknown): string | null {
	if (value === null || value === undefined) return null;
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return type === 'datetime' ? text.replace(/\+0000$/, 'Z') : text;
}
