import type { INodePropertyOptions } from 'n8n-workflow';

const UNITS = ['DAYS', 'WEEKS', 'MONTHS', 'QUARTERS', 'YEARS', 'FISCAL_QUARTERS', 'FISCAL_YEARS'];
const SINGLE = ['WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_QUARTER', 'FISCAL_YEAR'];

/** SOQL's date literals that take a number: `LAST_N_DAYS:30`. */
export const COUNTED_PERIODS: string[] = UNITS.flatMap((unit) => [
	`LAST_N_${unit}`,
	`NEXT_N_${unit}`,
	`N_${unit}_AGO`,
]);

const PLAIN_PERIODS = [
	...['YESTERDAY', 'TODAY', 'TOMORROW', 'LAST_90_DAYS', 'NEXT_90_DAYS'],
	...SINGLE.flatMap((unit) => [`LAST_${unit}`, `THIS_${unit}`, `NEXT_${unit}`]),
];

/** `LAST_N_DAYS` as `Last N Days`. */
const nameOf = (literal: string) =>
	literal.replaceAll('_', ' ').replace(/\B[A-Z]+/g, (letters) => letters.toLowerCase());

/**
 * SOQL's date literals as a list to pick from.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
export const periods: INodePropertyOptions[] = [...PLAIN_PERIODS, ...COUNTED_PERIODS]
	.map((value) => ({ name: nameOf(value), value }))
	.toSorted((a, b) => a.name.localeCompare(b.name));
