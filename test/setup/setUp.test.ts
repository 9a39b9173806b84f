import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { flagsOf, newFolder, removeFolders, runCommand, type RunOptions } from './runCommand';

afterEach(removeFolders);

const SECRET = 'correct horse battery';
const GLOBAL =
	'force-app/main/default/extlClntAppGlobalOauthSets/n8n_Integration_glbloauth.ecaGlblOauth-meta.xml';

const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');
const modeOf = (folder: string, file: string) => statSync(join(folder, file)).mode & 0o777;
const certificateOf = (folder: string) => new X509Certificate(read(folder, 'salesforce.crt'));
const keyIn = (folder: string) => /<consumerKey>(\w+)</.exec(read(folder, GLOBAL))![1]!;
const day = (date: Date) => date.toISOString().slice(0, 10);

interface Credential {
	id: string;
	type: string;
	data: Record<string, string>;
}
const credentialIn = (folder: string) =>
	(JSON.parse(read(folder, 'n8n-credential.json')) as Credential[])[0]!;

async function make(args: string[] = [], options?: RunOptions, flow = flagsOf('jwtBearer')) {
	const folder = newFolder();
	const run = await runCommand(['setup', ...flow, '--out', folder, ...args], options);
	return { ...run, folder };
}

describe('setup by JWT Bearer', () => {
	it('makes key, certificate, app and credential, which belong together', async () => {
		const { code, errors, output, folder } = await make();
		expect([code, errors]).toEqual([0, '']);
		const key = createPrivateKey(read(folder, 'salesforce.key'));
		const certificate = certificateOf(folder);
		expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
		expect(certificate.checkPrivateKey(key)).toBe(true);
		expect(certificate.verify(certificate.publicKey)).toBe(true);
		expect(certificate.toLegacyObject()).toMatchObject({ subject: { CN: 'n8n_Integration' } });
		expect(read(folder, GLOBAL)).toContain(read(folder, 'salesforce.crt').trim());
		expect(credentialIn(folder)).toMatchObject({
			type: 'salesforceJwtBearerApi',
			data: {
				myDomainUrl: 'https://acme.my.salesforce.com',
				consumerKey: keyIn(folder),
				username: 'integration@acme.com',
				privateKey: read(folder, 'salesforce.key'),
			},
		});
		expect(output).toContain(`valid until ${day(new Date(certificate.validTo))}`);
		expect(output + read(folder, 'README.md')).not.toContain('PRIVATE KEY');
	});

	it('keeps what is secret to its owner, also under a umask that keeps nothing', async () => {
		const old = process.umask(0);
		const { folder } = await make().finally(() => process.umask(old));
		for (const file of ['salesforce.key', 'n8n-credential.json', GLOBAL]) {
			expect([file, modeOf(folder, file)]).toEqual([file, 0o600]);
		}
	});

	it('says the end that was asked for', async () => {
		const { folder, output } = await make(['--days', '10']);
		const end = day(new Date(Date.now() + 10 * 86_400_000));
		expect(day(new Date(certificateOf(folder).validTo))).toBe(end);
		expect(output).toContain(end);
		expect(read(folder, 'README.md')).toContain(`ends on **${end}**`);
	});

	it('encrypts the key with a passphrase of the environment', async () => {
		const { folder, output } = await make([], { env: { SALESFORCE_PASSPHRASE: SECRET } });
		expect(() => createPrivateKey(read(folder, 'salesforce.key'))).toThrow();
		const key = createPrivateKey({ key: read(folder, 'salesforce.key'), passphrase: SECRET });
		expect(certificateOf(folder).checkPrivateKey(key)).toBe(true);
		expect(credentialIn(folder).data.passphrase).toBe(SECRET);
		expect(output).not.toContain(SECRET);
	});

	it('understands what is pasted as My Domain, and refuses the login page of all orgs', async () => {
		const pasted = 'https://acme.lightning.force.com/lightning/r/Account/001/view';
		const good = await make([], {}, flagsOf('jwtBearer', { url: pasted }));
		expect(credentialIn(good.folder).data.myDomainUrl).toBe('https://acme.my.salesforce.com');
		const bad = await make([], {}, flagsOf('jwtBearer', { url: 'login.salesforce.com' }));
		expect(bad.code).toBe(2);
		expect(bad.errors).toContain('the login page of all orgs');
	});

	it('writes the commands in the order in which they work', async () => {
		const { folder } = await make();
		const readme = read(folder, 'README.md');
		const places = [
			'Opt in to External Client Apps',
			'--source-dir force-app/main/default/extlClntAppGlobalOauthSets',
			'sf org assign permset',
			'--source-dir force-app/main/default/extlClntAppOauthPolicies',
			'n8n import:credentials',
			'Renew the certificate',
		].map((text) => readme.indexOf(text));
		expect(places.every((place) => place > 0)).toBe(true);
		expect(places).toEqual(places.toSorted((one, other) => one - other));
	});
});

