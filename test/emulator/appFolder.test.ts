import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	createSalesforceAuth,
	createSend,
	createSessionStore,
	type SalesforceCredential,
} from '../../auth';
import { type Org, startOrg } from '../../emulator';
import { flagsOf, newFolder, removeFolders, runCommand } from '../setup/runCommand';

const USER = 'integration@acme.com';
const BASE = 'force-app/main/default';
const FILES = {
	global: `${BASE}/extlClntAppGlobalOauthSets/n8n_Integration_glbloauth.ecaGlblOauth-meta.xml`,
	policies: `${BASE}/extlClntAppOauthPolicies/n8n_Integration_oauth_defaultPolicy.ecaOauthPlcy-meta.xml`,
	permissionSet: `${BASE}/permissionsets/n8n_Integration.permissionset-meta.xml`,
	plugins: `${BASE}/extlClntAppPolicies/n8n_Integration_defaultPolicy.ecaPlcy-meta.xml`,
	scopes: `${BASE}/extlClntAppOauthSettings/n8n_Integration_oauth.ecaOauth-meta.xml`,
};

let folder: string;
let org: Org | undefined;
beforeEach(() => {
	folder = newFolder();
});
afterEach(async () => {
	await org?.close();
	org = undefined;
});

type Flow = 'jwtBearer' | 'clientCredentials';
let made: Map<Flow, string>;
beforeAll(() => {
	made = new Map();
});
afterAll(removeFolders);

/** Made once: each makes a key. */
async function make(flow: Flow): Promise<void> {
	if (!made.has(flow)) {
		made.set(flow, newFolder());
		await runCommand(['setup', ...flagsOf(flow), '--out', made.get(flow)!]);
	}
	cpSync(made.get(flow)!, folder, { recursive: true });
}

function change(file: keyof typeof FILES, from: string | RegExp, to: string): void {
	const path = join(folder, FILES[file]);
	const text = readFileSync(path, 'utf8');
	expect(text.replace(from, to)).not.toBe(text);
	writeFileSync(path, text.replace(from, to));
}

/** Logs in with what the folder gives n8n, and calls the REST API; answers its status. */
async function logIn(): Promise<number> {
	org = await startOrg({ appFolder: folder });
	const [, app] = org.apps;
	const file = join(folder, 'n8n-credential.json');
	const [written] = existsSync(file)
		? (JSON.parse(readFileSync(file, 'utf8')) as { data: { consumerKey: string } }[])
		: [];
	const fields = written
		? { flow: 'jwtBearer', ...written.data, clientId: written.data.consumerKey }
		: { flow: 'clientCredentials', clientId: app!.clientId, clientSecret: app!.clientSecret };
	const credential = { ...fields, myDomainUrl: org.url } as SalesforceCredential;
	const auth = createSalesforceAuth(credential, { store: createSessionStore() });
	const { status } = await auth.hook(createSend(), {
		method: 'GET',
		path: '/services/data/v67.0/',
	});
	return status;
}

describe.each(['jwtBearer', 'clientCredentials'] as const)("an app's folder by %s", (flow) => {
	it('lets its user in', async () => {
		await make(flow);
		expect(await logIn()).toBe(200);
		expect(org!.calls.at(-1)).toMatchObject({ username: USER });
	});

	it('lets nobody use the API whose permission set lacks the right', async () => {
		await make(flow);
		change('permissionSet', 'ApiEnabled', 'ViewSetup');
		await expect(
			logIn().then(
				(status) => (status < 300 ? 'in' : 'refused'),
				() => 'refused',
			),
		).resolves.toBe('refused');
	});

	it('is not installed while its policies switch it off', async () => {
		await make(flow);
		change('plugins', '<isEnabled>true', '<isEnabled>false');
		await expect(logIn()).rejects.toMatchObject({ code: 'APP_NOT_FOUND' });
	});
});

describe("an app's folder", () => {
	it('loses JWT Bearer if a later deploy leaves the certificate out', async () => {
		await make('jwtBearer');
		change('global', /<certificate>[\s\S]*<\/certificate>\s*/, '');
		await expect(logIn()).rejects.toMatchObject({ code: 'FLOW_NOT_ENABLED' });
	});

	it('takes the content of a certificate without its first and last line, too', async () => {
		await make('jwtBearer');
		change('global', /-----BEGIN CERTIFICATE-----\s*([\s\S]*?)\s*-----END CERTIFICATE-----/, '$1');
		expect(await logIn()).toBe(200);
	});

	it('pre-authorizes nobody by a permission set that its policies do not name', async () => {
		await make('jwtBearer');
		change(
			'policies',
			'>n8n_Integration</commaSeparatedPermissionSet>',
			'>Other</commaSeparatedPermissionSet>',
		);
		await expect(logIn()).rejects.toMatchObject({ code: 'USER_NOT_APPROVED' });
	});

	it('has Client Credentials only where settings and policies enable them both', async () => {
		await make('clientCredentials');
		change(
			'policies',
			'<isClientCredentialsFlowEnabled>true',
			'<isClientCredentialsFlowEnabled>false',
		);
		await expect(logIn()).rejects.toMatchObject({ code: 'FLOW_NOT_ENABLED' });
	});

	it.each([
		['global', '<consumerKey>', '<consumerKay>', "can't be parsed"],
		['global', /consumerKey>/g, 'consumerKay>', 'Element consumerKay invalid at this location'],
		[
			'policies',
			/<consumerKey>|<label>/,
			'<consumerKey>x</consumerKey><label>',
			'Element consumerKey invalid',
		],
		[
			'plugins',
			'>n8n_Integration</externalClientApplication>',
			'>Other</externalClientApplication>',
			'is of an app Other',
		],
		['scopes', 'Api', 'Apy', 'Apy is no scope'],
		[
			'permissionSet',
			'http://soap.sforce.com/2006/04/metadata',
			'http://example.com',
			'The file is no PermissionSet',
		],
	] as const)('is refused with a fault in its %s (%s)', async (file, from, to, text) => {
		await make('jwtBearer');
		change(file, from, to);
		await expect(startOrg({ appFolder: folder })).rejects.toThrow(text);
	});

	it('is deployed by the command line, which tells the keys', async () => {
		await make('jwtBearer');
		const script = join(__dirname, '..', '..', 'scripts', 'run.mjs');
		const child = spawn(process.execPath, [script, 'emulator/cli.ts', '--app', folder]);
		const [line] = (await once(child.stdout, 'data')) as [Buffer];
		child.kill('SIGTERM');
		await once(child, 'exit');
		const { consumerKey } = JSON.parse(readFileSync(join(folder, 'n8n-credential.json'), 'utf8'))[0]
			.data;
		expect(JSON.parse(String(line))).toMatchObject({ app: { consumerKey, usernames: [USER] } });
	}, 60_000);

	it('is refused if a part is missing', async () => {
		await make('jwtBearer');
		rmSync(join(folder, FILES.plugins));
		await expect(startOrg({ appFolder: folder })).rejects.toThrow('holds no .ecaPlcy-meta.xml');
	});
});
