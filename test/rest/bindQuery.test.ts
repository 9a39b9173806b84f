import { isQueryValid, parseQuery } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bind, bindQuery, type BindType, joinQuery, listBinds, splitQuery } from '../../rest';
import { anyText } from '../anyText';

const bound = (soql: string, ...binds: Bind[]) => joinQuery(bindQuery(soql, binds));

const bind = (value: unknown, type: BindType = 'auto'): Bind => ({ name: 'v', type, value });

describe('bindQuery', () => {
	it.each<[string, unknown, BindType | undefined, string]>([
		['text, its quotes escaped', "O'Brien \\ Co", undefined, "'O\\'Brien \\\\ Co'"],
		['text with a line break', 'a\r\nb\tc', undefined, "'a\\r\\nb\\tc'"],
		['text that looks like a number', '007', undefined, "'007'"],
		['a number', 12.5, undefined, '12.5'],
		['a number too small for plain notation', 1e-7, undefined, '0.0000001'],
		['a number too big for plain notation', 1e21, undefined, '1000000000000000000000'],
		['a number given as text, unrounded', '12345678901234567890', 'number', '12345678901234567890'],
		['true', true, undefined, 'TRUE'],
		['a boolean given as text', 'False', 'boolean', 'FALSE'],
		['null', null, undefined, 'NULL'],
		['null by type', 'anything', 'null', 'NULL'],
		['a date', '2026-01-31', undefined, '2026-01-31'],
		['a date that is wanted as text', '2026-01-31', 'string', "'2026-01-31'"],
		['the day of a date and time', '2026-01-31T23:00:00Z', 'date', '2026-01-31'],
		['a date and time', '2026-01-31T09:30:00+01:00', undefined, '2026-01-31T08:30:00.000Z'],
		['a JavaScript date', new Date(0), undefined, '1970-01-01T00:00:00.000Z'],
		[
			'a time without a zone, read as UTC',
			'2026-01-31T09:30:00',
			'datetime',
			'2026-01-31T09:30:00.000Z',
		],
		[
			'Salesforce’s own notation',
			'2026-01-31T09:30:00.000+0000',
			undefined,
			'2026-01-31T09:30:00.000Z',
		],
		['a moment without seconds', '2026-01-31T09:30Z', undefined, '2026-01-31T09:30:00.000Z'],
		['a moment as SQL writes it', '2026-01-31 09:30:00', 'datetime', '2026-01-31T09:30:00.000Z'],
		['a time of day', '09:30', 'time', '09:30:00.000Z'],
		['the time of day of a moment', '2026-01-31T09:30:00+02:00', 'time', '09:30:00.000Z'],
		['no day of the calendar, as text', '2026-99-99', undefined, "'2026-99-99'"],
	])('writes %s', (_, value, type, literal) => {
		expect(bound('SELECT Id FROM A WHERE X = :v', bind(value, type))).toBe(
			`SELECT Id FROM A WHERE X = ${literal}`,
		);
	});

	it.each<[string, unknown, BindType]>([
		['number', 'twelve', 'number'],
		['number', '', 'number'],
		['number', Infinity, 'number'],
		['boolean', 'yes', 'boolean'],
		['date', 'tomorrow', 'date'],
		['datetime', 'soon', 'datetime'],
		['time', '25:00', 'time'],
		['day of the calendar', '2026-02-30', 'date'],
		['object', { a: 1 }, 'auto'],
		['text with NUL', 'a\0b', 'string'],
		['half a surrogate pair', '\uD800', 'string'],
	])('refuses what is no %s, naming the bind', (_, value, type) => {
		expect(() => bound('SELECT Id FROM A WHERE X = :v', bind(value, type))).toThrow(/:v/);
	});

	it('takes nothing inside a string literal for a bind', () => {
		const soql = "SELECT Id FROM A WHERE X = 'it\\'s :v' AND Y = :v";
		expect(bound(soql, bind(1))).toBe("SELECT Id FROM A WHERE X = 'it\\'s :v' AND Y = 1");
		expect(listBinds(soql)).toEqual(['v']);
	});

	it('takes the number of a date literal for no bind, but binds one', () => {
		expect(bound('SELECT Id FROM A WHERE D = LAST_N_DAYS:30')).toContain('LAST_N_DAYS:30');
		expect(bound('SELECT Id FROM A WHERE D = LAST_N_DAYS:v', bind('7'))).toContain('LAST_N_DAYS:7');
		expect(() => bound('SELECT Id FROM A WHERE D = LAST_N_DAYS:v', bind("7 OR Id != ''"))).toThrow(
			'is not a number',
		);
	});

	it('writes a list after IN, in parentheses or without, and a single value too', () => {
		expect(bound('SELECT Id FROM A WHERE X IN :v', bind(['a', 1, true]))).toContain(
			"X IN ('a',1,TRUE)",
		);
		expect(bound('SELECT Id FROM A WHERE X IN (:v)', bind(['a', 'b']))).toContain("IN ('a','b')");
		expect(bound("SELECT Id FROM A WHERE X IN ('x', :v)", bind('a'))).toContain("IN ('x', 'a')");
		expect(bound('SELECT Id FROM A WHERE X NOT IN :v', bind('a'))).toContain("NOT IN ('a')");
		expect(bound('SELECT Id FROM A WHERE X INCLUDES :v', bind(['a;b']))).toContain("('a;b')");
	});

	it('says in other words what SOQL cannot: an empty list and NULL in one', () => {
		expect(bound('SELECT Id FROM A WHERE X.Y IN :v AND Z = 1', bind([]))).toBe(
			'SELECT Id FROM A WHERE Id = NULL AND Z = 1',
		);
		expect(bound('SELECT Id FROM A WHERE X NOT IN :v', bind([]))).toBe(
			'SELECT Id FROM A WHERE Id != NULL',
		);
		expect(bound('SELECT Id FROM A WHERE X IN :v', bind(['a', null]))).toBe(
			"SELECT Id FROM A WHERE (X IN ('a') OR X = NULL)",
		);
		expect(bound('SELECT Id FROM A WHERE X NOT IN :v', bind([null]))).toBe(
			'SELECT Id FROM A WHERE X != NULL',
		);
	});

	it.each([
		['an object', 'SELECT Id FROM :v'],
		['a field', 'SELECT :v FROM A'],
		['the left side', 'SELECT Id FROM A WHERE :v = 1'],
		['an order', 'SELECT Id FROM A ORDER BY :v'],
		['an object of a semi-join', 'SELECT Id FROM A WHERE X IN (SELECT Id FROM :v'],
	])('binds no name of %s', (_, soql) => {
		expect(() => bound(soql, bind('Name'))).toThrow('does not allow a value');
	});

	it('refuses a list where one value belongs, and a name without a value', () => {
		expect(() => bound('SELECT Id FROM A WHERE X = :v', bind(['a']))).toThrow('only IN takes one');
		expect(() => bound('SELECT Id FROM A WHERE X = :w', bind('a'))).toThrow(':w');
	});

	it('lets no text escape its literal', () => {
		const text = fc.oneof(
			anyText(),
			fc.string({
				unit: fc.constantFrom("'", '\\', '"', '\n', '%', '_', ':v', ' OR ', ')', '--', 'é', '😀'),
			}),
		);
		fc.assert(
			fc.property(text, text, (one, two) => {
				fc.pre(![one, two].some((t) => /\0|\p{Surrogate}/u.test(t)));
				const soql = bound(
					'SELECT Id FROM A WHERE X = :v AND Y IN :w AND Z = 1',
					bind(one, 'string'),
					{ name: 'w', type: 'string', value: [two, 'end'] },
				);
				const where = parseQuery(soql).where as never as {
					left: { value: string };
					right: { left: { value: string[] }; right: { left: { value: string } } };
				};
				expect(readLiteral(where.left.value)).toBe(one);
				expect(readLiteral(where.right.left.value[0]!)).toBe(two);
				expect(where.right.right.left.value).toBe('1');
			}),
			{ numRuns: 200 },
		);
	});

	it('makes every value a single valid literal, or refuses it', () => {
		fc.assert(
			fc.property(
				fc.anything(),
				fc.constantFrom<BindType>('auto', 'number', 'date', 'datetime', 'time', 'boolean'),
				(value, type) => {
					fc.pre(!Array.isArray(value));
					let soql: string;
					try {
						soql = bound('SELECT Id FROM A WHERE X = :v', bind(value, type));
					} catch {
						return;
					}
					expect(isQueryValid(soql), soql).toBe(true);
					expect(Object.keys(parseQuery(soql).where!)).toEqual(['left']);
				},
			),
			{ numRuns: 500 },
		);
	});
});

const UNESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text that a literal stands for, by Salesforce's rules. */
const readLiteral = (literal: string) =>
	literal.slice(1, -1).replace(/\\([\s\S])/g, (_, c: string) => UNESCAPED[c] ?? c);

/** As the URL standard writes a query: quotes encoded too. */
const sizeOf = (soql: string) =>
	new URL(`https://a/?${encodeURIComponent(soql)}`).search.length - 1;

describe('splitQuery', () => {
	const ids = Array.from({ length: 1000 }, (_, n) => `id-${n}`);
	const split = (soql: string, value: unknown[] = ids, maxBytes = 2000) =>
		splitQuery(bindQuery(soql, [{ name: 'v', value }]), maxBytes);

	it('cuts a long list so that each statement fits, nothing lost and nothing twice', () => {
		const statements = split('SELECT Id FROM A WHERE B = 1 AND X IN :v');
		expect(statements.length).toBeGreaterThan(1);
		for (const soql of statements) expect(sizeOf(soql)).toBeLessThanOrEqual(2000);
		const found = statements.flatMap((soql) => soql.match(/id-\d+/g) ?? []);
		expect(found).toEqual(ids);
	});

	it.each([
		'SELECT Id FROM A WHERE X IN :v ORDER BY Name',
		'SELECT Id FROM A WHERE X IN :v LIMIT 5',
		'SELECT COUNT() FROM A WHERE X IN :v',
		'SELECT MAX(Y) FROM A WHERE X IN :v',
		'SELECT Id FROM A WHERE X IN :v OR Y = 1',
		'SELECT Id FROM A WHERE X NOT IN :v',
		'SELECT Id FROM A WHERE NOT X IN :v',
		'SELECT Id FROM A WHERE X INCLUDES :v',
		'SELECT Id FROM A WHERE Id IN (SELECT Y FROM B WHERE X IN :v)',
	])('leaves whole what would give other rows: %s', (soql) => {
		expect(split(soql)).toHaveLength(1);
	});

	it('keeps together what may match the same record', () => {
		const value = [
			...ids,
			'ID-0',
			'001xx000003DGb2',
			'001xx000003DGb2AAG',
			...ids.map((id) => `${id}x`),
		];
		const statements = split('SELECT Id FROM A WHERE X IN :v', value);
		const holding = (text: string) => statements.findIndex((soql) => soql.includes(`'${text}'`));
		expect(holding('ID-0')).toBe(holding('id-0'));
		expect(holding('001xx000003DGb2AAG')).toBe(holding('001xx000003DGb2'));
	});
});
