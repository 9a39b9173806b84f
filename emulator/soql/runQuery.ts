import { type Query } from '@jetstreamapp/soql-parser-js';
import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { type Row } from '../store/Row';
import { compileAggregate, isAggregate } from './compileAggregate';
import { compileQuery, compileWhere, readBounds, resolveObject } from './compileQuery';
import { type Column } from './CompiledQuery';
import { checkFieldsFunction } from './checkFieldsFunction';
import { checkLinkFilter } from './checkLinkFilter';
import { parseSoql } from './parseSoql';
import { type QueryScope } from './QueryScope';

export interface QueryOptions {
	/** The running user: date literals follow this user's time zone. */
	userId: string;
	/** `/services/data/v67.0`, for the URLs in records. */
	base: string;
	/** Sees deleted rows too: queryAll. @default false */
	includeDeleted?: boolean;
	/** Only rows that this holds for: those that a search has found. */
	among?: (row: Row) => boolean;
}

export interface QueryResult {
	type: SObjectType;
	totalSize: number;
	/** The rows found; those of an aggregate query are groups. */
	rows: readonly Row[];
	/** A row as REST JSON shows it. */
	render: (row: Row) => unknown;
	/** The plain fields selected, for CSV and the like. */
	columns: readonly Column[];
	isAggregate: boolean;
	/** FOR VIEW: the user has looked at these rows. */
	isViewed: boolean;
}

/**
 * Runs a statement against the org's rows as they are now.
 *
 * @throws SalesforceError MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE, … as Salesforce words them
 */
export function runQuery(org: OrgState, statement: string, options: QueryOptions): QueryResult {
	const query = parseSoql(statement);
	const scope = openScope(org, query, statement, options);
	const { type } = scope;
	checkFieldsFunction(query);
	const all = org.rowsOf(type);
	const source = options.among ? filter(all, options.among) : all;
	if (isAggregate(query)) {
		const matches = compileWhere(scope, query);
		const bounds = readBounds(scope, query);
		const aggregate = compileAggregate(scope, query, bounds);
		return { type, isAggregate: true, isViewed: false, ...aggregate(filter(source, matches)) };
	}
	const { choose, render, columns } = compileQuery(scope, query);
	const rows = choose(source);
	const isViewed = query.for === 'VIEW';
	return { type, isAggregate: false, isViewed, totalSize: rows.length, rows, render, columns };
}

function* filter(rows: Iterable<Row>, matches: (row: Row) => boolean): Iterable<Row> {
	for (const row of rows) if (matches(row)) yield row;
}

/** What the parsed statement is read against. */
export function openScope(
	org: OrgState,
	query: Query,
	statement: string,
	options: QueryOptions,
): QueryScope {
	const { store } = org;
	const open = {
		store,
		rowsOf: (type: SObjectType) => org.rowsOf(type),
		policy: org.policy,
		now: org.now(),
		timeZone: String(store.get('User', options.userId)?.TimeZoneSidKey ?? 'GMT'),
		userId: options.userId,
		statement,
		includeDeleted: options.includeDeleted ?? false,
		base: options.base,
		alias: query.sObjectAlias,
	};
	const type = resolveObject(open, query.sObject ?? '');
	checkLinkFilter(type, query);
	return { ...open, type };
}
