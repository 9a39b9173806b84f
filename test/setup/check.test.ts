import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { startServer } from '../http/servers';
import { newFolder, removeFolders, runCommand, type RunOptions } from './runCommand';

/** Refused at once: the Pub/Sub host has tests of its own. */
const NO_PUB_SUB = ['--pub-sub', '127.0.0.1:1'];

interface Finding {
	check: string;
	status: string;
	text: string;
	advice?: string;
	data?: Record<string, unknown>;
}

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(async () => {
	await org.close();
	removeFolders();
});

const jwtOf = (): Record<string, string> => ({
	myDomainUrl: org.url,
	consumerKey: org.clientId,
	username: org.username,
	privateKey: org.privateKey,
});
const secretOf = (): Record<string, string> => ({
	myDomainUrl: org.url,
	consumerKey: org.clientId,
	consumerSecret: org.clientSecret,
});

async function check(credential: object, args: string[] = [], options: RunOptions = {}) {
	const run = await runCommand(['check', '--credential', '-', ...NO_PUB_SUB, ...args], {
		input: JSON.stringify(credential),
		...options,
	});
	return run;
}

async function findings(
	credential: object,
): Promise<{ code: number; of: (name: string) => Finding; all: Finding[] }> {
	const { code, output } = await check(credential, ['--json']);
	const { findings: all } = JSON.parse(output) as { findings: Finding[] };
	const of = (name: string) => {
		const found = all.find((finding) => finding.check === name);
		if (!found) throw new Error(`Nothing was found about ${name}: ${output}`);
		return found;
	};
	return { code, of, all };
}

describe('check', () => {
	it.each([
		['JWT Bearer', jwtOf],
		['Client Credentials', secretOf],
	])('tells by %s, line by line, what works', async (_, credentialOf) => {
		const { code, output } = await check(credentialOf());
		expect(code).toBe(0);
		const lines = output.split('\n').filter((line) => /^(?:ok|warn|FAIL|-) /.test(line));
		expect(lines.map((line) => line.slice(6).split(/ {2,}/)[0])).toEqual([
			...[
				'credential',
				'host',
				'proxy',
				'clock',
				'login',
				'API right',
				'as whom',
				'license',
				'org',
			],
			...['objects', 'API calls', 'right to limits', 'right to reports', 'Pub/Sub'],
		]);
		expect(output).toContain(`${org.username} (Integration)`);
		expect(org.logins).toBe(1);
	});

	it('gives the same as one JSON object', async () => {
		const { code, all, of } = await findings(jwtOf());
		expect(code).toBe(0);
		expect(all.filter(({ status }) => status === 'fail')).toEqual([]);
		expect(of('as whom').data).toMatchObject({ username: org.username });
		expect(of('org').data).toMatchObject({ id: org.id, isSandbox: false });
		expect(of('API calls').data).toMatchObject({ max: 15_000 });
		expect(of('objects').data!.names).toContain('Account');
	});
});

