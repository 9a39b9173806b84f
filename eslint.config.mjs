import js from '@eslint/js';
import { n8nCommunityNodesPlugin as n8nCommunity } from '@n8n/eslint-plugin-community-nodes';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import n8nBase from 'eslint-plugin-n8n-nodes-base';
import * as regexp from 'eslint-plugin-regexp';
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

/** What ships: the rooms whose imports point left. */
const shipped = ['http', 'auth', 'rest', 'stream', 'credentials', 'nodes'];
/** The command that ships beside them. */
const command = ['setup'];
const filesOf = (...rooms) => rooms.map((room) => `${room}/**/*.ts`);

/** `target` may import nothing of `from`, save what `except` names. */
const wall = (target, from, message) =>
	from.map((room) => ({ target: `./${target}`, from: `./${room}`, message }));

/** A room is entered through its index.ts. */
const doors = (target, from) =>
	from.map((room) => ({
		target: `./${target}`,
		from: `./${room}`,
		except: ['./index.ts'],
		message: `${room} is entered through its index.ts.`,
	}));

const triggers = [
	'nodes/SalesforceTrigger',
	'nodes/SalesforceEventTrigger',
	'nodes/SalesforceOutboundMessageTrigger',
];

const walls = [
	...wall(
		'http',
		['auth', 'rest', 'stream', 'credentials', 'nodes'],
		'http knows neither Salesforce nor n8n.',
	),
	...wall('auth', ['rest', 'stream', 'credentials', 'nodes'], 'auth knows http only.'),
	...wall('rest', ['stream', 'credentials', 'nodes'], 'rest knows http and auth only.'),
	...wall('stream', ['rest', 'credentials', 'nodes'], 'stream knows http and auth only.'),
	...wall('credentials', ['rest', 'stream', 'nodes'], 'credentials know http and auth only.'),
	...wall('nodes', ['credentials'], 'nodes get a credential from n8n, never its class.'),
	...wall('stream', ['rest', 'credentials', 'nodes'], 'stream knows http and auth only.'),
	...wall('rest', ['stream'], 'rest knows http and auth only.'),
	...shipped.flatMap((room) => wall(room, command, 'Nothing loads the command.')),
	...wall('setup', ['credentials', 'nodes', 'stream'], 'setup knows http, auth and rest only.'),
	...[...shipped, ...command].flatMap((room) =>
		wall(
			room,
			['emulator', 'demo', 'bench', 'docs', 'test', 'conformance'],
			'Nothing shipped imports what is not.',
		),
	),
	...doors('auth', ['http']),
	...doors('rest', ['http', 'auth']),
	...doors('stream', ['http', 'auth']),
	...doors('setup', ['http', 'auth', 'rest']),
	...doors('credentials', ['http', 'auth']),
	...doors('nodes', ['http', 'auth', 'rest', 'stream']),
	...doors('rest/bulk', ['rest/csv']),
	...triggers.flatMap((trigger) =>
		wall(trigger, ['nodes/Salesforce'], 'What nodes share is in nodes/shared.'),
	),
	...wall(
		'nodes/shared',
		['nodes/Salesforce', ...triggers],
		'Nodes know what they share, not the other way round.',
	),
	...wall(
		'emulator',
		[...shipped, ...command, 'demo', 'bench', 'test', 'conformance'],
		'The emulator imports nothing shipped, or its word is worth nothing.',
	),
	...wall(
		'conformance',
		['rest', 'stream', 'credentials', 'nodes', 'demo', 'bench', 'test', 'docs'],
		'conformance logs in by auth, and asks what it asks itself.',
	),
	...doors('conformance', ['http', 'auth', 'setup', 'emulator']),
];

const n8nImports = [
	{
		name: 'n8n-workflow',
		message: 'http, auth, rest and stream never import n8n-workflow, types included.',
	},
];
const axiosImport = { name: 'axios', message: 'http/createSend.ts is the only importer of axios.' };
const joseImport = { name: 'jose', message: 'auth/jwtBearer.ts is the only importer of jose.' };
/** Also where they are loaded on first use, by import(). */
const restrictedImports = (...paths) => ({
	'no-restricted-imports': ['error', { paths }],
	'no-restricted-syntax': [
		'error',
		...paths.map(({ name, message }) => ({
			selector: `ImportExpression[source.value='${name}']`,
			message,
		})),
	],
});

