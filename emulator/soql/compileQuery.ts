import { type CompiledQuery } from './CompiledQuery';
import { type OrderByClause, type Query, type Subquery } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../core/SalesforceError';
import { type FieldValue, type Row } from '../store/Row';
import { compileOrder } from './compileOrder';
import { compileSelection } from './compileSelection';
import { toConditionTree } from './conditionTree';
import { resolvePath } from './fieldPath';
import { resolveFunction } from './functions';
import { compileCondition, resolveOperand, type Predicate } from './predicate';
import { type Operand } from './Operand';
import { type QueryScope } from './QueryScope';
import { findToken, malformed, refuseAt } from './soqlError';

const MAX_OFFSET = 2000;

/** Checks a statement against the metadata and makes functions of its clauses. */
export function compileQuery(scope: QueryScope, query: Query | Subquery): CompiledQuery {
	const selection = compileSelection(scope, query.fields ?? [], compileQuery);
	const sort = compileOrder(query.orderBy, (term) => resolveOrder(scope, term));
	const matches = compileWhere(scope, query);
	const { limit, offset } = readBounds(scope, query);
	return {
		...selection,
		choose(rows) {
			const found: Row[] = [];
			const enough = sort ? Infinity : offset + limit;
			for (const row of rows) {
				if (found.length >= enough) break;
				if (matches(row)) found.push(row);
			}
			const sorted = sort ? sort(found) : found;
			return offset > 0 || sorted.length > limit ? sorted.slice(offset, offset + limit) : sorted;
		},
	};
}

/** WHERE, and that deleted rows are seen by queryAll only. */
export function compileWhere(scope: QueryScope, query: Query | Subquery): Predicate {
	const isVisible: Predicate = scope.includeDeleted ? () => true : (row) => row.IsDeleted !== true;
	if (!query.where) return isVisible;
	const tree = toConditionTree(query.where, scope.statement);
	const condition = compileCondition(scope, tree, resolveOperand(scope), runSemiJoin);
	return (row) => isVisible(row) && condition(row);
}

/** LIMIT and OFFSET. */
export function readBounds(
	_scope: QueryScope,
	query: Query | Subquery,
): { limit: number; offset: number } {
	const offset = query.offset ?? 0;
	if (offset > MAX_OFFSET) {
		const message = `Maximum SOQL offset allowed is ${MAX_OFFSET}`;
		throw refuse(400, 'NUMBER_OUTSIDE_VALID_RANGE', message);
	}
	return { limit: query.limit ?? Infinity, offset };
}

function resolveOrder(scope: QueryScope, term: OrderByClause): Operand {
	return 'fn' in term ? resolveFunction(scope, term.fn) : resolvePath(scope, term.field);
}

/** The object of a FROM clause. */
export function resolveObject(scope: Omit<QueryScope, 'type'>, name: string) {
	const type = scope.store.metadata.object(name);
	if (type?.definition.flags?.queryable !== false && type) return type;
	const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
	throw refuseAt('INVALID_TYPE', scope.statement, findToken(scope.statement, name), message);
}

function runSemiJoin(query: Query, outer: QueryScope): Set<FieldValue> {
	if (query.orderBy || query.limit !== undefined || query.groupBy) {
		throw malformed('The inner select of a semi join can not have ORDER BY, LIMIT or GROUP BY');
	}
	const type = resolveObject(outer, query.sObject ?? '');
	const scope: QueryScope = { ...outer, type, alias: query.sObjectAlias };
	const { columns, choose } = compileQuery(scope, query);
	const [column, ...others] = columns;
	if (!column || others.length > 0) {
		throw malformed('The inner select of a semi join must have exactly one field');
	}
	const rows = choose(scope.rowsOf(type));
	return new Set(
		rows.map((row) => column.read(row) as FieldValue).filter((value) => value !== null),
	);
}
