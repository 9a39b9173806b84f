import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that all paths of pages start from. */
export const root = join(__dirname, '..', '..');

/** A fenced block of a page. */
export interface Block {
	/** What stands behind the fence: the language, then what the block is. */
	words: string[];
	text: string;
	/** Where its text begins and ends in the page. */
	start: number;
	end: number;
}

export interface ExampleNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	[key: string]: unknown;
}

/** What n8n's editor takes from the clipboard. */
export interface Snippet {
	nodes: ExampleNode[];
	connections: Record<string, unknown>;
}

/** A node to paste, what goes into it, and what comes out of the last node. */
export interface Example {
	/** The heading it stands under, and its number there. */
	title: string;
	snippet: Snippet;
	/** The json of the items. */
	input: Array<Record<string, unknown>>;
	/** What comes out of the node's outputs, by number. */
	outputs: Array<Block | undefined>;
	/** The title and the details of the error that it stops with. */
	error?: Block;
	/** What the files of its first item hold, by the file's name in the item. */
	files: Record<string, Block>;
}

export interface Page {
	path: string;
	text: string;
	/** The records that the page's org holds, by object. */
	org: Record<string, Array<Record<string, unknown>>>;
	examples: Example[];
}

const FENCE = /^```(\w[^\n]*)\n([\s\S]*?)^```$/gm;

export function readBlocks(markdown: string): Block[] {
	return [...markdown.matchAll(FENCE)].map((match) => {
		const [whole, info = '', text = ''] = match;
		const end = match.index + whole.length - '```'.length;
		return { words: info.trim().split(/\s+/), text, start: end - text.length, end };
	});
}

const headingBefore = (markdown: string, place: number): string =>
	[...markdown.slice(0, place).matchAll(/^#+ (.+)$/gm)].at(-1)?.[1] ?? '';

function addTo(example: Example, block: Block): void {
	const [language, what, name] = block.words;
	if (what === 'input') example.input = JSON.parse(block.text) as Example['input'];
	else if (what === 'error') example.error = block;
	else if (what === 'output' && language === 'json') {
		example.outputs[name === 'error' ? 1 : 0] = block;
	} else if (what === 'output' && name !== undefined) example.files[name] = block;
	else throw new Error(`A block of an example says '${block.words.join(' ')}'`);
}

/**
 * A page with its examples: the blocks that say `json node` and those that follow one.
 *
 * @param path from the repository's root
 * @throws Error for a block that says it belongs to an example and can't be read
 */
export function readPage(path: string): Page {
	const text = readFileSync(join(root, path), 'utf8');
	const page: Page = { path, text, org: {}, examples: [] };
	for (const block of readBlocks(text)) {
		const [, what] = block.words;
		if (what === undefined) continue;
		if (what === 'org') page.org = JSON.parse(block.text) as Page['org'];
		else if (what === 'node') {
			const heading = headingBefore(text, block.start);
			const number = page.examples.filter(({ title }) => title.startsWith(`${heading} (`)).length;
			const snippet = JSON.parse(block.text) as Snippet;
			const title = `${heading} (${number + 1})`;
			page.examples.push({ title, snippet, input: [{}], outputs: [], files: {} });
		} else {
			const example = page.examples.at(-1);
			if (!example) throw new Error(`${path}: '${block.words.join(' ')}' follows no node`);
			addTo(example, block);
		}
	}
	return page;
}
