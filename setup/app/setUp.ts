import { join, resolve } from 'node:path';
import { refuseUsage, SetupError } from '../SetupError';
import type { Terminal } from '../terminal';
import type { AppSettings, Flow } from './AppSettings';
import { readAppFolder, readKey, writeKey, writeSettings, writeWhole } from './appFolder';
import { CREDENTIAL_FILE, writeCredential } from './credentialFile';
import { deployApp } from './deploy';
import { type Certificate, createCertificate, createKey, isEncrypted } from './keyAndCertificate';
import { writeMetadata } from './metadata';
import { formatDay, GITIGNORE, writeReadme } from './readme';
import { type AppFlags, assertSameApp, readNewSettings } from './readSettings';

export interface SetupFlags extends AppFlags {
	out?: string | undefined;
	days?: string | undefined;
	deploy?: string | undefined;
	'ask-passphrase'?: boolean | undefined;
	'new-key'?: boolean | undefined;
}

interface Key {
	pem: string;
	passphrase: string;
}

interface Proof {
	key: Key;
	certificate: Certificate;
}

const DEFAULT_FOLDER = 'salesforce-app';
const DEFAULT_DAYS = 730;
const MOST_DAYS = 3_650;

function readDays(text: string | undefined): number {
	if (text === undefined) return DEFAULT_DAYS;
	const days = Number(text);
	if (/^\d{1,4}$/.test(text) && days >= 1 && days <= MOST_DAYS) return days;
	throw refuseUsage(
		`--days takes a number from 1 to ${MOST_DAYS}, not ${text}`,
		`The default is ${DEFAULT_DAYS}.`,
	);
}

function readAlias(alias: string | undefined): string | undefined {
	if (alias === undefined || /^[\w.@+][\w.@+-]*$/.test(alias)) return alias;
	throw refuseUsage(
		`--deploy takes the alias or username of an org in sf, not ${alias}`,
		'Log in first: sf org login web --alias ORG_ALIAS',
	);
}

async function readPassphrase(
	terminal: Terminal,
	question: string,
	isWanted: boolean,
): Promise<string> {
	const given = terminal.env.SALESFORCE_PASSPHRASE ?? '';
	if (given !== '' || !isWanted) return given;
	if (terminal.isInteractive) return await terminal.ask(question, { isSecret: true });
	throw refuseUsage(
		'The passphrase of the private key is missing',
		'There is no terminal to ask on: set SALESFORCE_PASSPHRASE.',
	);
}

/** The passphrase of a new key. What is typed unseen is typed twice. */
async function choosePassphrase(terminal: Terminal, isAsked: boolean): Promise<string> {
	const first = await readPassphrase(terminal, 'Passphrase for the new private key: ', isAsked);
	if (!isAsked || terminal.env.SALESFORCE_PASSPHRASE) return first;
	const second = await terminal.ask('The same passphrase again: ', { isSecret: true });
	if (second === first) return first;
	terminal.say('The two passphrases are different.');
	return await choosePassphrase(terminal, isAsked);
}

async function makeKey(
	folder: string,
	file: string,
	{ flags, terminal }: { flags: SetupFlags; terminal: Terminal },
): Promise<Key> {
	const isAsked = flags['ask-passphrase'] === true;
	const passphrase = await choosePassphrase(terminal, isAsked);
	const pem = await createKey(passphrase);
	await writeKey(folder, file, pem);
	terminal.say(`Made the private key ${join(folder, file)}, which only you can read.`);
	return { pem, passphrase };
}

/** The key that is there, or a new one. */
async function findOrMakeKey(
	folder: string,
	file: string,
	options: { flags: SetupFlags; terminal: Terminal },
): Promise<Key> {
	const pem = await readKey(folder, file);
	if (pem === undefined) return await makeKey(folder, file, options);
	const question = `Passphrase of ${file}: `;
	const passphrase = await readPassphrase(options.terminal, question, isEncrypted(pem));
	return { pem, passphrase: isEncrypted(pem) ? passphrase : '' };
}