describe('what check finds', () => {
	it("tells Salesforce's refusal with its advice, and looks no further", async () => {
		const { code, of, all } = await findings({ ...secretOf(), consumerSecret: 'wrong-secret' });
		expect(code).toBe(1);
		expect(of('host').status).toBe('ok');
		expect(of('login')).toMatchObject({
			status: 'fail',
			text: expect.stringContaining('invalid client credentials') as string,
			advice: expect.stringContaining('Consumer Secret') as string,
			data: { code: 'WRONG_CONSUMER_SECRET' },
		});
		expect(all.at(-1)!.check).toBe('login');
	});

	it('names the field that is missing before anything is sent', async () => {
		const { code, all } = await findings({ ...jwtOf(), username: '' });
		expect(code).toBe(1);
		expect(all).toMatchObject([
			{
				check: 'credential',
				status: 'fail',
				text: expect.stringContaining("'Username'") as string,
			},
		]);
		expect(org.tokenRequests).toHaveLength(0);
	});

	it('tells a host that does not answer', async () => {
		const dead = await startServer(() => {});
		await dead.close();
		const { code, of } = await findings({ ...jwtOf(), myDomainUrl: dead.url });
		expect(code).toBe(1);
		expect(of('host')).toMatchObject({ status: 'fail', data: { host: `127.0.0.1:${dead.port}` } });
		expect(of('login').status).toBe('skip');
	});

	it.each([
		[3_600_000, /behind/, -3600],
		[-3_600_000, /ahead of/, 3600],
	])(
		'tells a clock that is %i ms off, although the login gets over it',
		async (drift, side, seconds) => {
			org.advance(drift);
			const { code, of } = await findings(jwtOf());
			expect(code).toBe(0);
			expect(of('login').status).toBe('ok');
			expect(of('clock')).toMatchObject({
				status: 'warn',
				text: expect.stringMatching(side) as string,
			});
			expect(Math.abs(Number(of('clock').data!.secondsAhead) - seconds)).toBeLessThan(5);
		},
	);

	it('tells a login that went well but is no good for the API', async () => {
		org.userAccess(org.username).apiDisabled = true;
		const { code, of, all } = await findings(jwtOf());
		expect(code).toBe(1);
		expect(of('login').status).toBe('ok');
		expect(of('API right')).toMatchObject({
			status: 'fail',
			advice: expect.stringContaining('API Enabled') as string,
		});
		expect(all.map(({ check: name }) => name)).not.toContain('as whom');
	});

	it('tells the license and the profile, and warns of an admin', async () => {
		const [license] = org.insert('UserLicense', [{ Name: 'Salesforce' }]);
		const [profile] = org.insert('Profile', [
			{ Name: 'System Administrator', UserLicenseId: license! },
		]);
		const user = org.records('User').find(({ Username }) => Username === org.username)!;
		org.update('User', [{ Id: user.Id, ProfileId: profile! }]);
		const { code, of } = await findings(jwtOf());
		expect(code).toBe(0);
		expect(of('license')).toMatchObject({
			status: 'warn',
			data: { license: 'Salesforce', profile: 'System Administrator' },
		});
	});

	it('warns if the user was given no objects', async () => {
		org.addFault({
			match: { method: 'GET', path: /\/sobjects$/ },
			status: 200,
			body: JSON.stringify({
				sobjects: [{ name: 'Name', label: 'Name', queryable: true, custom: false }],
			}),
			headers: { 'content-type': 'application/json' },
		});
		const { of } = await findings(jwtOf());
		expect(of('objects')).toMatchObject({
			status: 'warn',
			advice: expect.stringContaining('permission set') as string,
		});
	});

	it.each([
		['right to limits', /\/limits$/, 'View Setup and Configuration'],
		['right to reports', /\/analytics\/reports$/, 'Run Reports'],
	])(
		'warns of a missing %s, and still tells the calls that are left',
		async (name, path, right) => {
			org.addFault({
				match: { method: 'GET', path },
				status: 403,
				body: JSON.stringify([{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no right' }]),
				headers: { 'content-type': 'application/json' },
			});
			const { code, of } = await findings(jwtOf());
			expect(code).toBe(0);
			expect(of(name)).toMatchObject({
				status: 'warn',
				advice: expect.stringContaining(right) as string,
			});
			expect(of('API calls')).toMatchObject({ status: 'ok', data: { max: 15_000 } });
		},
	);

	it('warns where few calls of the day are left', async () => {
		org.setPolicy({ dailyApiRequests: 6 });
		expect((await findings(jwtOf())).of('API calls').status).toBe('warn');
	});

	it('ends with a line if the org stops answering in the middle', async () => {
		org.addFault({
			match: { method: 'GET', path: /\/services\/data\/v[\d.]+\/$/ },
			dropBefore: true,
			times: 99,
		});
		const { code, of } = await findings(jwtOf());
		expect(code).toBe(1);
		expect(of('API')).toMatchObject({
			status: 'fail',
			advice: expect.stringContaining('login succeeded') as string,
		});
	}, 60_000);
});

describe('where check gets the credential', () => {
	const asList = () => [
		{ id: '1', name: 'One', type: 'salesforceJwtBearerApi', data: jwtOf() },
		{ id: '2', name: 'Mail', type: 'smtp', data: {} },
		{ id: '3', name: 'Two', type: 'salesforceClientCredentialsApi', data: secretOf() },
	];

	it("takes n8n's export, and asks which one if there are several", async () => {
		expect((await check(asList(), ['--name', 'Two'])).output).toContain('by Client Credentials');
		expect((await check(asList(), ['--name', 'One'])).output).toContain('by JWT Bearer');
		const { code, errors } = await check(asList());
		expect([code, errors]).toEqual([2, expect.stringContaining('One, Two')]);
	});

	it('takes a file', async () => {
		const file = join(newFolder(), 'credential.json');
		writeFileSync(file, JSON.stringify([asList()[0]]));
		expect((await runCommand(['check', '--credential', file, ...NO_PUB_SUB])).code).toBe(0);
	});

	it.each(['SALESFORCE_PRIVATE_KEY', 'SALESFORCE_PRIVATE_KEY_FILE'])(
		'takes environment variables, the key by %s',
		async (name) => {
			const file = join(newFolder(), 'salesforce.key');
			writeFileSync(file, org.privateKey);
			const { code, output } = await runCommand(['check', ...NO_PUB_SUB], {
				env: {
					SALESFORCE_MY_DOMAIN_URL: org.url,
					SALESFORCE_CONSUMER_KEY: org.clientId,
					SALESFORCE_USERNAME: org.username,
					[name]: name.endsWith('FILE') ? file : org.privateKey,
				},
			});
			expect(code).toBe(0);
			expect(output).toContain('by JWT Bearer');
		},
	);

	it('takes a secret of the environment', async () => {
		const { code, output } = await runCommand(['check', ...NO_PUB_SUB], {
			env: {
				SALESFORCE_MY_DOMAIN_URL: org.url,
				SALESFORCE_CONSUMER_KEY: org.clientId,
				SALESFORCE_CONSUMER_SECRET: org.clientSecret,
			},
		});
		expect([code, output]).toEqual([0, expect.stringContaining('by Client Credentials')]);
	});

	it.each([
		['no JSON', 'not JSON'],
		['[{"type":"salesforceJwtBearerApi","name":"A","data":"U2FsdGVk"}]', 'encrypted'],
		['[{"type":"smtp","name":"A","data":{}}]', 'no Salesforce credential'],
		['[]', 'no Salesforce credential'],
	])('refuses %s, and says how n8n gives it', async (input, text) => {
		const { code, errors } = await runCommand(['check', '--credential', '-'], { input });
		expect(code).toBe(2);
		expect(errors).toContain(text);
		expect(errors).toContain('export:credentials --decrypted');
	});

	it.each([
		[[], 'No credential is given'],
		[['--credential', 'nowhere.json'], "can't be read (ENOENT)"],
		[['--pub-sub', 'nowhere'], '--pub-sub takes HOST:PORT'],
	])('refuses %j', async (args, text) => {
		const { code, errors } = await runCommand(['check', ...args]);
		expect([code, errors]).toEqual([2, expect.stringContaining(text)]);
	});
});

describe('what check never prints', () => {
	const PASSPHRASE = 'a passphrase of many words';
	const encrypted = () =>
		generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: {
				type: 'pkcs8',
				format: 'pem',
				cipher: 'aes-256-cbc',
				passphrase: PASSPHRASE,
			},
		}).privateKey;

	/** An org that says back all that it is told, by its login and by its API. */
	async function echo(): Promise<{ url: string; close: () => Promise<void>; token: string }> {
		const token = '00Dplanted!ABC.planted.token';
		const server = await startServer((request, response) => {
			const pieces: Buffer[] = [];
			request.on('data', (piece: Buffer) => pieces.push(piece));
			request.on('end', () => {
				const told = `${JSON.stringify(request.headers)} ${decodeURIComponent(Buffer.concat(pieces).toString())}`;
				response.setHeader('content-type', 'application/json');
				const isLogin = request.url!.endsWith('/token');
				if (isLogin && request.headers['x-refuse'] === undefined && !refuses) {
					response.end(JSON.stringify({ access_token: token, instance_url: server.url, id: 'x' }));
					return;
				}
				response.statusCode = 400;
				response.end(
					JSON.stringify(
						isLogin
							? { error: 'invalid_grant', error_description: told }
							: [{ errorCode: 'ECHO', message: told }],
					),
				);
			});
		});
		return { url: server.url, close: () => server.close(), token };
	}
	let refuses = false;

	it.each([true, false])(
		'is a secret of the credential or the token, whatever a server says back (login refused: %s)',
		async (isRefused) => {
			refuses = isRefused;
			const server = await echo();
			const credentials = [
				{ ...secretOf(), myDomainUrl: server.url, consumerSecret: 'PLANTED+secret/123' },
				{
					...secretOf(),
					myDomainUrl: server.url,
					consumerSecret: 'PLANTED+secret/123',
					authentication: 'body',
				},
				{ ...jwtOf(), myDomainUrl: server.url, privateKey: encrypted(), passphrase: PASSPHRASE },
				{
					...jwtOf(),
					myDomainUrl: server.url,
					privateKey: encrypted(),
					passphrase: 'wrong passphrase',
				},
			];
			for (const credential of credentials) {
				for (const args of [[], ['--json']]) {
					const { output, errors } = await check(credential, args);
					const told = output + errors;
					expect(told.length).toBeGreaterThan(50);
					for (const secret of [
						...['PLANTED', PASSPHRASE, 'wrong passphrase', server.token, 'eyJhbGciOiJSUzI1Ni'],
						...[
							Buffer.from('PLANTED+secret/123').toString('base64'),
							'BEGIN ENCRYPTED PRIVATE KEY',
						],
					]) {
						expect(told).not.toContain(secret);
					}
				}
			}
			await server.close();
		},
		60_000,
	);
});