describe('setup by Client Credentials', () => {
	it('makes the app and says what to paste; there is no key', async () => {
		const { code, folder } = await make([], {}, flagsOf('clientCredentials'));
		expect(code).toBe(0);
		expect(existsSync(join(folder, 'salesforce.key'))).toBe(false);
		const readme = read(folder, 'README.md');
		expect(readme).toContain(`\`${keyIn(folder)}\``);
		expect(readme).toContain('`https://acme.my.salesforce.com`');
		expect(readme).not.toContain('Renew the certificate');
	});
});

describe('setup where something is missing', () => {
	it.each([
		['--flow', flagsOf('jwtBearer').slice(2)],
		['--user', flagsOf('jwtBearer').slice(0, 4)],
		['--my-domain', ['--flow', 'jwtBearer', '--user', 'a@b.cd']],
	])('names %s if nobody can be asked, and leaves nothing behind', async (flag, flags) => {
		const { code, errors, folder } = await make([], {}, flags);
		expect(code).toBe(2);
		expect(errors).toContain(`${flag} is missing`);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('asks on a terminal, and again if the answer cannot be right', async () => {
		const answers = [
			'both',
			'jwtBearer',
			'acme.my.salesforce.com',
			'nobody',
			'integration@acme.com',
		];
		const { code, output, folder } = await make([], { answers }, []);
		expect(code).toBe(0);
		expect(output).toContain('not both');
		expect(output.match(/Username of the integration user/g)!.length).toBeGreaterThanOrEqual(2);
		expect(credentialIn(folder).data.username).toBe('integration@acme.com');
	});

	it('ends on Ctrl-C, with nothing made', async () => {
		const { code, folder } = await make([], { answers: ['jwtBearer'] }, []);
		expect(code).toBe(2);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('asks for a passphrase without showing it, until it is typed twice alike', async () => {
		const answers = [SECRET, 'correct horse batery', SECRET, SECRET];
		const { code, output, folder } = await make(['--ask-passphrase'], { answers });
		expect(code).toBe(0);
		expect(output).toContain('two passphrases are different');
		expect(output).not.toContain(SECRET);
		expect(credentialIn(folder).data.passphrase).toBe(SECRET);
	});

	it.each([
		[['--days', '0'], '--days'],
		[['--app-name', '1n'], '--app-name'],
		[['--app-name', 'a__b'], '--app-name'],
		[['--permission-set', 'a'.repeat(31)], '--permission-set'],
		[['--contact-email', 'a@b.c; rm -rf'], '--contact-email'],
		[['--deploy', '$(id)'], '--deploy'],
		[['--deploy', '--json'], '--deploy'],
		[['--colour'], '--colour'],
	])('refuses %j before anything is made', async (args, flag) => {
		const { code, errors, folder } = await make(args);
		expect(code).toBe(2);
		expect(errors).toContain(flag);
		expect(readdirSync(folder)).toEqual([]);
	});
});

describe('a second run', () => {
	it('renews: a new certificate of the same key, the same app, all files whole', async () => {
		const { folder } = await make(['--days', '10']);
		const before = { key: read(folder, 'salesforce.key'), credential: credentialIn(folder) };
		const first = certificateOf(folder);
		writeFileSync(join(folder, GLOBAL), 'a deploy of this would end JWT Bearer');
		const { code, output } = await runCommand(['setup', '--out', folder]);
		expect(code).toBe(0);
		expect(output).toContain('needs no change');
		const second = certificateOf(folder);
		expect(second.serialNumber).not.toBe(first.serialNumber);
		expect(Date.parse(second.validTo)).toBeGreaterThan(Date.parse(first.validTo));
		expect(second.checkPrivateKey(createPrivateKey(before.key))).toBe(true);
		expect(read(folder, 'salesforce.key')).toBe(before.key);
		expect(credentialIn(folder)).toEqual(before.credential);
		expect(read(folder, GLOBAL)).toContain(read(folder, 'salesforce.crt').trim());
		expect(keyIn(folder)).toBe(before.credential.data.consumerKey);
		expect(
			readdirSync(folder, { recursive: true }).filter((file) => /new$/.test(String(file))),
		).toEqual([]);
	});

	it('makes a new key beside the old one if that is asked for', async () => {
		const { folder } = await make();
		const old = read(folder, 'salesforce.key');
		for (const file of ['salesforce-2.key', 'salesforce-3.key']) {
			expect((await runCommand(['setup', '--out', folder, '--new-key'])).code).toBe(0);
			expect(certificateOf(folder).checkPrivateKey(createPrivateKey(read(folder, file)))).toBe(
				true,
			);
			expect(credentialIn(folder).data.privateKey).toBe(read(folder, file));
		}
		expect(read(folder, 'salesforce.key')).toBe(old);
		expect(modeOf(folder, 'salesforce-3.key')).toBe(0o600);
	});

	it('asks for the passphrase of the key that is there, and refuses a wrong one', async () => {
		const env = { SALESFORCE_PASSPHRASE: SECRET };
		const { folder } = await make([], { env });
		const again = ['setup', '--out', folder];
		const before = certificateOf(folder).serialNumber;
		expect((await runCommand(again)).errors).toContain('passphrase of the private key is missing');
		const wrong = await runCommand(again, { env: { SALESFORCE_PASSPHRASE: 'wrong' } });
		expect(wrong.errors).toContain('does not open the private key');
		expect(certificateOf(folder).serialNumber).toBe(before);
		expect((await runCommand(again, { answers: [SECRET] })).code).toBe(0);
		expect(certificateOf(folder).serialNumber).not.toBe(before);
	});

	it('carries on if the first was broken off', async () => {
		const { folder } = await make();
		const consumerKey = keyIn(folder);
		for (const file of ['salesforce.key', 'salesforce.crt', 'force-app', 'n8n-credential.json']) {
			rmSync(join(folder, file), { recursive: true });
		}
		expect((await runCommand(['setup', '--out', folder])).code).toBe(0);
		expect(keyIn(folder)).toBe(consumerKey);
		expect(credentialIn(folder).data.privateKey).toBe(read(folder, 'salesforce.key'));
	});

	it('takes the same flags, and refuses others', async () => {
		const { folder } = await make();
		const same = await runCommand(['setup', ...flagsOf('jwtBearer'), '--out', folder]);
		expect(same.code).toBe(0);
		const key = read(folder, 'salesforce.key');
		const other = await runCommand(['setup', '--user', 'x@y.zz', '--out', folder]);
		expect(other.code).toBe(2);
		expect(other.errors).toContain('--user says x@y.zz');
		expect(read(folder, 'salesforce.key')).toBe(key);
	});

	it.each(['salesforce.key', 'README.md'])(
		'leaves a folder alone that holds %s of something else',
		async (file) => {
			const folder = newFolder();
			writeFileSync(join(folder, file), 'mine');
			const { code, errors } = await runCommand([
				'setup',
				...flagsOf('jwtBearer'),
				'--out',
				folder,
			]);
			expect(code).toBe(2);
			expect(errors).toContain('holds files that this command did not make');
			expect([readdirSync(folder), read(folder, file)]).toEqual([[file], 'mine']);
		},
	);

	it('takes nothing from its own notes that it would not take from the command line', async () => {
		const { folder } = await make();
		const notes = read(folder, 'setup.json').replace('integration@acme.com', 'a@b.cd; id');
		writeFileSync(join(folder, 'setup.json'), notes);
		const { code, errors } = await runCommand(['setup', '--out', folder]);
		expect([code, errors]).toEqual([2, expect.stringContaining('--user')]);
	});

	it('says so if its own notes were damaged', async () => {
		const { folder } = await make();
		writeFileSync(join(folder, 'setup.json'), '{"flow":"jwtBearer"}');
		const { code, errors } = await runCommand(['setup', '--out', folder]);
		expect(code).toBe(1);
		expect(errors).toContain('setup.json in');
	});
});
