import { InvalidInputError } from './errors';

const UNIT = '(?:DAYS|WEEKS|MONTHS|(?:FISCAL_)?(?:QUARTERS|YEARS))';
const PLAIN =
	/^(?:TODAY|YESTERDAY|TOMORROW|(?:LAST|THIS|NEXT)_(?:WEEK|MONTH|(?:FISCAL_)?(?:QUARTER|YEAR))|(?:LAST|NEXT)_90_DAYS)$/;
const COUNTED = new RegExp(`^((?:LAST|NEXT)_N_${UNIT}|N_${UNIT}_AGO)(?:_?:_?|_)(\\d{1,5})$`);
/** `LAST_30_DAYS`: what people write for LAST_N_DAYS:30. */
const COUNT_WITHIN = new RegExp(`^(LAST|NEXT)_(\\d{1,5})_(${UNIT})$`);

/**
 * A date literal as SOQL writes it, from what people write: `last n days: 30`, `LAST_30_DAYS`. It has no quotes.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 *
 * @param type of the field; if it isn't known, only a text that is certainly a literal counts as one
 * @returns `undefined` if it is not a literal
 * @throws InvalidInputError for words in the place of a date field's value
 */
export function readDateLiteral(value: unknown, type: string | undefined): string | undefined {
	if (typeof value !== 'string' || !/^date(?:time)?$/.test(type ?? 'date')) return undefined;
	const text = value.trim().toUpperCase().replace(/[ _]+/g, '_');
	if (PLAIN.test(text)) return text;
	const [, counted, count] = COUNTED.exec(text) ?? [];
	if (counted !== undefined) return `${counted}:${count!}`;
	const [, direction, within, unit] = COUNT_WITHIN.exec(text) ?? [];
	if (direction !== undefined) return `${direction}_N_${unit!}:${within!}`;
	if (type === undefined || !/^(?:LAST|NEXT|THIS|N)_/.test(text)) return undefined;
	throw new InvalidInputError(
		`"${value.trim()}" is not one of Salesforce's date literals`,
		'Write it as LAST_N_DAYS:30, N_DAYS_AGO:7, THIS_WEEK or TODAY',
	);
}
