import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBulkValue } from '../../../rest/bulk/bulkValue';
import { checkHeader } from '../../../rest/bulk/checkHeader';
import { detectColumnDelimiter } from '../../../rest/csv/csvDialect';
import { formatRecord, headerOfRecords } from '../../../rest/bulk/recordCells';
import { fromRecords } from '../../../rest/bulk/rowSource';
import { splitRowError } from '../../../rest/bulk/rowError';
import { collect } from '../csv/csvSamples';
import { anyText } from '../../anyText';

async function csvOf(records: Array<Record<string, unknown>>): Promise<string> {
	const parts = await fromRecords(records.map(formatRecord))({});
	const part = await parts.next();
	return Buffer.concat(await collect(part!.read())).toString();
}

describe('formatBulkValue', () => {
	it.each([
		[null, '#N/A'],
		[undefined, ''],
		['', ''],
		[true, 'true'],
		[false, 'false'],
		[0.1, '0.1'],
		[12n, '12'],
		[new Date(Date.UTC(2026, 0, 2, 3, 4, 5)), '2026-01-02T03:04:05.000Z'],
		[{ toJSON: () => '2026-01-02T03:04:05.000+01:00' }, '2026-01-02T03:04:05.000+01:00'],
		['2026-01-02T03:04:05.000+0000', '2026-01-02T03:04:05.000+00:00'],
		['2026-01-02', '2026-01-02'],
		[['A', 'B'], 'A;B'],
		[' kept ', ' kept '],
	])('writes %o as %o', (value, cell) => {
		expect(formatBulkValue(value, 'Field__c')).toBe(cell);
	});

	it.each([[Number.NaN], [Infinity], [{ a: 1 }], [new Date(Number.NaN)], [Symbol('x')]])(
		'refuses %o and names the field',
		(value) => {
			expect(() => formatBulkValue(value, 'Field__c')).toThrow(/'Field__c'/);
		},
	);
});

describe('headerOfRecords', () => {
	it('unites the fields of all records, without regard to case, parents by external id included', () => {
		const records = [
			{ attributes: { type: 'Contact' }, LastName: 'A', Account: { ExtId__c: 'A-1' } },
			{ lastname: 'B', Email: null, Who: { attributes: { type: 'Lead' }, Email: 'x@y.z' } },
		];
		expect(headerOfRecords(records.map(formatRecord))).toEqual([
			'LastName',
			'Account.ExtId__c',
			'Email',
			'Lead:Who.Email',
		]);
	});
});

describe('fromRecords', () => {
	it('cuts records into parts that no job is too small for, whose cells are those of the CSV', async () => {
		const record = fc.record({ A: fc.string({ unit: 'grapheme' }), B: fc.string() });
		await fc.assert(
			fc.asyncProperty(
				fc.array(record, { minLength: 1, maxLength: 40 }),
				fc.integer({ min: 20, max: 400 }),
				async (records, maxBytes) => {
					const parts = await fromRecords(records.map(formatRecord))({ maxBytes });
					const seen: string[][] = [];
					for (let part = await parts.next(); part; part = await parts.next()) {
						expect(part.firstRow).toBe(seen.length);
						const bytes = Buffer.concat(await collect(part.read()));
						if (part.rows! > 1) expect(bytes.length).toBeLessThanOrEqual(maxBytes + 4);
						const [, ...rows] = parse(bytes.toString(), { record_delimiter: '\n' });
						expect(part.cells).toEqual(rows);
						seen.push(...part.cells!);
					}
					expect(seen).toEqual(records.map(({ A, B }) => [A, B]));
				},
			),
		);
	});

	it('leaves absent fields empty and writes #N/A for null', async () => {
		const csv = await csvOf([{ LastName: 'A', Email: null }, { lastname: 'B' }, { Phone: '1,2' }]);
		expect(csv).toBe('LastName,Email,Phone\nA,#N/A,\nB,,\n,,"1,2"\n');
	});

	it('writes a row that has nothing but an empty cell as a row', async () => {
		expect(await csvOf([{ Name: '' }, { Name: 'x' }])).toBe('Name\n""\n"x"\n');
	});

	it('writes any text so that an outside reader has it back', async () => {
		const record = fc.dictionary(
			fc.constantFrom('Name', 'Email', 'Own__c'),
			anyText().filter((text) => !/^\d{4}-/.test(text)),
			{ minKeys: 1 },
		);
		await fc.assert(
			fc.asyncProperty(fc.array(record, { minLength: 1 }), async (records) => {
				const [header, ...rows] = parse(await csvOf(records), { record_delimiter: '\n' });
				const read = rows.map((row) => row.map((text, at) => [header![at], text]));
				expect(read).toEqual(
					records.map((fields) => header!.map((name) => [name, fields[name] ?? ''])),
				);
			}),
		);
	});
});

