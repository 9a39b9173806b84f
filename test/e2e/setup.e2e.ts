import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
	createLifetime,
	createN8nApi,
	createProgress,
	freePorts,
	installN8n,
	type Lifetime,
	type N8nApi,
	packPackage,
} from '../../demo';
import { type Org, startOrg } from '../../emulator';
import manifest from '../../package.json';
import { PASSPHRASE_MARK } from './encryptedKey';

const run = promisify(execFile);
const USER = 'integration@acme.com';

interface Credential {
	id: string;
	name: string;
	type: string;
	data: object;
}

let lifetime: Lifetime;
let n8nCli: string[];
let api: N8nApi;
let folder: string;
let port: number;
beforeAll(async () => {
	const { url, session } = inject('n8n');
	api = createN8nApi(url, session);
	lifetime = createLifetime();
	const { node, cli } = await installN8n(lifetime, createProgress({ stream: process.stderr }));
	n8nCli = [node, cli];
	folder = mkdtempSync(join(tmpdir(), 'salesforce-app-'));
	[port = 0] = await freePorts(0);
});
afterAll(async () => {
	rmSync(folder, { recursive: true, force: true });
	await lifetime.end();
});

/** The command as `npm install` has put it beside n8n. */
function command(args: string[], env: NodeJS.ProcessEnv = {}) {
	const { userFolder, node } = inject('n8n').stores;
	const bin = join(userFolder, '.n8n/nodes/node_modules', manifest.name, 'dist/setup/cli.js');
	return run(node, [bin, ...args], { env: { ...process.env, ...env } });
}

const readCredential = () =>
	(JSON.parse(readFileSync(join(folder, 'n8n-credential.json'), 'utf8')) as Credential[])[0]!;

/** n8n's own command, upon the database of the n8n that runs. */
async function importCredential(): Promise<Credential> {
	const [node = '', cli = ''] = n8nCli;
	const input = `--input=${join(folder, 'n8n-credential.json')}`;
	const { userFolder } = inject('n8n').stores;
	// Of the test's own environment n8n would take settings of a test of n8n itself.
	const { PATH, HOME } = process.env;
	const settings = { NODE_ENV: 'production', N8N_DIAGNOSTICS_ENABLED: 'false' };
	const env = { PATH, HOME, N8N_USER_FOLDER: userFolder, ...settings };
	const { stdout } = await run(node, [cli, 'import:credentials', input], { env });
	expect(stdout).toContain('Successfully imported 1 credential');
	const { id } = readCredential();
	return await api.call<Credential>('GET', `/rest/credentials/${id}?includeData=true`);
}

/** An org with nothing but the folder deployed into it. */
const deploy = (): Promise<Org> => startOrg({ port, appFolder: folder });

describe('the command without n8n', () => {
	it('runs by npx on a machine with nothing of it: n8n and its native modules are not installed', async () => {
		const place = mkdtempSync(join(tmpdir(), 'salesforce-npx-'));
		const tarball = await packPackage(lifetime, join(place, 'package'));
		const empty = mkdtempSync(join(place, 'empty-'));
		// As it is without this project's .npmrc: install scripts would run, and fail where there is no compiler.
		const npx = [
			'exec',
			'--yes',
			'--prefer-offline',
			'--ignore-scripts=false',
			`--package=${tarball}`,
		];
		const made = ['setup', '--flow', 'jwtBearer', '--my-domain', 'acme.my.salesforce.com'];
		const { stdout } = await run('npm', [...npx, '--', manifest.name, ...made, '--user', USER], {
			cwd: empty,
			env: { ...process.env, npm_config_cache: join(place, 'cache') },
		});
		expect(stdout).toContain('Made the private key');
		const installed = readdirSync(join(place, 'cache', '_npx'));
		const modules = readdirSync(join(place, 'cache', '_npx', installed[0]!, 'node_modules'));
		expect(modules).toContain('node-forge');
		expect(modules).not.toContain('n8n-workflow');
		rmSync(place, { recursive: true, force: true });
	});
});

describe('from setup to a credential that is green in n8n', () => {
	it('by JWT Bearer: set up, deployed, imported, checked, renewed', async () => {
		const env = { SALESFORCE_PASSPHRASE: `${PASSPHRASE_MARK} of the set-up` };
		const flags = ['--my-domain', `http://127.0.0.1:${port}`, '--user', USER];
		await command(['setup', '--flow', 'jwtBearer', ...flags, '--out', folder], env);
		const imported = await importCredential();
		expect(imported).toMatchObject({ name: 'Salesforce (n8n Integration)' });
		const { id, name, type, data } = { ...readCredential(), ...imported };
		const org = await deploy();
		// As the editor shows it: secrets blanked out, and filled in again by n8n itself.
		expect(JSON.stringify(data)).not.toContain('PRIVATE KEY');
		const test = () => api.testCredential({ id, name, type, data });
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(org.calls.at(-1)).toMatchObject({ username: USER });
		const file = join(folder, 'n8n-credential.json');
		const { stdout } = await command(['check', '--credential', file, '--json']);
		expect(JSON.parse(stdout)).toMatchObject({ ok: true });
		await org.close();

		// The certificate is another one, the key the same: n8n needs no change.
		await command(['setup', '--out', folder], env);
		const renewed = await deploy();
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		await renewed.close();

		// A new key: red until it is imported, and the credential keeps its place.
		await command(['setup', '--out', folder, '--new-key'], env);
		const rotated = await deploy();
		expect((await test()).message).toContain('invalid assertion');
		expect((await importCredential()).id).toBe(id);
		expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
		await rotated.close();
	});

	it('by Client Credentials: set up, deployed, key and secret pasted', async () => {
		const flags = ['--my-domain', `http://127.0.0.1:${port}`, '--user', USER];
		const out = join(folder, 'clientCredentials');
		await command(['setup', '--flow', 'clientCredentials', ...flags, '--out', out]);
		const org = await startOrg({ port, appFolder: out });
		const readme = readFileSync(join(out, 'README.md'), 'utf8');
		const valueOf = (field: string) =>
			new RegExp(`^\\| ${field}.*\\| \`(.+)\` \\|$`, 'm').exec(readme)![1];
		const data = {
			myDomainUrl: valueOf('My Domain URL'),
			consumerKey: valueOf('Consumer Key'),
			// Salesforce makes it, and its page shows it.
			consumerSecret: org.apps[1]!.clientSecret,
		};
		const credential = { name: 'Pasted', type: 'salesforceClientCredentialsApi', data };
		const id = await api.createCredential(credential);
		expect(await api.testCredential({ id, ...credential })).toEqual({
			status: 'OK',
			message: 'Connection successful!',
		});
		expect(org.calls.at(-1)).toMatchObject({ username: USER });
		await org.close();
	});
});
