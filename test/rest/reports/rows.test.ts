import { describe, expect, it } from 'vitest';
import { type ReportResult, toRows, toSummary } from '../../../rest';

const cell = (label: string, value: unknown = label) => ({ label, value });
const info = (label: string) => ({ label, dataType: 'string' });

/** A matrix of two levels down and one across, whose upper levels show the rows again. */
const matrix: ReportResult = {
	allData: true,
	factMap: {
		'T!T': { aggregates: [cell('3', 3)], rows: [{ dataCells: [cell('again'), cell('x')] }] },
		'0!T': { aggregates: [cell('2', 2)], rows: [{ dataCells: [cell('again'), cell('x')] }] },
		'0_1!0': { aggregates: [cell('1', 1)], rows: [{ dataCells: [cell('second'), cell('y')] }] },
		'0_0!0': {
			aggregates: [cell('1', 1)],
			rows: [{ dataCells: [cell('first', null), cell('$5', { amount: 5, currency: 'USD' })] }],
		},
	},
	groupingsDown: {
		groupings: [
			{
				...{ key: '0', ...cell('Open') },
				groupings: [
					{ key: '0_0', ...cell('West', 'W') },
					{ key: '0_1', ...cell('-', null) },
				],
			},
		],
	},
	groupingsAcross: { groupings: [{ key: '0', ...cell('2026', 2026), groupings: [] }] },
	reportMetadata: {
		...{ id: '00O', name: 'Matrix', reportFormat: 'MATRIX' },
		...{ detailColumns: ['NAME', '__proto__'], aggregates: ['RowCount'] },
		groupingsDown: [{ name: 'STAGE' }, { name: 'REGION' }],
		groupingsAcross: [{ name: 'YEAR' }],
	},
	reportExtendedMetadata: {
		detailColumnInfo: { NAME: info('Name') },
		aggregateColumnInfo: { RowCount: info('Record Count') },
		groupingColumnInfo: { STAGE: info('Stage'), REGION: info('Name'), YEAR: info('Year') },
	},
};

describe('the rows of a report', () => {
	it('are those of the deepest groups, in the order of the groups, with them as columns', () => {
		const rows = toRows(matrix);
		expect(rows.map((row) => Object.entries(row))).toEqual([
			[
				['Stage', 'Open'],
				['Name (REGION)', 'W'],
				['Year', 2026],
				['Name (NAME)', null],
				['__proto__', 5],
			],
			[
				['Stage', 'Open'],
				['Name (REGION)', null],
				['Year', 2026],
				['Name (NAME)', 'second'],
				['__proto__', 'y'],
			],
		]);
	});

	it('have API names and labels on request', () => {
		const [row] = toRows(matrix, { keys: 'apiNames', values: 'labels' });
		expect(Object.entries(row!)).toEqual([
			['STAGE', 'Open'],
			['REGION', 'West'],
			['YEAR', '2026'],
			['NAME', null],
			['__proto__', '$5'],
		]);
	});

	it('have the names of records, and their IDs in columns of their own', () => {
		const owner = cell('Ada', '005gL0000000002QAA');
		const report = (rows: Array<Array<ReturnType<typeof cell>>>): ReportResult => ({
			...matrix,
			factMap: { 'T!T': { rows: rows.map((cells) => ({ dataCells: cells })) } },
			groupingsDown: { groupings: [] },
			groupingsAcross: { groupings: [] },
			reportMetadata: {
				...matrix.reportMetadata,
				...{ detailColumns: ['OWNER', 'NAME'], groupingsDown: [], groupingsAcross: [] },
			},
			reportExtendedMetadata: {
				...matrix.reportExtendedMetadata,
				detailColumnInfo: { OWNER: info('Owner'), NAME: info('Name') },
			},
		});
		const rows = report([
			[owner, cell('005gL0000000002QAA')],
			[cell('-', null), cell('abcdefghijklmno')],
		]);
		expect(toRows(rows)).toEqual([
			{ Owner: 'Ada', 'Owner ID': '005gL0000000002QAA', Name: '005gL0000000002QAA' },
			{ Owner: null, 'Owner ID': null, Name: 'abcdefghijklmno' },
		]);
		expect(toRows(rows, { keys: 'apiNames' })[0]).toHaveProperty('OWNER_ID', '005gL0000000002QAA');
		expect(toRows(rows, { values: 'labels' })[0]).toEqual({
			Owner: 'Ada',
			Name: '005gL0000000002QAA',
		});
		const taken = structuredClone(rows);
		taken.reportExtendedMetadata.detailColumnInfo.NAME!.label = 'Owner ID';
		expect(toRows(taken)[0]).toEqual({ Owner: 'Ada', 'Owner ID': '005gL0000000002QAA' });
	});

	it('are summed up by the deepest groups', () => {
		expect(toSummary(matrix)).toEqual([
			{ Stage: 'Open', Name: 'W', Year: 2026, 'Record Count': 1 },
			{ Stage: 'Open', Name: null, Year: 2026, 'Record Count': 1 },
		]);
	});

	it('are refused for a joined report', () => {
		const joined = { reportMetadata: { reportFormat: 'MULTI_BLOCK', name: 'Both' } };
		expect(() => toRows(joined as ReportResult)).toThrow("'Both' is a joined report");
	});
});
