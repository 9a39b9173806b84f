import { type OrderByClause } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../core/SalesforceError';
import { type FieldValue, type Row } from '../store/Row';
import { compareValues, foldCase } from './predicate';
import { type Operand } from './Operand';

type SortTerm = Operand & { descending: boolean; nullsFirst: boolean };

/** Sorts rows by an ORDER BY clause; rows without value come first unless told otherwise. */
export function compileOrder(
	clause: OrderByClause | OrderByClause[] | undefined,
	resolve: (term: OrderByClause) => Operand,
): ((rows: Row[]) => Row[]) | undefined {
	const clauses = clause === undefined ? [] : Array.isArray(clause) ? clause : [clause];
	if (clauses.length === 0) return undefined;
	const terms = clauses.map((term): SortTerm => {
		const operand = resolve(term);
		if (!operand.field.sortable) {
			const message = `field '${operand.field.name}' can not be sorted in a query call`;
			throw refuse(400, 'INVALID_FIELD', message);
		}
		return { ...operand, descending: term.order === 'DESC', nullsFirst: term.nulls !== 'LAST' };
	});
	return (rows) => {
		const keyed = rows.map((row) => ({
			row,
			keys: terms.map(({ field, read }) => foldCase(field, read(row))),
		}));
		keyed.sort((left, right) => compareKeys(terms, left.keys, right.keys));
		return keyed.map(({ row }) => row);
	};
}

function compareKeys(
	terms: readonly SortTerm[],
	left: readonly FieldValue[],
	right: readonly FieldValue[],
): number {
	for (const [index, { descending, nullsFirst }] of terms.entries()) {
		const [one = null, other = null] = [left[index], right[index]];
		if (one === other) continue;
		if (one === null || other === null) return (one === null) === nullsFirst ? -1 : 1;
		return descending ? -compareValues(one, other) : compareValues(one, other);
	}
	return 0;
}
