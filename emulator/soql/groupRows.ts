import { type FunctionExp, type GroupByClause } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../core/SalesforceError';
import { type FieldValue, type Row } from '../store/Row';
import { type Aggregate } from './aggregates';
import { resolvePath } from './fieldPath';
import { resolveFunction } from './functions';
import { type Operand } from './Operand';
import { type QueryScope } from './QueryScope';

export type Term = FunctionExp | { field: string };

/** The aggregates of a statement, under their keys. */
export type Measures = Map<string, Aggregate & { read: (row: Row) => FieldValue }>;

/** What GROUP BY says. */
export interface Groups {
	operands: Map<string, Operand>;
	/** False where the whole result is one group. */
	isGrouped: boolean;
	kind: 'plain' | 'rollup' | 'cube';
}

/** The key under which a group's value of a term is kept. */
export function keyOf(term: Term): string {
	if ('field' in term) return term.field.toLowerCase();
	const parameters = (term.parameters ?? []).map((one) =>
		typeof one === 'string' ? one : keyOf(one),
	);
	return `${term.functionName ?? ''}(${parameters.join(',')})`.toLowerCase();
}

/** The key under which GROUPING(term) is kept. */
export function groupingKey(term: string): string {
	return `grouping(${term.toLowerCase()})`;
}

/** Reads a GROUP BY clause; without one, all rows are one group. */
export function readGroups(
	scope: QueryScope,
	clause: GroupByClause | GroupByClause[] | undefined,
): Groups {
	const clauses = clause === undefined ? [] : Array.isArray(clause) ? clause : [clause];
	const groups: Groups = { operands: new Map(), isGrouped: clauses.length > 0, kind: 'plain' };
	for (const one of clauses) {
		const wrapper =
			'fn' in one ? /^(rollup|cube)$/i.exec(one.fn.functionName ?? '')?.[1] : undefined;
		if (wrapper) groups.kind = wrapper.toLowerCase() as 'rollup' | 'cube';
		const terms: Term[] = !('fn' in one)
			? [one]
			: wrapper
				? (one.fn.parameters ?? []).map((part) =>
						typeof part === 'string' ? { field: part } : part,
					)
				: [one.fn];
		for (const term of terms) {
			const operand =
				'field' in term ? resolvePath(scope, term.field) : resolveFunction(scope, term);
			if (!operand.field.groupable) {
				const message = `field '${operand.field.name}' can not be grouped in a query call`;
				throw refuse(400, 'MALFORMED_QUERY', message);
			}
			groups.operands.set(keyOf(term), operand);
		}
	}
	return groups;
}

/** One pseudo row per group, its values under the terms' keys. */
export function groupRows(
	rows: Iterable<Row>,
	{ operands, kind, isGrouped }: Groups,
	measures: Measures,
): Row[] {
	const keys = [...operands.keys()];
	const levels = levelsOf(kind, keys);
	const members = new Map<string, { values: Record<string, FieldValue>; rows: Row[] }>();
	if (!isGrouped) members.set('', { values: {}, rows: [] });
	for (const row of rows) {
		for (const level of levels) {
			const values: Record<string, FieldValue> = {};
			for (const key of keys) {
				const isSummed = !level.includes(key);
				values[key] = isSummed ? null : (operands.get(key)?.read(row) ?? null);
				values[groupingKey(key)] = isSummed ? 1 : 0;
			}
			const id = isGrouped ? JSON.stringify(values).toLowerCase() : '';
			const group = members.get(id) ?? { values, rows: [] };
			group.rows.push(row);
			members.set(id, group);
		}
	}
	return [...members.values()].map(({ values, rows: own }) => {
		for (const [key, { read, combine }] of measures) values[key] = combine(own.map(read));
		return values;
	});
}

function levelsOf(kind: Groups['kind'], keys: string[]): string[][] {
	if (kind === 'plain') return [keys];
	if (kind === 'rollup')
		return [...keys.keys(), keys.length].map((length) => keys.slice(0, length)).reverse();
	return Array.from({ length: 2 ** keys.length }, (_, bits) =>
		keys.filter((_key, index) => (bits & (1 << index)) === 0),
	);
}
