import { type FieldType, type OrderByClause, type Query } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../core/SalesforceError';
import { type Row } from '../store/Row';
import { aggregates } from './aggregates';
import {
	type Groups,
	groupingKey,
	groupRows,
	keyOf,
	type Measures,
	readGroups,
	type Term,
} from './groupRows';
import { compileOrder } from './compileOrder';
import { type Column } from './CompiledQuery';
import { toConditionTree, type Comparison } from './conditionTree';
import { resolvePath } from './fieldPath';
import { textParameter, typedField } from './functions';
import { compileCondition } from './predicate';
import { type Operand } from './Operand';
import { type QueryScope } from './QueryScope';
import { findToken, malformed, refuseAt } from './soqlError';

const MAX_GROUPS = 2000;

type Bounds = { limit: number; offset: number };

interface AggregateResult {
	totalSize: number;
	rows: Row[];
	render: (row: Row) => unknown;
	columns: Column[];
}

/** Whether the answer has groups instead of records. */
export function isAggregate(query: Query): boolean {
	return Boolean(query.groupBy) || (query.fields ?? []).some(isAggregateField);
}

function isAggregateField(field: FieldType): boolean {
	return field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() in aggregates;
}

/** Makes a function of a statement that counts, sums or groups. */
export function compileAggregate(
	scope: QueryScope,
	query: Query,
	{ limit, offset }: Bounds,
): (rows: Iterable<Row>) => AggregateResult {
	const fields = query.fields ?? [];
	if (isBareCount(fields)) return (rows) => countOnly(rows, limit);
	if (!query.groupBy && query.limit !== undefined) {
		throw malformed(
			'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
		);
	}
	const groups = readGroups(scope, query.groupBy);
	const measures: Measures = new Map();
	const resolve = (term: Term): Operand => resolveTerm(scope, term, groups, measures);
	const columns = compileColumns(scope, fields, resolve);
	const sort = compileOrder(query.orderBy, (term: OrderByClause) =>
		resolve('fn' in term ? term.fn : term),
	);
	const having =
		query.having &&
		compileCondition(
			scope,
			toConditionTree(query.having, scope.statement),
			(one) => resolve(termOf(one)),
			refuseSemiJoin,
		);
	const render = (group: Row) => ({
		attributes: { type: 'AggregateResult' },
		...Object.fromEntries(columns.map(({ header, read }) => [header, read(group)])),
	});
	return (rows) => {
		const found = groupRows(rows, groups, measures).filter((group) => having?.(group) ?? true);
		const sorted = (sort ? sort(found) : found).slice(offset, offset + limit);
		if (sorted.length > MAX_GROUPS) {
			throw refuse(
				400,
				'EXCEEDED_ID_LIMIT',
				'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
			);
		}
		return { totalSize: sorted.length, rows: sorted, render, columns };
	};
}

function isBareCount(fields: readonly FieldType[]): boolean {
	const [field] = fields;
	return (
		fields.length === 1 &&
		field?.type === 'FieldFunctionExpression' &&
		field.functionName.toUpperCase() === 'COUNT' &&
		field.parameters.length === 0
	);
}

/** COUNT() answers a size and no rows. */
function countOnly(rows: Iterable<Row>, limit: number): AggregateResult {
	let total = 0;
	const iterator = rows[Symbol.iterator]();
	while (iterator.next().done !== true) total++;
	return { totalSize: Math.min(total, limit), rows: [], render: () => null, columns: [] };
}

function termOf(comparison: Comparison): Term {
	if ('fn' in comparison) return comparison.fn;
	return { field: 'field' in comparison ? comparison.field : '' };
}

function refuseSemiJoin(): never {
	throw malformed('Semi joins are not allowed in HAVING');
}

/** A grouped field, or an aggregate, as something a group has a value of. */
function resolveTerm(scope: QueryScope, term: Term, groups: Groups, measures: Measures): Operand {
	const key = keyOf(term);
	const grouped = groups.operands.get(key);
	if (grouped)
		return { field: { ...grouped.field, sortable: true }, read: (group) => group[key] ?? null };
	const name = 'field' in term ? '' : (term.functionName ?? '').toUpperCase();
	if (name === 'GROUPING') {
		const of = groupingKey('field' in term ? term.field : textParameter(term));
		return { field: typedField('int'), read: (group) => group[of] ?? 0 };
	}
	const aggregate = aggregates[name];
	if (!aggregate || 'field' in term) {
		const path = 'field' in term ? term.field : (term.rawValue ?? '');
		if ('field' in term) resolvePath(scope, path);
		const place = findToken(scope.statement, path);
		throw refuseAt(
			'MALFORMED_QUERY',
			scope.statement,
			place,
			`Field must be grouped or aggregated: ${path}`,
		);
	}
	const [parameter] = term.parameters ?? [];
	const operand = typeof parameter === 'string' ? resolvePath(scope, parameter) : undefined;
	if (operand && !operand.field.aggregatable && !name.startsWith('COUNT')) {
		throw malformed(`field ${operand.field.name} does not support aggregate operator ${name}`);
	}
	measures.set(key, { ...aggregate, read: operand?.read ?? (() => true) });
	const field =
		aggregate.keepsType && operand
			? { ...operand.field, sortable: true, length: 0 }
			: typedField('double');
	return { field, read: (group) => group[key] ?? null };
}

function compileColumns(
	scope: QueryScope,
	fields: readonly FieldType[],
	resolve: (term: Term) => Operand,
): Column[] {
	let unnamed = 0;
	return fields.map((item) => {
		if (item.type === 'FieldSubquery' || item.type === 'FieldTypeof') {
			throw malformed('Subqueries and TYPEOF are not allowed in an aggregate query');
		}
		if (item.type === 'FieldFunctionExpression') {
			const { field, read } = resolve(item);
			return { header: item.alias ?? `expr${unnamed++}`, field, read };
		}
		const path = 'rawValue' in item && item.rawValue ? item.rawValue : item.field;
		const { field, read } = resolve({ field: path });
		return {
			header:
				'alias' in item && item.alias && !('objectPrefix' in item)
					? item.alias
					: resolvePath(scope, path).field.name,
			field,
			read,
		};
	});
}
