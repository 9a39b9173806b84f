import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter, compileLogic } from '../../../emulator/reports/matchFilters';
import { addFilters, quoteValue, type ReportDescription } from '../../../rest';

const filter = (column: string, value = 'x') => ({ column, operator: 'equals', value });

const describe_ = (own: string[], logic: string | null = null): ReportDescription =>
	({
		reportMetadata: {
			reportFilters: own.map((column) => filter(column)),
			reportBooleanFilter: logic,
		},
		reportTypeMetadata: {
			categories: [
				{
					label: 'All',
					columns: Object.fromEntries(
						['A', 'B', 'C'].map((name) => [name, { label: name, dataType: 'string' }]),
					),
				},
			],
			dataTypeFilterOperatorMap: { string: [{ name: 'equals', label: 'equals' }] },
		},
	}) as unknown as ReportDescription;

describe('the filters of a run', () => {
	it('go to those of the report, which stay', () => {
		const { reportFilters, reportBooleanFilter } = addFilters(describe_(['A']), [filter('B')]);
		expect(reportFilters).toEqual([filter('A'), filter('B')]);
		expect(reportBooleanFilter).toBeNull();
	});

	it('must all hold, whatever the logic of the report is', () => {
		const { reportBooleanFilter } = addFilters(describe_(['A', 'B'], '1 OR 2'), [
			filter('C'),
			filter('A'),
		]);
		expect(reportBooleanFilter).toBe('(1 OR 2) AND 3 AND 4');
		const holds = compileLogic(reportBooleanFilter!, 4);
		expect(holds((at) => at !== 0)).toBe(true);
		expect(holds((at) => at !== 3)).toBe(false);
		expect(holds((at) => at > 1)).toBe(false);
	});

	it.each([
		['a column that is not there', [filter('D')], /no such column/],
		['an operator that does not fit', [{ ...filter('A'), operator: 'within' }], /doesn't fit/],
		['more than 20', Array.from({ length: 20 }, () => filter('A')), /21 filters/],
	])('are refused for %s', (_, added, message) => {
		expect(() => addFilters(describe_(['A']), added)).toThrow(message);
	});

	it('keep each value one, whatever it contains', () => {
		const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((one) => one.trim() !== '');
		fc.assert(
			fc.property(text, text, (value, other) => {
				const meets = compileFilter(filter('A', quoteValue(value)), 'string');
				expect(meets(value)).toBe(true);
				if (other.toLowerCase() !== value.toLowerCase()) expect(meets(other)).toBe(false);
			}),
		);
	});
});
