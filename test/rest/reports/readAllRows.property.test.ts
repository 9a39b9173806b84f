import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReportError, type ReportDescription, type ReportResult, toRows } from '../../../rest';
import { readAllRows, type ReadAllOptions } from '../../../rest/reports/readAllRows';

interface Row {
	number: number;
	key: number | null;
}

const OPERATORS = ['equals', 'greaterThan', 'lessOrEqual'].map((name) => ({ name, label: name }));

const description = (format: string): ReportDescription => ({
	reportMetadata: {
		...{ id: '00O', name: 'Model', reportFormat: format, reportFilters: [] },
		...{ detailColumns: ['KEY', 'NUMBER'], aggregates: [] },
		...{ groupingsDown: [], groupingsAcross: [] },
	},
	reportTypeMetadata: {
		categories: [
			{
				label: 'All',
				columns: {
					KEY: { label: 'Key', dataType: 'int', filterable: true },
					NUMBER: { label: 'Number', dataType: 'boolean', filterable: true },
				},
			},
		],
		dataTypeFilterOperatorMap: { int: OPERATORS },
	},
});

/** What an org answers that shows so many rows, in an order of its own. */
function answer(rows: Row[], most: number): ReportResult {
	const cell = (value: unknown) => ({ label: String(value), value });
	const { reportMetadata } = description('TABULAR');
	const infos = { KEY: { label: 'Key', dataType: 'int' } };
	return {
		allData: rows.length <= most,
		factMap: {
			'T!T': {
				aggregates: [cell(rows.length)],
				rows: rows
					.slice(0, most)
					.map(({ number, key }) => ({ dataCells: [cell(key), cell(number)] })),
			},
		},
		groupingsDown: { groupings: [] },
		groupingsAcross: { groupings: [] },
		reportMetadata: { ...reportMetadata, aggregates: ['RowCount'] },
		reportExtendedMetadata: {
			detailColumnInfo: infos,
			aggregateColumnInfo: {},
			groupingColumnInfo: {},
		},
	};
}

const meets = (row: Row, { operator, value }: { operator: string; value: string }): boolean => {
	if (operator === 'equals') return value === '' ? row.key === null : row.key === Number(value);
	if (row.key === null) return false;
	return operator === 'greaterThan' ? row.key > Number(value) : row.key <= Number(value);
};

const runOver =
	(rowsOf: () => Row[], most: number): ReadAllOptions['run'] =>
	(overrides) => {
		const filters = overrides.reportFilters ?? [];
		const rows = rowsOf().filter((row) => filters.every((filter) => meets(row, filter)));
		if (overrides.sortBy) rows.sort((a, b) => (a.key ?? -Infinity) - (b.key ?? -Infinity));
		return Promise.resolve(answer(rows, most));
	};

const numbersOf = (parts: ReportResult[]) =>
	parts
		.flatMap((part) => toRows(part, { keys: 'apiNames' }))
		.map((row) => row.NUMBER as number)
		.toSorted((a, b) => a - b);

const formats = fc.constantFrom('TABULAR', 'SUMMARY');

describe('a report of more rows than are shown', () => {
	it('is given completely, each row once, or not at all', async () => {
		const keys = fc.array(fc.option(fc.integer({ min: -20, max: 60 })), { maxLength: 80 });
		await fc.assert(
			fc.asyncProperty(
				keys,
				fc.integer({ min: 2, max: 12 }),
				formats,
				async (given, most, format) => {
					const rows = given.map((key, number) => ({ number, key }));
					const reading = readAllRows({
						run: runOver(() => [...rows], most),
						description: description(format),
					});
					const parts = await reading.catch((error: unknown) => {
						expect(error).toBeInstanceOf(ReportError);
						return undefined;
					});
					if (parts) expect(numbersOf(parts)).toEqual(rows.map(({ number }) => number));
				},
			),
		);
	});

	it('is given completely wherever the values of a column are all different', async () => {
		const keys = fc.uniqueArray(fc.integer(), { maxLength: 100 });
		await fc.assert(
			fc.asyncProperty(
				keys,
				fc.integer({ min: 2, max: 12 }),
				formats,
				async (given, most, format) => {
					const rows = given.map((key, number) => ({ number, key }));
					const run = runOver(() => [...rows], most);
					const parts = await readAllRows({ run, description: description(format) });
					expect(numbersOf(parts)).toEqual(rows.map(({ number }) => number));
				},
			),
		);
	});

	it('is refused where rows come or go while it is read', async () => {
		const changes = fc.array(fc.integer({ min: 0, max: 39 }), { minLength: 30, maxLength: 30 });
		await fc.assert(
			fc.asyncProperty(changes, async (gone) => {
				let runs = 0;
				const rows = Array.from({ length: 40 }, (_, number) => ({ number, key: number }));
				// From some run on, a row is not there any more.
				const missing = gone[0]!;
				const from = 1 + (gone[1]! % 6);
				const rowsOf = () => {
					runs += 1;
					return runs <= from ? [...rows] : rows.filter(({ number }) => number !== missing);
				};
				const reading = readAllRows({
					run: runOver(rowsOf, 10),
					description: description('SUMMARY'),
				});
				const parts = await reading.catch(() => undefined);
				if (!parts) return;
				// Given as a whole, it is what the report was at its beginning.
				expect(numbersOf(parts)).toEqual(rows.map(({ number }) => number));
			}),
		);
	});
});
