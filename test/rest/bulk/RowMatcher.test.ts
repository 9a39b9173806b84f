import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowMatcher } from '../../../rest/bulk/RowMatcher';

const columns = ['Ext__c', 'Name', 'Note__c'];
const cell = fc.constantFrom('', 'a', 'b', ',a', 'a,', '1', '1:a', 'é');
const row = fc.tuple(cell, cell, cell);
const headers = fc.shuffledSubarray(columns, { minLength: 3 });

describe('RowMatcher', () => {
	it('gives each row exactly one of the results for rows like it, in whatever order they come', () => {
		const input = fc
			.array(row, { maxLength: 25 })
			.chain((rows) =>
				fc.tuple(
					fc.constant(rows),
					fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }),
				),
			);
		fc.assert(
			fc.property(input, headers, fc.boolean(), ([rows, order], header, keyed) => {
				const matcher = new RowMatcher<number>(columns, keyed ? 'ext__C' : undefined);
				for (const cells of rows) matcher.addRow(cells);
				const arrange = matcher.arrange(header.map((name) => name.toUpperCase()));
				for (const at of order) {
					const cells = header.map((name) => rows[at]![columns.indexOf(name)]!);
					expect(matcher.assign(arrange(cells), at)).toBe(true);
				}
				const settled = matcher.settle(-1);
				expect(settled.toSorted((a, b) => a - b)).toEqual([...rows.keys()]);
				settled.forEach((source, at) => expect(rows[source]).toEqual(rows[at]));
				expect(matcher.surplus).toBe(0);
			}),
		);
	});

	it('says unknown of every row that got no result, and counts the results that fit no row', () => {
		fc.assert(
			fc.property(
				fc.array(row, { minLength: 1, maxLength: 20 }),
				fc.array(row),
				(rows, results) => {
					const matcher = new RowMatcher<string>(columns);
					for (const cells of rows) matcher.addRow(cells);
					let strange = 0;
					for (const cells of results) {
						if (matcher.assign(cells, cells.join('|'))) continue;
						strange++;
						matcher.keepLeftover(cells, 'strange');
					}
					const open = matcher.openRows;
					const settled = matcher.settle('unknown');
					expect(settled.filter((result) => result === 'unknown')).toHaveLength(open);
					expect(settled).not.toContain('strange');
					settled.forEach((result, at) =>
						expect(['unknown', rows[at]!.join('|')]).toContain(result),
					);
					expect(matcher.surplus).toBe(strange);
				},
			),
		);
	});

	it('falls back on the external id if a value came back in another form, but never guesses', () => {
		const matcher = new RowMatcher<string>(columns, 'Ext__c');
		for (const cells of [
			['1', 'a', ''],
			['2', 'b', ''],
			['2', 'c', ''],
			['3', 'd', ''],
		]) {
			matcher.addRow(cells);
		}
		matcher.keepLeftover(['1', 'A', ''], 'first');
		matcher.keepLeftover(['2', 'B', ''], 'one of two');
		matcher.keepLeftover(['9', 'x', ''], 'nobody');
		expect(matcher.settle('unknown')).toEqual(['first', 'unknown', 'unknown', 'unknown']);
		expect(matcher.surplus).toBe(2);
	});
});
