import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './readPage';

const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** The tests that a text names: a link to the file, a colon, and names in quotes with commas between. */
function namedTests(markdown: string): Array<[file: string, name: string]> {
	const named = markdown.matchAll(/\]\(\.\.\/(test\/[^)]+\.ts)\): ("[^"]+"(?:, "[^"]+")*)/g);
	return [...named].flatMap(([, file = '', names = '']) =>
		[...names.matchAll(/"([^"]+)"/g)].map(([, name = '']): [string, string] => [file, name]),
	);
}

describe('the threat model', () => {
	const page = read('docs/threat-model.md');

	it.each(namedTests(page))('names a test that there is: %s: %s', (file, name) => {
		const source = read(file).replaceAll("\\'", "'");
		expect([`'${name}'`, `"${name}"`].some((written) => source.includes(written))).toBe(true);
	});

	it('names a test for each attempt', () => {
		const rows = page
			.slice(page.indexOf('## An editor'))
			.split('\n')
			.filter((line) => line.startsWith('| ') && !line.startsWith('| attempt'));
		expect(rows.length).toBeGreaterThan(20);
		for (const row of rows) expect(namedTests(row), row).not.toHaveLength(0);
	});
});

it('SECURITY.md names no test file that there is not', () => {
	const files = read('SECURITY.md').matchAll(/`(test\/[\w./-]+\.ts)`/g);
	for (const [, file = ''] of files) expect(() => read(file), file).not.toThrow();
});
