import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUserAllowed } from '../../nodes/shared/isUserAllowed';

const OWN = 'integration@acme.com';

const username = fc.emailAddress({ size: 'small' }).filter((name) => name.length <= 80);
/** Everything that means something to a regular expression, and nothing that parts a list. */
const trickyText = fc
	.array(fc.constantFrom(...'.^$+?()[]{}|\\/-*ab@ '), { minLength: 1, maxLength: 8 })
	.map((characters) => characters.join('').trim())
	.filter((text) => text !== '');

/** The slow and plain reading of a pattern, to hold the quick one against. */
function coversPlainly(pattern: string, name: string): boolean {
	if (pattern === '') return name === '';
	if (pattern[0] !== '*') {
		return pattern[0] === name[0] && coversPlainly(pattern.slice(1), name.slice(1));
	}
	return (
		coversPlainly(pattern.slice(1), name) || (name !== '' && coversPlainly(pattern, name.slice(1)))
	);
}

describe('Users That Workflows May Act As', () => {
	it.each([
		['', 'jane@acme.com', false],
		[' \n , ', 'jane@acme.com', false],
		['jane@acme.com', 'jane@acme.com', true],
		['jane@acme.com', 'jane@acme.com.uat', false],
		['jane@acme.com', 'mary.jane@acme.com', false],
		['jane@acme.com, joe@acme.com\nkim@acme.com\r\nlee@acme.com', 'lee@acme.com', true],
		['*@acme.com', 'jane@acme.com', true],
		['*@acme.com', 'jane@acme.com.evil.example', false],
		['*@acme.com', 'jane@acmeXcom', false],
		['sales.*@*.com', 'sales.jane@eu.acme.com', true],
		['a*b*a', 'aba', true],
		['a*a', 'a', false],
		['*', 'anybody@anywhere.example', true],
	])('%j allows %s: %s', (allowed, name, isAllowed) => {
		expect(isUserAllowed(name, allowed, OWN)).toBe(isAllowed);
	});

	it("allows the credential's own user, whatever the list says", () => {
		expect(isUserAllowed('Integration@ACME.com ', 'jane@acme.com', OWN)).toBe(true);
	});

	it('knows no case', () => {
		fc.assert(
			fc.property(username, (name) => {
				expect(isUserAllowed(name.toUpperCase(), `x@y.z,${name.toLowerCase()}`, OWN)).toBe(true);
				expect(isUserAllowed(name.toLowerCase(), name.toUpperCase(), OWN)).toBe(true);
			}),
		);
	});

	it('takes every character but * for itself', () => {
		fc.assert(
			fc.property(trickyText, trickyText, (pattern, name) => {
				const expected = coversPlainly(pattern, name);
				expect(isUserAllowed(name, pattern, OWN)).toBe(expected);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('allows nobody by a list without wildcards but those that it names', () => {
		const plain = fc.array(username, { maxLength: 5 });
		fc.assert(
			fc.property(plain, username, (names, name) => {
				const isNamed = names.some((one) => one.toLowerCase() === name.toLowerCase());
				expect(isUserAllowed(name, names.join('\n'), OWN)).toBe(isNamed);
			}),
		);
	});

	it('takes time that grows no faster than the list, and refuses a name that no user can have', () => {
		const pattern = `${'*a'.repeat(200)}b`;
		const timeOf = (entries: number) => {
			const list = Array.from({ length: entries }, () => pattern).join(',');
			const started = performance.now();
			isUserAllowed('a'.repeat(80), list, OWN);
			return performance.now() - started;
		};
		timeOf(2_000);
		// Four times as long a list; the rest is for a busy machine. A pattern that is tried twice would take years.
		expect(timeOf(8_000)).toBeLessThan(100 + 20 * timeOf(2_000));
		expect(isUserAllowed('a'.repeat(1_000_000), '*', OWN)).toBe(false);
	});
});