/** `salesforce.key`, then `salesforce-2.key`: the old one stays until you delete it. */
async function nextKeyFile(folder: string, current: string): Promise<string> {
	const number = Number(/-(\d+)\.key$/.exec(current)?.[1] ?? 1);
	for (let next = number + 1; next < number + 100; next += 1) {
		const file = `salesforce-${next}.key`;
		if ((await readKey(folder, file)) === undefined) return file;
	}
	throw new SetupError('The folder is full of keys', 'Move the old ones away.');
}

/** What n8n proves itself with, for JWT Bearer: the key, and a new certificate of it. */
async function makeProof(
	folder: string,
	{ keyFile, appName }: AppSettings,
	{ days, now, ...options }: { flags: SetupFlags; terminal: Terminal; days: number; now: number },
): Promise<Proof | undefined> {
	if (keyFile === undefined) return undefined;
	const key = await findOrMakeKey(folder, keyFile, options);
	return { key, certificate: await createCertificate(key, { name: appName, days, now }) };
}

/** Everything that is written again by each run. The credential and the certificate belong together. */
async function writeFiles(
	folder: string,
	settings: AppSettings,
	made: Proof | undefined,
): Promise<void> {
	await writeWhole(folder, '.gitignore', GITIGNORE);
	for (const { path, text } of writeMetadata(settings, made?.certificate.pem)) {
		await writeWhole(folder, path, text, {
			isPrivate: path.includes('extlClntAppGlobalOauthSets'),
		});
	}
	if (made) {
		await writeWhole(folder, 'salesforce.crt', made.certificate.pem);
		const credential = writeCredential(settings, made.key);
		await writeWhole(folder, CREDENTIAL_FILE, credential, { isPrivate: true });
	}
	await writeWhole(folder, 'README.md', writeReadme(settings, made?.certificate.endsAt));
}

/**
 * Makes an External Client App as files, with the credential for n8n. In a folder that already has one, renews its
 * certificate.
 *
 * @param now epoch milliseconds
 * @throws SetupError saying what to do
 */
export async function setUp(
	flags: SetupFlags,
	terminal: Terminal,
	now: () => number = Date.now,
): Promise<void> {
	const folder = resolve(flags.out ?? DEFAULT_FOLDER);
	const days = readDays(flags.days);
	const org = readAlias(flags.deploy);
	const known = await readAppFolder(folder);
	if (known) assertSameApp(known, flags);
	let settings = known ?? (await readNewSettings(flags, terminal));
	if (known?.keyFile !== undefined && flags['new-key']) {
		settings = { ...known, keyFile: await nextKeyFile(folder, known.keyFile) };
	}
	await writeSettings(folder, settings);
	const made = await makeProof(folder, settings, { flags, terminal, days, now: now() });
	await writeFiles(folder, settings, made);
	terminal.say(`${known ? 'Renewed' : 'Made'} the app in ${folder}.`);
	if (made) terminal.say(`The certificate is valid until ${formatDay(made.certificate.endsAt)}.`);
	if (org !== undefined) await deployApp(settings, { folder, org, terminal });
	tellNext(terminal, {
		folder,
		flow: settings.flow,
		isDeployed: org !== undefined,
		hasOldKey: known !== undefined && known.keyFile === settings.keyFile,
	});
}

interface Done {
	folder: string;
	flow: Flow;
	isDeployed: boolean;
	/** The credential in n8n is still right. */
	hasOldKey: boolean;
}

function tellNext(terminal: Terminal, { folder, flow, isDeployed, hasOldKey }: Done): void {
	const readme = join(folder, 'README.md');
	const credential =
		flow === 'jwtBearer'
			? `n8n import:credentials --input=${join(folder, CREDENTIAL_FILE)}`
			: `copy the key and the secret into n8n, as ${readme} says`;
	terminal.say('');
	if (!isDeployed) terminal.say(`Next: deploy it, as ${readme} says.`);
	if (!isDeployed && !hasOldKey) terminal.say(`Then: ${credential}`);
	if (isDeployed && !hasOldKey) terminal.say(`Next: ${credential}`);
	if (hasOldKey) terminal.say('A credential that is already in n8n needs no change.');
	else terminal.say('A new app takes up to ten minutes to become active.');
}
