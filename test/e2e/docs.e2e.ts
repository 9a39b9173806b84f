import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import type { NodeRun } from '../../demo';
import { examplePages } from '../docs/examplePages';
import { formatItems } from '../docs/formatItems';
import { type Block, type Example, readPage, root } from '../docs/readPage';
import { openFixture, type Fixture } from './openFixture';
import { readStoredFile } from './readStoredFile';
import { runExample, SAMPLE_HOST, seedOrg, type SeededOrg } from './runExample';

/** Writes what n8n gave into the pages instead of comparing it: `DOCS_UPDATE=1 npm run test:e2e -- test/e2e/docs.e2e.ts`. */
const isUpdate = process.env.DOCS_UPDATE === '1';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

const toText = (language: string, text: string) =>
	language === 'json' ? JSON.stringify(JSON.parse(text)) : text.trim();

/** Blocks that must say something else, with it. */
const corrections = new Map<string, Array<{ block: Block; text: string }>>();

function check(path: string, block: Block, real: string, { book, org }: SeededOrg): void {
	const [language = ''] = block.words;
	const given = real.replaceAll(org, SAMPLE_HOST);
	const known = block.text.trim() === '' ? '' : toText(language, block.text);
	const compared = book.compare(known, toText(language, given));
	if (!isUpdate) expect(compared.real).toBe(compared.written);
	else if (compared.real !== compared.written) {
		const correction = { block, text: book.toWritten(given) };
		corrections.set(path, [...(corrections.get(path) ?? []), correction]);
	}
}

const errorText = ({ error }: NodeRun) =>
	error ? `${error.message}\n\n${error.description ?? ''}`.trim() + '\n' : '';

async function checkExample(path: string, example: Example, seeded: SeededOrg) {
	const run = await runExample(fixture, example, seeded);
	if (example.error) return check(path, example.error, errorText(run), seeded);
	expect(run.error?.message).toBeUndefined();
	for (const [number, block] of example.outputs.entries()) {
		const items = (run.outputs[number] ?? []).map(({ json }) => json);
		if (block) check(path, block, formatItems(items), seeded);
	}
	for (const [name, block] of Object.entries(example.files)) {
		const content = await readStoredFile(fixture, run, name);
		check(path, block, content.replaceAll('\r\n', '\n'), seeded);
	}
}

describe.each(examplePages())('the examples of $path', ({ path, examples }) => {
	it.each(examples)('$title', async (example) => {
		if (example.snippet.nodes.some(({ parameters }) => parameters.operation === 'abort')) {
			// A job that Salesforce has not got to yet.
			fixture.org.setPolicy({ bulkPace: { by: 'polls', queued: 1_000, perBatch: 1 } });
		}
		await checkExample(path, example, seedOrg(fixture, readPage(path)));
		expect(fixture.org.unknownRequests).toEqual([]);
	});
});

afterAll(() => {
	for (const [path, found] of corrections) {
		let { text } = readPage(path);
		for (const correction of found.toSorted((a, b) => b.block.start - a.block.start)) {
			const { block } = correction;
			text = text.slice(0, block.start) + correction.text + text.slice(block.end);
		}
		writeFileSync(join(root, path), text);
		console.log(`${path}: ${found.length} blocks written`);
	}
});
