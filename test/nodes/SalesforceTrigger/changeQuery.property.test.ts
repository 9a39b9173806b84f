import { parseQuery, type WhereClause } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildChangeQuery, readCondition } from '../../../nodes/SalesforceTrigger/changeQuery';

const QUERY = { object: 'Account', columns: ['Id', 'Name'], stampField: 'SystemModstamp' };

/** What people write, what they get wrong, and what would break out of parentheses or quotes. */
const conditions = fc
	.array(
		fc.constantFrom(
			"Name = 'Acme'",
			"Name = 'it\\'s (one'",
			"Name = '\\\\'",
			'Amount > 1',
			' AND ',
			' OR ',
			'(',
			')',
			"'",
			'\\',
			' NOT ',
		),
		{ maxLength: 9 },
	)
	.map((parts) => parts.join(''));

const read = (text: string): string | undefined => {
	try {
		return readCondition(text);
	} catch {
		return undefined;
	}
};

const parse = (soql: string) => {
	try {
		return parseQuery(soql);
	} catch {
		return undefined;
	}
};

/** The operators that stand outside of all parentheses. */
function outerOperators(where: WhereClause | undefined): string[] {
	const found: string[] = [];
	let depth = 0;
	for (let clause = where; clause !== undefined;) {
		const { left } = clause;
		if (left !== null && 'openParen' in left) depth += left.openParen ?? 0;
		if (left !== null && 'closeParen' in left) depth -= left.closeParen ?? 0;
		if ('operator' in clause && clause.operator && depth === 0) found.push(clause.operator);
		clause = 'right' in clause ? clause.right : undefined;
	}
	return found;
}

describe('the query of a poll', () => {
	it('keeps every condition inside its parentheses', () => {
		let parsed = 0;
		fc.assert(
			fc.property(conditions, (text) => {
				const filter = read(text);
				if (filter === undefined) return;
				const bounds = { from: { stamp: 0, id: '' }, limit: 5 };
				const query = parse(buildChangeQuery({ ...QUERY, filter }, bounds));
				if (query === undefined) return;
				parsed += 1;
				expect(query.limit).toBe(5);
				const outer = outerOperators(query.where).filter((operator) => operator !== 'NOT');
				expect(outer).toEqual(filter === '' ? [] : ['AND']);
			}),
			{ numRuns: 3000 },
		);
		expect(parsed).toBeGreaterThan(300);
	});

	it('asks for the rows after a position and before a moment', () => {
		const from = { stamp: Date.UTC(2026, 0, 31, 9, 30), id: '001000000000001AAA' };
		const soql = buildChangeQuery(
			{ ...QUERY, filter: '' },
			{ from, before: from.stamp + 1500, limit: 200 },
		);
		expect(soql).toBe(
			'SELECT Id, Name FROM Account WHERE SystemModstamp >= 2026-01-31T09:30:00Z ' +
				"AND (SystemModstamp > 2026-01-31T09:30:00Z OR Id > '001000000000001AAA') " +
				'AND SystemModstamp < 2026-01-31T09:30:01.500Z ORDER BY SystemModstamp, Id LIMIT 200',
		);
	});
});
