import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Page, readPage, root } from './readPage';

/** The pages of `docs/` that hold examples. */
export function examplePages(): Page[] {
	return readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.md'))
		.toSorted()
		.map((file) => readPage(join('docs', file)))
		.filter(({ examples }) => examples.length > 0);
}
