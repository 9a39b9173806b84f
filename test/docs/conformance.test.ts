import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadFamilies } from '../../conformance/loadFamilies';
import { writeConformance } from '../../docs/generate/writeConformance';
import { root } from './readPage';

it.each(['docs/conformance.md', 'emulator/README.md'])(
	'%s says what the cases say; `npm run docs` writes it again',
	(page) => {
		const text = readFileSync(join(root, page), 'utf8');
		expect(text).toBe(writeConformance(text, loadFamilies()));
	},
);

it('names every case with how well it is founded', () => {
	const page = readFileSync(join(root, 'docs/conformance.md'), 'utf8');
	for (const { cases } of loadFamilies()) {
		for (const { id, mark } of cases) {
			const name = `| \`${id.slice(id.indexOf('.') + 1)}\` |`;
			const row = page
				.split('\n')
				.find((line) => line.startsWith(name) && line.endsWith(`${mark} |`));
			expect(row, id).toBeDefined();
		}
	}
});
