import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import { root } from './readPage';

const OURS = packageJson.homepage.replace(/#.*/, '');
const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage']);

/** Files below a folder, from the repository's root. */
function filesBelow(folder: string, ending: RegExp): string[] {
	return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path, ending);
		return ending.test(entry.name) ? [path] : [];
	});
}

const withoutCode = (markdown: string) =>
	markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchor that GitHub gives a heading. */
const toAnchor = (heading: string) =>
	heading
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s/g, '-');

function anchorsOf(file: string): string[] {
	const text = readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
	const seen = new Map<string, number>();
	const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
		const anchor = toAnchor(heading);
		const times = seen.get(anchor) ?? 0;
		seen.set(anchor, times + 1);
		return times === 0 ? anchor : `${anchor}-${times}`;
	});
	return [...headings, ...[...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)];
}

/** Where a link leads to, where that is nowhere; nothing for a good one. */
function problemOf(file: string, link: string): string | undefined {
	const [path = '', anchor] = link.split('#') as [string, string?];
	const target = path === '' ? file : relative(root, resolve(root, dirname(file), decodeURI(path)));
	if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
	if (anchor === undefined) return undefined;
	const page = statSync(join(root, target)).isDirectory() ? join(target, 'README.md') : target;
	return anchorsOf(page).includes(anchor) ? undefined : `${link}: no such heading in ${page}`;
}

const LINK = /\]\(([^)\s]+)\)|<img [^>]*?src="([^"]+)"|<source [^>]*?srcset="([^"]+)"/g;

/** Links on the project's own GitHub page become paths. */
const toPath = (url: string) =>
	url.replace(`${OURS}/blob/main/`, '').replace(`${OURS}/raw/main/`, '').replace(OURS, 'README.md');

const linksOf = (markdown: string): string[] =>
	[...withoutCode(markdown).matchAll(LINK)]
		.map(([, link, source, set]) => link ?? source ?? set ?? '')
		.filter((link) => !/^[a-z]+:/.test(link));

describe('links', () => {
	it.each(filesBelow('', /\.md$/))('of %s lead to a file and heading that exist', (file) => {
		const markdown = readFileSync(join(root, file), 'utf8');
		const problems = linksOf(markdown).map((link) => problemOf(file, link));
		expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
	});

	it('of the nodes and credentials into the documentation exist', () => {
		const files = [...filesBelow('nodes', /\.(ts|json)$/), ...filesBelow('credentials', /\.ts$/)];
		const pattern = new RegExp(`${OURS}[^'"\\s]*`, 'g');
		const links = files.flatMap(
			(file) => readFileSync(join(root, file), 'utf8').match(pattern) ?? [],
		);
		expect(links.length).toBeGreaterThan(0);
		const problems = links.map((link) => problemOf('README.md', toPath(link)));
		expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
	});

	it('show every picture of docs somewhere', () => {
		const shown = filesBelow('', /\.md$/).flatMap((file) =>
			linksOf(readFileSync(join(root, file), 'utf8')).map((link) => join(dirname(file), link)),
		);
		expect(filesBelow('docs/pictures', /./).filter((file) => !shown.includes(file))).toEqual([]);
	});

	it('reach every page of docs from its index', () => {
		const reached = new Set<string>();
		const visit = (file: string): void => {
			if (reached.has(file) || !existsSync(join(root, file))) return;
			reached.add(file);
			for (const link of linksOf(readFileSync(join(root, file), 'utf8'))) {
				const [path = ''] = link.split('#');
				const target = relative(root, resolve(root, dirname(file), path));
				if (path !== '' && target.endsWith('.md')) visit(target);
			}
		};
		visit(join('docs', 'README.md'));
		const pages = filesBelow('docs', /\.md$/);
		expect(pages.filter((page) => !reached.has(page))).toEqual([]);
	});
});
