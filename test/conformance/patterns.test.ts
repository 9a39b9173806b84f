import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAnswer, comparePattern } from '../../conformance/patterns';
import { fill } from '../../conformance/template';

const same = { mask: (text: string) => text, isOurs: () => true };
const fits = (pattern: unknown, value: unknown) =>
	comparePattern(pattern, value, 'body', same).length === 0;

describe('a pattern', () => {
	test.each([
		['@string', 'a', 1],
		['@string?', null, 1],
		['@number', 1, '1'],
		['@boolean', false, null],
		['@id', '001000000000000AAA', '001000000000000'],
		['@id:001', '001000000000000AAA', '003000000000000AAA'],
		['@datetime', '2030-01-31T08:30:00.000+0000', '2030-01-31T08:30:00Z'],
		['@date', '2030-01-31', '31.1.2030'],
		['@path', '/services/data', 'services/data'],
		['@/^a+$/', 'aa', 'ab'],
		[{ a: 1 }, { a: 1, b: 2 }, { b: 2 }],
		[{ a: 1, '@only': true }, { a: 1 }, { a: 1, b: 2 }],
		[{ 'a?': 1 }, {}, { a: 2 }],
		[{ '!a': 0 }, { b: 1 }, { a: 1 }],
		[[1, '@any'], [1, 2], [1]],
		[{ '@each': '@number' }, [1, 2], [1, 'a']],
		[{ '@each': '@number', '@min': 1 }, [1], []],
		[{ '@some': { a: 1 } }, [{ a: 2 }, { a: 1 }], [{ a: 2 }]],
		['a', 'a', 'b'],
		[null, null, 0],
	])('%j takes %j and not %j', (pattern, good, bad) => {
		expect(fits(pattern, good)).toBe(true);
		expect(fits(pattern, bad)).toBe(false);
	});

	test('that is any JSON without signs of its own takes that very value', () => {
		const plain = fc
			.jsonValue({ maxDepth: 3 })
			.filter((value) => !/"[@!]|\?":|"@?__proto__"/.test(JSON.stringify(value)));
		fc.assert(
			fc.property(plain, (value) => {
				expect(fits(value, value)).toBe(true);
			}),
		);
	});

	test('of an unknown kind is a fault of its own', () => {
		expect(() => fits('@strin', 'a')).toThrow('There is no kind @strin');
	});
});

describe('an answer', () => {
	const seen = { status: 200, headers: { etag: '"x"' }, body: { a: 1 } };

	test.each([
		[{ status: 201 }, 'status'],
		[{ status: 200, headers: { ETag: null } }, 'header etag'],
		[{ status: 200, headers: { location: '.' } }, 'header location'],
		[{ status: 200, body: { a: 2 } }, 'body.a'],
		[{ status: 200, text: 'a' }, 'body'],
	])('that is not %j differs at %s', (expected, where) => {
		expect(compareAnswer(expected, seen, same)).toMatchObject([{ where }]);
	});

	test('may have one of several states', () => {
		expect(compareAnswer({ status: [200, 204] }, seen, same)).toEqual([]);
	});
});

describe('a template', () => {
	test('fills texts at any depth in, and leaves references of Salesforce alone', () => {
		const variables = { id: '001', repeat: (argument: string) => argument.toUpperCase() };
		expect(fill({ a: ['${id}/@{acc.id}', { '${id}': '${repeat:x}' }], n: 1 }, variables)).toEqual({
			a: ['001/@{acc.id}', { '001': 'X' }],
			n: 1,
		});
	});

	test('refuses a variable that there is none of', () => {
		expect(() => fill('${nothing}', {})).toThrow('There is no variable ${nothing}');
	});
});
