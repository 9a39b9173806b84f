import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DemoError } from './DemoError';
import type { InstalledN8n } from './installN8n';
import type { Lifetime } from './lifetime';
import { startProcess } from './processes';

const READY_TIMEOUT_MS = 180_000;
const LOG_LINES_SHOWN = 15;

export interface N8nProcessOptions {
	installed: InstalledN8n;
	/** What `N8N_USER_FOLDER` names; the package is installed there already. No two running processes share one. */
	userFolder: string;
	/** The only folder whose files workflows may read; n8n runs in it, so that `contacts.csv` names a file there. */
	files: string;
	/** Further environment variables, e.g. for queue mode. */
	env?: Record<string, string>;
}

export interface N8nProcess {
	pid: number;
	/** Resolves to the exit code once n8n has ended, for whatever reason. */
	ended: Promise<number>;
	/** The file that takes all that n8n prints. */
	log: string;
}

const OFF = [
	'N8N_DIAGNOSTICS_ENABLED',
	'N8N_VERSION_NOTIFICATIONS_ENABLED',
	'N8N_TEMPLATES_ENABLED',
	'N8N_PERSONALIZATION_ENABLED',
	'N8N_DYNAMIC_BANNERS_ENABLED',
	'N8N_VERIFIED_PACKAGES_ENABLED',
	'N8N_UNVERIFIED_PACKAGES_ENABLED',
	'N8N_SECURE_COOKIE',
];

/** Only what n8n must know of this machine: settings of the user's own n8n must not reach this one. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) =>
				!/^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_|E2E_|VITEST|TEST$|npm_|NODE_OPTIONS$)/.test(name),
		),
	);
}

const environmentOf = ({
	installed,
	userFolder,
	files,
	env,
}: N8nProcessOptions): NodeJS.ProcessEnv => ({
	...inheritedEnvironment(),
	NODE_ENV: 'production',
	...Object.fromEntries(OFF.map((name) => [name, 'false'])),
	N8N_USER_FOLDER: userFolder,
	N8N_RESTRICT_FILE_ACCESS_TO: files,
	N8N_DISABLED_MODULES: installed.disabledModules,
	GENERIC_TIMEZONE: 'UTC',
	...env,
});

async function lastLines(log: string): Promise<string> {
	const text = await readFile(log, 'utf8').catch(() => '');
	return text.trim().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}

/** n8n answers 200 to everything while it starts; only this path tells the truth. */
async function untilReady(origin: string, signal: AbortSignal): Promise<void> {
	const deadline = Date.now() + READY_TIMEOUT_MS;
	while (Date.now() < deadline) {
		signal.throwIfAborted();
		const answer = await fetch(`${origin}/healthz/readiness`).catch(() => undefined);
		if (answer?.status === 200) return;
		await sleep(100, undefined, { signal });
	}
	throw new DemoError(`n8n was not ready within ${READY_TIMEOUT_MS / 1_000} s.`);
}

/**
 * Starts one of n8n's commands without any call outside, and waits until it is ready.
 * @param args n8n's command line, e.g. `start`
 * @param origin where the process tells that it is ready
 * @throws DemoError with the end of n8n's own log where it ends or doesn't get ready
 */
export async function startN8nProcess(
	lifetime: Lifetime,
	args: string[],
	origin: string,
	options: N8nProcessOptions,
): Promise<N8nProcess> {
	const log = join(options.userFolder, 'n8n.log');
	await mkdir(options.userFolder, { recursive: true });
	let writing = Promise.resolve();
	const { child, exit } = startProcess(
		lifetime,
		options.installed.node,
		[
			'--import',
			pathToFileURL(join(__dirname, 'endWithParent.mjs')).href,
			options.installed.cli,
			...args,
		],
		{
			cwd: options.files,
			env: environmentOf(options),
			channel: true,
			onOutput: (text) => {
				writing = writing.then(() => appendFile(log, text)).catch(() => undefined);
			},
		},
	);
	const startup = new AbortController();
	const stopWaiting = (): void => startup.abort();
	lifetime.signal.addEventListener('abort', stopWaiting);
	try {
		const died = exit.then((code) => {
			throw new DemoError(`n8n ended with exit code ${code} while starting.`);
		});
		await Promise.race([untilReady(origin, startup.signal), died]);
	} catch (error) {
		lifetime.signal.throwIfAborted();
		await writing;
		const message = error instanceof Error ? error.message : String(error);
		throw new DemoError(`${message} Its log ends:\n${await lastLines(log)}`);
	} finally {
		startup.abort();
		lifetime.signal.removeEventListener('abort', stopWaiting);
	}
	return { pid: child.pid as number, ended: exit, log };
}
