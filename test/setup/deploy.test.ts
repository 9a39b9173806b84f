import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flagsOf, newFolder, removeFolders, runCommand } from './runCommand';

let bin: string;
let folder: string;
beforeEach(() => {
	bin = newFolder();
	folder = newFolder();
});
afterEach(removeFolders);

const calls = join('calls.jsonl');

/** An `sf` that notes its arguments and its folder, and fails at one of its calls where it is told to. */
function installSf({ failAt = 0, saying = '' } = {}): void {
	const script = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const file = ${JSON.stringify(join(bin, calls))};
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('@salesforce/cli/2.0.0'); process.exit(0); }
const before = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\\n').length : 0;
appendFileSync(file, JSON.stringify({ args, cwd: process.cwd() }) + '\\n');
if (before + 1 === ${failAt}) { console.error(${JSON.stringify(saying)}); process.exit(1); }
console.log('Deployed by the fake');
`;
	writeFileSync(join(bin, 'sf'), script);
	chmodSync(join(bin, 'sf'), 0o755);
}

const readCalls = () =>
	existsSync(join(bin, calls))
		? readFileSync(join(bin, calls), 'utf8')
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as { args: string[]; cwd: string })
		: [];

const deploy = (flow: 'jwtBearer' | 'clientCredentials' = 'jwtBearer') =>
	runCommand(['setup', ...flagsOf(flow), '--out', folder, '--deploy', 'acme'], {
		env: { PATH: [bin, '/usr/bin', '/bin'].join(delimiter) },
	});

const foldersOf = (args: string[]) =>
	args.flatMap((arg, index) =>
		arg === '--source-dir' ? [args[index + 1]!.split('/').at(-1)] : [],
	);

describe.skipIf(process.platform === 'win32')('setup --deploy', () => {
	it.each(['jwtBearer', 'clientCredentials'] as const)(
		'deploys by %s: the app, then who has the permission set, then the policies; and asks sf for nothing else',
		async (flow) => {
			installSf();
			const { code, output } = await deploy(flow);
			expect(code).toBe(0);
			const [app, assign, policies, ...more] = readCalls();
			expect(more).toEqual([]);
			expect(app!.args.slice(0, 5)).toEqual(['project', 'deploy', 'start', '--target-org', 'acme']);
			expect(foldersOf(app!.args)).toEqual([
				'permissionsets',
				'externalClientApps',
				'extlClntAppOauthSettings',
				'extlClntAppGlobalOauthSets',
			]);
			expect(assign!.args).toEqual([
				...['org', 'assign', 'permset', '--target-org', 'acme'],
				...['--name', 'n8n_Integration', '--on-behalf-of', 'integration@acme.com'],
			]);
			expect(foldersOf(policies!.args)).toEqual([
				'extlClntAppOauthPolicies',
				'extlClntAppPolicies',
			]);
			for (const { args, cwd } of readCalls()) {
				expect(cwd).toBe(folder);
				for (const [index, arg] of args.entries()) {
					if (arg === '--source-dir') expect(existsSync(join(cwd, args[index + 1]!))).toBe(true);
				}
			}
			expect(output).toContain('Step 2 of 3: Assign the permission set to integration@acme.com');
			expect(output).toContain('Deployed by the fake');
		},
	);

	it('runs the very commands that the README names', async () => {
		installSf();
		await deploy();
		const readme = readFileSync(join(folder, 'README.md'), 'utf8');
		for (const { args } of readCalls()) {
			expect(readme).toContain(`sf ${args.join(' ').replace('acme', 'ORG_ALIAS')}`);
		}
	});

	it.each([
		[1, 'No authorization information found for acme.', 'sf org login web'],
		[
			1,
			'Entity type ExternalClientApplication is not available in this org',
			'Opt in to External Client Apps',
		],
		[1, 'duplicate developer name: n8n_Integration', '--app-name'],
		[1, 'The consumer key is already in use', 'consumer key is already used'],
		[3, 'Something new', 'README.md'],
	])('stops at step %i where sf says "%s", and says what to do', async (failAt, saying, advice) => {
		installSf({ failAt, saying });
		const { code, output, errors } = await deploy();
		expect(code).toBe(1);
		expect(readCalls()).toHaveLength(failAt);
		expect(output).toContain(saying);
		expect(errors).toContain(`Step ${failAt} failed`);
		expect(errors).toContain(advice);
	});

	it('continues if the user has the permission set already', async () => {
		installSf({ failAt: 2, saying: 'Duplicate PermissionSetAssignment. Assignee: integration' });
		expect((await deploy()).code).toBe(0);
		expect(readCalls()).toHaveLength(3);
	});

	it('says that sf is missing, once all files are written', async () => {
		const { code, errors } = await runCommand(
			['setup', ...flagsOf('jwtBearer'), '--out', folder, '--deploy', 'acme'],
			{ env: { PATH: bin } },
		);
		expect(code).toBe(1);
		expect(errors).toContain('npm install --global @salesforce/cli');
		expect(existsSync(join(folder, 'README.md'))).toBe(true);
	});
});
