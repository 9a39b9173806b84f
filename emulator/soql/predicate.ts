import { type LiteralType, type Query } from '@jetstreamapp/soql-parser-js';
import { refuse } from '../core/SalesforceError';
import { type Field } from '../metadata/types';
import { type FieldValue, type Row } from '../store/Row';
import { type Comparison, type ConditionTree } from './conditionTree';
import { resolvePath } from './fieldPath';
import { resolveFunction } from './functions';
import { type Operand } from './Operand';
import { readLiteral, type Literal } from './literal';
import { type QueryScope } from './QueryScope';
import { readLikePattern } from './stringLiteral';

export type Predicate = (row: Row) => boolean;
type Test = (value: FieldValue) => boolean;

/** How a comparison's left side is found; HAVING has aggregates there. */
export type OperandResolver = (comparison: Comparison) => Operand;

/** Runs a semi-join's inner statement: the values that its one field has. */
export type SemiJoin = (query: Query, scope: QueryScope) => Set<FieldValue>;

/** Makes a function of a condition. */
export function compileCondition(
	scope: QueryScope,
	tree: ConditionTree,
	resolve: OperandResolver,
	semiJoin: SemiJoin,
): Predicate {
	if (tree.kind === 'not') {
		const inner = compileCondition(scope, tree.of, resolve, semiJoin);
		return (row) => !inner(row);
	}
	if (tree.kind !== 'comparison') {
		const inner = tree.of.map((term) => compileCondition(scope, term, resolve, semiJoin));
		return tree.kind === 'and'
			? (row) => inner.every((term) => term(row))
			: (row) => inner.some((term) => term(row));
	}
	const { comparison } = tree;
	const operand = resolve(comparison);
	const test =
		'valueQuery' in comparison
			? testMembership(
					scope,
					operand.field,
					comparison.operator,
					semiJoin(comparison.valueQuery, scope),
				)
			: compileTest(scope, operand.field, comparison);
	return (row) => test(operand.read(row));
}

/** The left side of a WHERE comparison: a field, or a date function of one. */
export function resolveOperand(scope: QueryScope): OperandResolver {
	return (comparison) => {
		if ('fn' in comparison) return resolveFunction(scope, comparison.fn);
		if (!('field' in comparison)) throw new Error('a comparison has a field or a function');
		const { field, read } = resolvePath(scope, comparison.field);
		if (!field.filterable) {
			const message = `field '${field.name}' can not be filtered in a query call`;
			throw refuse(400, 'INVALID_FIELD', message);
		}
		return { field, read };
	};
}

type Plain = Extract<Comparison, { value: unknown }>;

function compileTest(scope: QueryScope, field: Field, comparison: Comparison): Test {
	const { operator, value, literalType } = comparison as Plain;
	const texts = Array.isArray(value) ? value : [value];
	const types = texts.map((_, index): LiteralType | undefined =>
		Array.isArray(literalType) ? literalType[index] : literalType,
	);
	checkOperator(field, operator);
	if (operator === 'LIKE') {
		const pattern = readLikePattern(texts[0] ?? "''");
		return (given) => typeof given === 'string' && pattern.test(given);
	}
	const literals = texts.map((text, index) => readLiteral(scope, field, text, types[index]));
	if (operator === 'INCLUDES' || operator === 'EXCLUDES') return testIncludes(operator, literals);
	if (operator === 'IN' || operator === 'NOT IN') {
		const points = literals.map((literal) => ('point' in literal ? literal.point : literal.from));
		return testMembership(scope, field, operator, new Set(points));
	}
	return testOrder(scope, field, operator, literals[0] ?? { point: null });
}

