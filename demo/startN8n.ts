import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DemoError } from './DemoError';
import { freePorts } from './freePorts';
import type { InstalledN8n } from './installN8n';
import type { Lifetime } from './lifetime';
import { createN8nApi, type N8nApi } from './n8nApi';
import { startProcess } from './processes';

const READY_TIMEOUT_MS = 180_000;
const LOG_LINES_SHOWN = 15;

export interface StartN8nOptions {
	installed: InstalledN8n;
	/** What `N8N_USER_FOLDER` names; the package is installed there already. */
	userFolder: string;
	/** The only folder whose files workflows may read; n8n runs in it, so that `contacts.csv` names a file there. */
	files: string;
	/** The editor's port. @default a free one */
	port?: number;
	/** Further environment variables, e.g. for queue mode. */
	env?: Record<string, string>;
}

export interface RunningN8n {
	/** The editor's address. */
	url: string;
	api: N8nApi;
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

function n8nEnvironment(
	{ userFolder, files, env }: StartN8nOptions,
	port: number,
	brokerPort: number,
): NodeJS.ProcessEnv {
	return {
		...inheritedEnvironment(),
		NODE_ENV: 'production',
		...Object.fromEntries(OFF.map((name) => [name, 'false'])),
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_RESTRICT_FILE_ACCESS_TO: files,
		N8N_DISABLED_MODULES: 'mcp-registry,instance-ai',
		GENERIC_TIMEZONE: 'UTC',
		...env,
	};
}

async function lastLines(log: string): Promise<string> {
	const text = await readFile(log, 'utf8').catch(() => '');
	return text.trim().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}

/** n8n answers 200 to everything while it starts; only this path tells the truth. */
async function untilReady(url: string, signal: AbortSignal): Promise<void> {
	const deadline = Date.now() + READY_TIMEOUT_MS;
	while (Date.now() < deadline) {
		signal.throwIfAborted();
		const answer = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
		if (answer?.status === 200) return;
		await sleep(100, undefined, { signal });
	}
	throw new DemoError(`n8n was not ready within ${READY_TIMEOUT_MS / 1_000} s.`);
}

/**
 * Starts n8n on loopback, without any call outside, and waits until it is ready.
 * @throws DemoError with the end of n8n's own log where it ends or doesn't get ready
 */
export async function startN8n(lifetime: Lifetime, options: StartN8nOptions): Promise<RunningN8n> {
	const [port, brokerPort] = (await freePorts(options.port ?? 0, 0)) as [number, number];
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
			'start',
		],
		{
			cwd: options.files,
			env: n8nEnvironment(options, port, brokerPort),
			channel: true,
			onOutput: (text) => {
				writing = writing.then(() => appendFile(log, text)).catch(() => undefined);
			},
		},
	);
	const url = `http://127.0.0.1:${port}`;
	const startup = new AbortController();
	const stopWaiting = (): void => startup.abort();
	lifetime.signal.addEventListener('abort', stopWaiting);
	try {
		const died = exit.then((code) => {
			throw new DemoError(`n8n ended with exit code ${code} while starting.`);
		});
		await Promise.race([untilReady(url, startup.signal), died]);
	} catch (error) {
		lifetime.signal.throwIfAborted();
		await writing;
		const message = error instanceof Error ? error.message : String(error);
		throw new DemoError(`${message} Its log ends:\n${await lastLines(log)}`);
	} finally {
		startup.abort();
		lifetime.signal.removeEventListener('abort', stopWaiting);
	}
	return { url, api: createN8nApi(url), pid: child.pid as number, ended: exit, log };
}
