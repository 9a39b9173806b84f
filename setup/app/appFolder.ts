import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refuseUsage, SetupError } from '../SetupError';
import type { AppSettings } from './AppSettings';

/** Read and written by its owner alone. */
const PRIVATE = 0o600;

const SETTINGS_FILE = 'setup.json';

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function readIfThere(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (isMissing(error)) return undefined;
		throw error;
	}
}

const TEXTS: (keyof AppSettings)[] = [
	'myDomainUrl',
	'user',
	'appName',
	'permissionSet',
	'contactEmail',
	'consumerKey',
	'credentialId',
];

function parseSettings(text: string): AppSettings | undefined {
	try {
		const value = JSON.parse(text) as AppSettings;
		const isFlow = value.flow === 'clientCredentials' || typeof value.keyFile === 'string';
		return isFlow && TEXTS.every((name) => typeof value[name] === 'string') ? value : undefined;
	} catch {
		return undefined;
	}
}

/**
 * What the folder remembers of an earlier run; `undefined` for a folder that is new or empty.
 *
 * @throws SetupError for a folder with other files, which stay as they are
 */
export async function readAppFolder(folder: string): Promise<AppSettings | undefined> {
	const text = await readIfThere(join(folder, SETTINGS_FILE));
	if (text !== undefined) {
		const settings = parseSettings(text);
		if (settings) return settings;
		throw new SetupError(
			`${SETTINGS_FILE} in ${folder} can't be read`,
			'Restore the original file, or choose another folder with --out. A new app gets a new consumer key.',
		);
	}
	const entries = await readdir(folder).catch((error: unknown) => {
		if (isMissing(error)) return [];
		throw error;
	});
	if (entries.length === 0) return undefined;
	throw refuseUsage(
		`${folder} holds files that this command did not make`,
		'Choose a folder that is new or empty with --out. Nothing was changed.',
	);
}

/** Writes a file so that nobody ever finds half of it. */
export async function writeWhole(
	folder: string,
	path: string,
	text: string,
	{ isPrivate = false } = {},
): Promise<void> {
	const target = join(folder, path);
	await mkdir(dirname(target), { recursive: true });
	const draft = `${target}.${randomBytes(4).toString('hex')}.new`;
	try {
		await writeFile(draft, text, { flag: 'wx', ...(isPrivate && { mode: PRIVATE }) });
		// Only the permissions that the process's umask removed are set again.
		if (isPrivate) await chmod(draft, PRIVATE);
		await rename(draft, target);
	} catch (error) {
		await rm(draft, { force: true });
		throw error;
	}
}

/** Stores the app before anything of it is made, so that the next run continues a run that was interrupted. */
export async function writeSettings(folder: string, settings: AppSettings): Promise<void> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	await writeWhole(folder, SETTINGS_FILE, `${JSON.stringify(settings, null, '\t')}\n`);
}

/** The private key, if it was made already. */
export const readKey = (folder: string, file: string): Promise<string | undefined> =>
	readIfThere(join(folder, file));

/**
 * Writes a new private key that only its owner can read. If there is one already, the system itself refuses.
 *
 * @throws SetupError for a file that exists
 */
export async function writeKey(folder: string, file: string, pem: string): Promise<void> {
	try {
		await writeFile(join(folder, file), pem, { flag: 'wx', mode: PRIVATE });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		throw new SetupError(
			`${file} already exists, and a key is never overwritten`,
			'Move it away, or choose another folder with --out.',
		);
	}
}