describe('detectColumnDelimiter', () => {
	it.each([
		['Id,Name', 'COMMA'],
		['Id;Name;Account.ExtId__c', 'SEMICOLON'],
		['Id\tName', 'TAB'],
		['Id|Name', 'PIPE'],
		['Id^Name', 'CARET'],
		['Id`Name', 'BACKQUOTE'],
		['Id', 'COMMA'],
		['"a,b,c";x', 'SEMICOLON'],
	])('reads %o as %s', (header, name) => {
		expect(detectColumnDelimiter(header)).toBe(name);
	});
});

describe('checkHeader', () => {
	it.each([
		['insert', ['LastName', 'Account.ExtId__c', 'Lead:Who.Email', 'ns__F__c']],
		['update', ['id', 'Name']],
		['delete', ['ID']],
		['upsert', ['extid__c', 'Name']],
	] as const)('takes a header for %s', (operation, header) => {
		expect(() =>
			checkHeader([...header], { operation, externalIdFieldName: 'ExtId__c' }),
		).not.toThrow();
	});

	it.each([
		['insert', ['Last Name'], /'Last Name' is not the API name of a field/],
		['insert', ['LastName', ''], /Column 2 has no name/],
		['insert', ['LastName', 'lastname'], /'lastname' occurs twice/],
		['insert', Array.from({ length: 5001 }, (_, at) => `F${at}__c`), /5001 columns/],
		['update', ['Name'], /'Id' is missing/],
		['upsert', ['Id'], /'ExtId__c' is missing/],
		['delete', ['Id', 'Name'], /'Id' only/],
		['hardDelete', ['Name'], /'Id' is missing/],
	] as const)('refuses for %s: %o', (operation, header, message) => {
		expect(() => checkHeader([...header], { operation, externalIdFieldName: 'ExtId__c' })).toThrow(
			message,
		);
	});
});

describe('splitRowError', () => {
	it.each([
		[
			'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
			['REQUIRED_FIELD_MISSING', 'Required fields are missing: [Name]', ['Name']],
		],
		[
			"INVALID_FIELD:Failed to deserialize field at col 3. Due to, 'x' is not a valid value for the type xsd:date:CloseDate --",
			[
				'INVALID_FIELD',
				"Failed to deserialize field at col 3. Due to, 'x' is not a valid value for the type xsd:date",
				['CloseDate'],
			],
		],
		[
			'DUPLICATE_VALUE:duplicate value found: E__c duplicates value on record with id: 001xx:--',
			[
				'DUPLICATE_VALUE',
				'duplicate value found: E__c duplicates value on record with id: 001xx',
				[],
			],
		],
		['A_B:two:First__c,Second__c --', ['A_B', 'two', ['First__c', 'Second__c']]],
		['A_B:two:First__c Second__c --', ['A_B', 'two', ['First__c', 'Second__c']]],
		['A_B:one:First__c --C_D:two: 2:--', ['A_B', 'one; two: 2', ['First__c']]],
		['A_B:line\nbreak:--', ['A_B', 'line\nbreak', []]],
		['no code at all', ['UNKNOWN', 'no code at all', []]],
		['', ['UNKNOWN', 'Refused without an explanation', []]],
	])('splits %o', (text, [errorCode, message, fields]) => {
		expect(splitRowError(text)).toEqual({ errorCode, message, fields });
	});
});
