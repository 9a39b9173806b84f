import { InvalidInputError } from '../errors';
import { replaceTexts } from '../soql';

interface Refusal {
	what: string;
	pattern: RegExp;
	/** What to do instead. @default the resource Query */
	instead?: string;
	/** Looked for in the SELECT list only. */
	inSelect?: boolean;
}

const refusals: Refusal[] = [
	{ what: 'GROUP BY', pattern: /\bGROUP\s+BY\b/i },
	{
		what: 'aggregate functions',
		pattern: /\b(?:COUNT|COUNT_DISTINCT|SUM|AVG|MIN|MAX)\s*\(/i,
		inSelect: true,
	},
	{
		what: 'OFFSET',
		pattern: /\bOFFSET\s+\d/i,
		instead: 'Leave it out: all rows are returned, page by page.',
	},
	{ what: 'TYPEOF', pattern: /\bTYPEOF\b/i },
	{
		what: 'sub-queries for child records',
		pattern: /\(\s*SELECT\b/i,
		inSelect: true,
		instead:
			'Query the child object, with the parent as a field (SELECT Id, Account.Name FROM Contact).',
	},
	{
		what: 'FIELDS(ALL) and FIELDS(CUSTOM)',
		pattern: /\bFIELDS\s*\(\s*(?:ALL|CUSTOM)\s*\)/i,
		instead: 'Name the fields.',
	},
	{
		what: 'address fields as a whole',
		pattern: /\b(?:Billing|Shipping|Mailing|Other|Person(?:Mailing|Other))?Address\b/i,
		inSelect: true,
		instead: 'Name their parts, for example BillingStreet and BillingCity.',
	},
];

/**
 * Names what Bulk API 2.0 does not accept in a query, before a job is created for it. Compound fields, which only a
 * describe shows, are left to Salesforce.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/queries.htm
 * @throws InvalidInputError with the alternative
 */
export function checkBulkQuery(soql: string): void {
	const bare = replaceTexts(soql, () => "''");
	const selected = bare.slice(0, outerFrom(bare));
	for (const { what, pattern, instead, inSelect } of refusals) {
		if (!pattern.test(inSelect ? selected : bare)) continue;
		throw new InvalidInputError(
			`Bulk API does not accept ${what} in a query`,
			instead ?? "Use the resource 'Query' instead, which accepts it.",
		);
	}
}

/** The place of the outer FROM, after the sub-queries of the SELECT list. */
function outerFrom(bare: string): number {
	let depth = 0;
	for (const { 0: token, index } of bare.matchAll(/[()]|\bFROM\b/gi)) {
		if (token === '(') depth++;
		else if (token === ')') depth--;
		else if (depth === 0) return index;
	}
	return bare.length;
}
