import { replaceTexts } from './soql';

/** The outer query alone: texts and everything in parentheses are blanked out. */
function outerQuery(soql: string): string {
	const bare = replaceTexts(soql, (text) => ' '.repeat(text.length));
	let depth = 0;
	let outer = '';
	for (const character of bare) {
		if (character === ')') depth -= 1;
		outer += depth > 0 ? ' ' : character;
		if (character === '(') depth += 1;
	}
	return outer;
}

/** How many records the query itself asks for; `undefined` if it has no LIMIT. The LIMIT of a subquery doesn't count. */
export function ownLimitOf(soql: string): number | undefined {
	const limit = /\sLIMIT\s+(\d+)/i.exec(outerQuery(soql))?.[1];
	return limit === undefined ? undefined : Number(limit);
}

/**
 * Whether it is `SELECT COUNT()`, which Salesforce answers with a number and no records.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_count.htm
 */
export const isBareCount = (soql: string): boolean =>
	/^\s*SELECT\s+COUNT\s*\(\s*\)\s+FROM\s/i.test(soql);