function checkOperator(field: Field, operator: string): void {
	const isText = typeof field.length === 'number' && !NOT_TEXT.has(field.type);
	if (operator === 'LIKE' && !isText) {
		const what = field.type === 'id' || field.type === 'reference' ? 'id' : field.type;
		throw refuse(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid operator on ${what} field`);
	}
	if (/^(IN|EX)CLUDES$/.test(operator) && field.type !== 'multipicklist') {
		const message = `${operator.toLowerCase()} operator only valid on multipicklist fields`;
		throw refuse(400, 'INVALID_QUERY_FILTER_OPERATOR', message);
	}
	if (/[<>]/.test(operator) && field.type === 'boolean') {
		throw refuse(400, 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on boolean field');
	}
}

const NOT_TEXT = new Set([
	'id',
	'reference',
	'boolean',
	'int',
	'long',
	'double',
	'currency',
	'percent',
	'date',
	'datetime',
	'time',
]);

/** Text compares without case, unless the field's values differ by it. */
export function foldCase(field: Field, value: FieldValue): FieldValue {
	if (typeof value !== 'string') return value;
	const isExact = field.caseSensitive || field.type === 'id' || field.type === 'reference';
	return isExact ? value : value.toLowerCase();
}

function fold(field: Field): (value: FieldValue) => FieldValue {
	return (value) => foldCase(field, value);
}

function testMembership(
	{ policy }: QueryScope,
	field: Field,
	operator: string,
	values: Set<FieldValue>,
): Test {
	const normalize = fold(field);
	const folded = new Set([...values].map(normalize));
	if (operator === 'IN') return (given) => folded.has(normalize(given));
	return (given) =>
		given === null
			? policy.negationMatchesNull && !folded.has(null)
			: !folded.has(normalize(given));
}

function testOrder(scope: QueryScope, field: Field, operator: string, literal: Literal): Test {
	const { policy } = scope;
	if ('from' in literal) return testSpan(operator, literal, policy.negationMatchesNull);
	const normalize = fold(field);
	const isFalse = field.type === 'boolean' && literal.point === null;
	const wanted = isFalse ? false : normalize(literal.point);
	switch (operator) {
		case '=':
			return (given) => normalize(given) === wanted;
		case '!=':
			if (wanted === null) return (given) => given !== null;
			return (given) => (given === null ? policy.negationMatchesNull : normalize(given) !== wanted);
		default: {
			if (wanted === null) return () => false;
			const holds = ORDER[operator];
			if (!holds) throw new Error(`unknown operator ${operator}`);
			return (given) => given !== null && holds(compareValues(normalize(given), wanted));
		}
	}
}

const ORDER: Record<string, (difference: number) => boolean> = {
	'<': (difference) => difference < 0,
	'<=': (difference) => difference <= 0,
	'>': (difference) => difference > 0,
	'>=': (difference) => difference >= 0,
};

/** Which of two values of one field comes first. */
export function compareValues(left: FieldValue, right: FieldValue): number {
	if (left === right) return 0;
	if (left === null || right === null) return left === null ? -1 : 1;
	return left < right ? -1 : 1;
}

/** A date literal is a span: `=` is inside, `<` before it, `>` after it. */
function testSpan(
	operator: string,
	{ from, to }: { from: string; to: string },
	negationMatchesNull: boolean,
): Test {
	const tests: Record<string, (value: string) => boolean> = {
		'=': (value) => value >= from && value < to,
		'!=': (value) => value < from || value >= to,
		'<': (value) => value < from,
		'<=': (value) => value < to,
		'>': (value) => value >= to,
		'>=': (value) => value >= from,
	};
	const test = tests[operator];
	return (given) =>
		typeof given === 'string' ? test?.(given) === true : operator === '!=' && negationMatchesNull;
}

/** `INCLUDES('A;B','C')`: A and B, or C. */
function testIncludes(operator: string, literals: Literal[]): Test {
	const sets = literals.map((literal) =>
		String('point' in literal ? (literal.point ?? '') : '')
			.toLowerCase()
			.split(';'),
	);
	const includes: Test = (given) => {
		const chosen = typeof given === 'string' ? given.toLowerCase().split(';') : [];
		return sets.some((set) => set.every((one) => chosen.includes(one)));
	};
	return operator === 'INCLUDES' ? includes : (given) => !includes(given);
}
