import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '..', '..');

const PATHS = 'import-x/no-restricted-paths';
const CYCLE = 'import-x/no-cycle';
/** The rules that hold the walls. The others would not change what is asked here. */
const WALLS = [PATHS, 'no-restricted-imports', 'no-restricted-syntax'];

const linterOf = (rules: string[]) =>
	new ESLint({
		cwd: ROOT,
		ruleFilter: ({ ruleId }) => rules.includes(ruleId),
		// A text that is linted under another file's name is in no project of TypeScript's.
		overrideConfig: { languageOptions: { parserOptions: { project: null } } },
	});

/** Looks for no cycles: for that, it would read all files behind each import. */
let walls: ESLint;
let all: ESLint;
beforeAll(() => {
	walls = linterOf(WALLS);
	all = linterOf([...WALLS, CYCLE]);
});

/** The rules that refuse a text in the place of a file that is there. */
async function refusals(linter: ESLint, filePath: string, text: string): Promise<string[]> {
	const [result] = await linter.lintText(text, { filePath: join(ROOT, filePath) });
	return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
}

describe('lint refuses', () => {
	it.each([
		['http imports auth', 'http/repeat.ts', "import { authorize } from '../auth';", PATHS],
		['auth imports rest', 'auth/hook.ts', "import { queryAll } from '../rest';", PATHS],
		[
			'rest imports nodes',
			'rest/query.ts',
			"import { router } from '../nodes/Salesforce/router';",
			PATHS,
		],
		[
			'credentials import rest',
			'credentials/SalesforceJwtBearerApi.credentials.ts',
			"import { queryAll } from '../rest';",
			PATHS,
		],
		['a type crosses a wall', 'http/repeat.ts', "import type { Session } from '../auth';", PATHS],
		[
			'a wall is crossed on first use',
			'auth/hook.ts',
			"export const x = () => import('../rest');",
			PATHS,
		],
		[
			'a room is entered by another door',
			'rest/query.ts',
			"import { repeat } from '../http/repeat';",
			PATHS,
		],
		['a room within is', 'rest/bulk/jobs.ts', "import { joinCsv } from '../csv/joinCsv';", PATHS],
		[
			'the product imports the emulator',
			'rest/query.ts',
			"import { startOrg } from '../emulator';",
			PATHS,
		],
		[
			'the emulator imports the product',
			'emulator/startOrg.ts',
			"import { repeat } from '../http';",
			PATHS,
		],
		[
			'conformance imports rest',
			'conformance/run.ts',
			"import { queryAll } from '../rest';",
			PATHS,
		],
		[
			'conformance enters the emulator by another door',
			'conformance/run.ts',
			"import { base62 } from '../emulator/core/ids';",
			PATHS,
		],
		['rest imports axios', 'rest/query.ts', "import axios from 'axios';", 'no-restricted-imports'],
		[
			'rest loads axios on first use',
			'rest/query.ts',
			"export const x = () => import('axios');",
			'no-restricted-syntax',
		],
		[
			'http loads axios elsewhere',
			'http/agents.ts',
			"export const x = () => import('axios');",
			'no-restricted-syntax',
		],
		[
			'auth loads jose elsewhere',
			'auth/hook.ts',
			"export const x = () => import('jose');",
			'no-restricted-syntax',
		],
		[
			'rest imports n8n',
			'rest/query.ts',
			"import type { INode } from 'n8n-workflow';",
			'no-restricted-imports',
		],
		[
			'two files import each other',
			'http/HttpError.ts',
			"import { toHttpError } from './toHttpError';\nexport class HttpError extends Error {}\nexport const x = toHttpError;",
			CYCLE,
		],
	])('%s', async (_, filePath, text, rule) => {
		expect(await refusals(rule === CYCLE ? all : walls, filePath, text)).toContain(rule);
	});

	it('nothing of what is there', async () => {
		for (const [linter, filePath] of [
			[all, 'http/createSend.ts'],
			[walls, 'auth/jwtBearer.ts'],
			[walls, 'rest/call/createClient.ts'],
		] as const) {
			expect(await refusals(linter, filePath, readFileSync(join(ROOT, filePath), 'utf8'))).toEqual(
				[],
			);
		}
	});
});

/** Files that import each other, types included, which lint's rule passes over. */
function findCycles(graph: Map<string, string[]>): string[] {
	const found: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, path: string[]) => {
		const at = path.indexOf(file);
		if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
		if (at >= 0 || done.has(file)) return;
		for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
		done.add(file);
	};
	for (const file of graph.keys()) visit(file, []);
	return found;
}

function listFiles(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(path);
		return path.endsWith('.ts') ? [path] : [];
	});
}

const isFile = (path: string) => existsSync(join(ROOT, path));

it('no file imports one that imports it, by value or by type', () => {
	const rooms = [
		'http',
		'auth',
		'rest',
		'credentials',
		'nodes',
		'emulator',
		'conformance',
		'demo',
		'bench',
		'docs',
	];
	const graph = new Map(
		rooms.flatMap(listFiles).map((file) => {
			const text = readFileSync(join(ROOT, file), 'utf8');
			const targets = [...text.matchAll(/(?:from|import\() ?'(\.[^']*)'/g)].flatMap(([, spec]) => {
				const base = normalize(join(dirname(file), spec!));
				return [`${base}.ts`, join(base, 'index.ts')].filter(isFile).slice(0, 1);
			});
			return [file, targets] as const;
		}),
	);
	expect(graph.size).toBeGreaterThan(300);
	expect(findCycles(graph)).toEqual([]);
	const planted = new Map([
		['a', ['b']],
		['b', ['c']],
		['c', ['a']],
	]);
	expect(findCycles(planted)).toEqual(['a -> b -> c -> a']);
});