export default tseslint.config(
	{ ignores: ['dist/', 'coverage/', 'node_modules/', '**/node_modules/', '**/*.d.ts'] },
	js.configs.recommended,
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname },
		},
		plugins: { 'import-x': importX },
		settings: {
			'import-x/resolver-next': [
				createTypeScriptImportResolver({ project: './tsconfig.check.json' }),
				createNodeResolver(),
			],
			// Without these two it reads no TypeScript, and finds no cycle.
			'import-x/extensions': ['.ts', '.mts', '.mjs', '.js'],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.mts'] },
		},
		rules: {
			'import-x/no-restricted-paths': ['error', { zones: walls }],
			'import-x/no-cycle': 'error',
			'@typescript-eslint/consistent-type-imports': [
				'error',
				{ fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', ignoreRestSiblings: true },
			],
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'no-console': 'error',
			eqeqeq: 'error',
		},
	},
	{
		files: filesOf(...shipped, ...command, 'emulator', 'conformance', 'demo', 'bench', 'docs'),
		rules: {
			'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
			'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
		},
	},
	{ files: filesOf('http'), rules: restrictedImports(...n8nImports, axiosImport, joseImport) },
	{ files: ['http/createSend.ts'], rules: restrictedImports(...n8nImports, joseImport) },
	{ files: filesOf('auth'), rules: restrictedImports(...n8nImports, axiosImport, joseImport) },
	{
		files: filesOf('rest', 'stream'),
		rules: restrictedImports(...n8nImports, axiosImport, joseImport),
	},
	{ files: filesOf('nodes', 'credentials'), rules: restrictedImports(axiosImport, joseImport) },
	{
		files: filesOf(...command),
		rules: restrictedImports(...n8nImports, axiosImport, joseImport),
	},
	{ files: ['auth/jwtBearer.ts'], rules: restrictedImports(...n8nImports, axiosImport) },
	{
		files: ['demo/**/*.ts', 'bench/**/*.ts', 'emulator/**/*.ts', 'test/e2e/**/*.ts'],
		rules: { 'no-console': 'off' },
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
		},
	},
	{
		// Nothing imports a test, so none is in a cycle; to look for one, the rule reads all that a test imports.
		files: ['test/**/*.test.ts', 'test/**/*.e2e.ts'],
		rules: { 'import-x/no-cycle': 'off' },
	},
	{
		files: filesOf(...shipped, ...command),
		plugins: { security, regexp },
		rules: {
			...security.configs.recommended.rules,
			// Numbers and closed lists of names, 85 times. Names from outside: test/nodes/Salesforce/rowsOfCsv.test.ts.
			'security/detect-object-injection': 'off',
			// Nothing here compares a secret with what a caller brings: it sees the word `token` of a parser.
			'security/detect-possible-timing-attacks': 'off',
			// Counts stars. The two below work out which texts make a pattern slow.
			'security/detect-unsafe-regex': 'off',
			'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
			'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
		},
	},
	{
		// A command for the terminal reads and writes the files that it is told to, and starts sf.
		files: filesOf(...command),
		rules: {
			'security/detect-non-literal-fs-filename': 'off',
			'security/detect-child-process': 'off',
		},
	},
	{
		files: filesOf(...shipped),
		extends: [n8nCommunity.configs.recommendedWithoutN8nCloudSupport],
	},
	{
		// These rooms work without n8n and may not import its errors; nodes/shared/toNodeError.ts makes them of theirs.
		files: filesOf('http', 'auth', 'rest', 'stream'),
		rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
	},
	{ plugins: { 'n8n-nodes-base': n8nBase } },
	// The five that are off below are off in n8n's own configuration too (@n8n/node-cli 0.48, dist/configs/eslint.js).
	{
		files: filesOf('credentials'),
		rules: {
			...n8nBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: filesOf('nodes'),
		rules: {
			...n8nBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
	{
		files: ['package.json'],
		extends: [
			tseslint.configs.disableTypeChecked,
			n8nCommunity.configs.recommendedWithoutN8nCloudSupport,
		],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: {
			...n8nBase.configs.community.rules,
			// axios and jose are runtime dependencies on purpose: the package is for self-hosted n8n (CONTRIBUTING.md).
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			'@typescript-eslint/no-unused-expressions': 'off',
			'no-unused-expressions': 'off',
		},
	},
	{
		files: ['**/*.mjs'],
		languageOptions: {
			globals: {
				process: 'readonly',
				console: 'readonly',
				URL: 'readonly',
				setTimeout: 'readonly',
				Buffer: 'readonly',
				performance: 'readonly',
			},
		},
	},
);
