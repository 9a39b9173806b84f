import {
	type Condition,
	type ConditionWithValueQuery,
	type HavingClause,
	type WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { findToken, refuseAt } from './soqlError';

/** One comparison of the statement. */
export type Comparison = Exclude<ConditionWithValueQuery, { openParen: number }> | Condition;

export type ConditionTree =
	| { kind: 'comparison'; comparison: Comparison }
	| { kind: 'not'; of: ConditionTree }
	| { kind: 'and' | 'or'; of: ConditionTree[] };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Comparison;

interface Link {
	left: (Partial<Comparison> & { openParen?: number; closeParen?: number }) | null;
	operator?: string;
	right?: Link;
}

/**
 * The parser gives a chain with counted parentheses; this function makes a tree of it.
 *
 * @throws SalesforceError if AND and OR are next to each other without parentheses
 */
export function toConditionTree(
	clause: WhereClause | HavingClause,
	statement: string,
): ConditionTree {
	const tokens = flatten(clause);
	let position = 0;
	const next = () => tokens[position];

	const parseTerm = (): ConditionTree => {
		const token = tokens[position++];
		if (token === 'NOT') return { kind: 'not', of: parseTerm() };
		if (token === '(') {
			const inner = parseChain();
			position++;
			return inner;
		}
		return { kind: 'comparison', comparison: token as Comparison };
	};

	const parseChain = (): ConditionTree => {
		const first = parseTerm();
		const operator = next();
		if (operator !== 'AND' && operator !== 'OR') return first;
		const terms = [first];
		for (let token = next(); token === 'AND' || token === 'OR'; token = next()) {
			if (token !== operator) {
				throw refuseAt(
					'MALFORMED_QUERY',
					statement,
					findToken(statement, token),
					`unexpected token: '${token}'`,
				);
			}
			position++;
			terms.push(parseTerm());
		}
		return { kind: operator === 'AND' ? 'and' : 'or', of: terms };
	};

	return parseChain();
}

function flatten(start: Link): Token[] {
	const tokens: Token[] = [];
	for (let link: Link | undefined = start; link; link = link.right) {
		const { left, operator } = link;
		for (let count = left?.openParen ?? 0; count > 0; count--) tokens.push('(');
		if (operator === 'NOT') {
			tokens.push('NOT');
			continue;
		}
		tokens.push(left as Comparison);
		for (let count = left?.closeParen ?? 0; count > 0; count--) tokens.push(')');
		if (operator) tokens.push(operator as 'AND' | 'OR');
	}
	return tokens;
}
