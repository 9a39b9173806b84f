import { isQueryValid, parseQuery } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	buildQuery,
	type FilterOperator,
	type FilterTypes,
	joinQuery,
	type QueryShape,
	splitQuery,
} from '../../rest';
import { anyText } from '../anyText';

const TYPES = new Map([
	['day__c', 'date'],
	['at__c', 'datetime'],
	['open__c', 'time'],
	['name', 'string'],
	['amount__c', 'double'],
]);

const build = (shape: Partial<QueryShape>, options: FilterTypes = { types: TYPES }) =>
	joinQuery(buildQuery({ object: 'A', fields: ['Id'], ...shape }, options));

const filter = (field: string, value: unknown, zone = 'UTC') =>
	build({ filters: [{ field, operator: 'equals', value }] }, { types: TYPES, zone }).replace(
		/^.* = /,
		'',
	);

describe('buildQuery', () => {
	it.each<[string, unknown, string]>([
		['At__c', 'last n days: 30', 'LAST_N_DAYS:30'],
		['At__c', 'LAST_N_DAYS : 30', 'LAST_N_DAYS:30'],
		['At__c', 'LAST_30_DAYS', 'LAST_N_DAYS:30'],
		['At__c', 'LAST_90_DAYS', 'LAST_90_DAYS'],
		['Day__c', 'n_days_ago:7', 'N_DAYS_AGO:7'],
		['Day__c', 'this fiscal quarter', 'THIS_FISCAL_QUARTER'],
		['Day__c', 'TODAY', 'TODAY'],
		['Name', 'TODAY', "'TODAY'"],
		['At__c', '2026-01-31T09:30Z', '2026-01-31T09:30:00.000Z'],
		['At__c', '2026-01-31 09:30', '2026-01-31T09:30:00.000Z'],
		['Day__c', '2026-01-31T00:00:00.000Z', '2026-01-31'],
		['Open__c', '09:30', '09:30:00.000Z'],
		['Amount__c', ' 12.50 ', '12.50'],
	])('writes for %s the value %j as %s', (field, value, literal) => {
		expect(filter(field, value)).toBe(literal);
	});

	it('takes a moment without a zone in the workflow’s', () => {
		expect(filter('At__c', '2026-01-31T09:30', 'Europe/Berlin')).toBe('2026-01-31T08:30:00.000Z');
		expect(filter('At__c', '2026-01-31', 'Europe/Berlin')).toBe('2026-01-30T23:00:00.000Z');
		expect(filter('Day__c', '2026-01-31', 'Europe/Berlin')).toBe('2026-01-31');
	});

	it.each<[string, unknown, RegExp]>([
		['At__c', 'LAST_DAYS:30', /"LAST_DAYS:30" is not one of Salesforce's date literals/],
		['At__c', 'soon', /'At__c': "soon" is not a date with a time/],
		['Open__c', 'noon', /'Open__c': "noon" is not a time of day/],
	])('refuses for %s the value %j', (field, value, message) => {
		expect(() => filter(field, value)).toThrow(message);
	});

	it.each([
		{ direction: 'ASC LIMIT 1 OFFSET 2' },
		{ direction: 'ASC', nulls: 'LAST LIMIT 1' },
		{ direction: undefined },
		{ direction: ['ASC'].concat('DESC') },
	])('lets nothing but its words into the order: %j', (sort) => {
		const shape = { sort: [{ field: 'Name', ...sort } as never] };
		expect(() => build(shape)).toThrow(/to sort by/);
	});

	it('says in other words what a list with null can’t', () => {
		const list = (operator: 'in' | 'notIn', value: unknown[]) =>
			build({ filters: [{ field: 'Name', operator, value }] });
		expect(list('in', ['a', null])).toContain("WHERE (Name IN ('a') OR Name = NULL)");
		expect(list('notIn', ['a', null])).toContain("WHERE (Name NOT IN ('a') AND Name != NULL)");
		expect(list('in', [])).toContain('WHERE Id = NULL');
	});

	/** The grammar knows no literal of a Time field: each gets a day, outside of texts. */
	const withDays = (soql: string) =>
		soql.replace(/'(?:[^'\\]|\\[\s\S])*'|(?<![\w:.+-])\d{2}:\d{2}:\d{2}\.\d{3}Z/g, (token) =>
			token.startsWith("'") ? token : `1970-01-01T${token}`,
		);

	it('makes one valid statement of any values, and no other condition', () => {
		const value = fc.oneof(anyText(), fc.double(), fc.boolean(), fc.date());
		const field = fc.constantFrom('Name', 'Day__c', 'At__c', 'Open__c', 'Amount__c');
		const operator = fc.constantFrom<FilterOperator>('equals', 'less', 'contains', 'in', 'notIn');
		fc.assert(
			fc.property(fc.array(fc.record({ field, operator, value }), { minLength: 1 }), (filters) => {
				let soql: string;
				try {
					soql = build({ filters });
				} catch {
					return;
				}
				const judged = withDays(soql);
				expect(isQueryValid(judged), soql).toBe(true);
				let conditions = 0;
				for (let where = parseQuery(judged).where as unknown; where; conditions += 1) {
					where = (where as { right?: unknown }).right;
				}
				expect(conditions).toBe(filters.length);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('a long Is One Of', () => {
	const value = Array.from({ length: 1000 }, (_, n) => `id-${n}`);
	const split = (shape: Partial<QueryShape>) => {
		const filters = [{ field: 'Name', operator: 'in' as const, value }];
		const parts = buildQuery({ object: 'A', fields: ['Id'], filters, ...shape });
		return splitQuery(parts, 2000);
	};

	it('is split, nothing lost and nothing twice, also beside other conditions and a limit', () => {
		const filters = [
			{ field: 'Open', operator: 'equals' as const, value: true },
			{ field: 'Name', operator: 'in' as const, value },
		];
		const statements = split({ filters, condition: "X = 'y' OR Z = 1", limit: 5 });
		expect(statements.length).toBeGreaterThan(1);
		expect(statements.flatMap((soql) => soql.match(/id-\d+/g) ?? [])).toEqual(value);
		for (const soql of statements) {
			expect(soql).toMatch(/^SELECT Id FROM A WHERE \(Open = TRUE AND Name IN \(.*\) LIMIT 5$/);
		}
	});

	it.each<[string, Partial<QueryShape>]>([
		['sorted', { sort: [{ field: 'Name', direction: 'ASC' }] }],
		[
			'beside another one by OR',
			{
				match: 'any',
				filters: [
					{ field: 'Name', operator: 'in', value },
					{ field: 'X', operator: 'isEmpty' },
				],
			},
		],
		['negated', { filters: [{ field: 'Name', operator: 'notIn', value }] }],
		['sorted by the condition', { condition: 'X = 1 ORDER BY Name' }],
	])('stays whole if it is %s', (_, shape) => {
		expect(split(shape)).toHaveLength(1);
	});
});
