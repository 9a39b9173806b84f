import { createInterface } from 'node:readline';
import { startOrg } from '../emulator';
import { parseArguments, usage, type StartOptions } from './cli';
import { DemoError } from './DemoError';
import { endOnSignals } from './endOnSignals';
import { fillN8n } from './fillN8n';
import { formatTable } from './formatTable';
import { freePorts } from './freePorts';
import { createLifetime, type Lifetime } from './lifetime';
import { openDemoN8n, type DemoN8n } from './openDemoN8n';
import { createProgress } from './progress';
import { runContacts } from './runContacts';
import { credentialTypes } from './workflows';

type Run = (again: boolean) => Promise<boolean>;

/** Runs the workflow again at each Enter, one run after the other. */
function runOnEnter(lifetime: Lifetime, runAgain: Run): void {
	const lines = createInterface({ input: process.stdin });
	lifetime.onEnd(() => lines.close());
	let running = Promise.resolve(true);
	lines.on('line', () => {
		running = running.then(() => runAgain(true)).catch(() => false);
	});
	console.log('Enter runs the workflow again.');
}

/** Waits for Ctrl-C, or for n8n's own end. */
async function stayUp(lifetime: Lifetime, n8n: DemoN8n, runAgain: Run): Promise<void> {
	const { email, password } = n8n.owner;
	console.log(`The editor: ${n8n.url}   email ${email}   password ${password}`);
	// Without a terminal there is nobody to press it, and a job in the background must not read.
	if (process.stdin.isTTY) runOnEnter(lifetime, runAgain);
	console.log('Ctrl-C ends everything.');
	const interrupted = new Promise<undefined>((resolve) =>
		lifetime.signal.addEventListener('abort', () => resolve(undefined)),
	);
	const code = await Promise.race([n8n.ended, interrupted]);
	if (code !== undefined && !lifetime.signal.aborted) {
		throw new DemoError(`n8n ended by itself with exit code ${code}.`);
	}
}

/** Does what `npm start` promises; resolves to the exit code. */
async function start(options: StartOptions, lifetime: Lifetime, onUp: () => void): Promise<number> {
	// Said before minutes of installing, not after.
	if (options.port) await freePorts(options.port);
	const progress = createProgress({ stream: process.stderr });
	const org = await progress.step('Start the Salesforce emulator', () => startOrg());
	lifetime.onEnd(() => org.close());
	const n8n = await openDemoN8n(lifetime, progress, { port: options.port });
	const flows = await fillN8n(n8n.api, org);

	const run: Run = async (again) => {
		const { signal } = lifetime;
		const { run: figures, differences } = await progress.step('Run the workflow', () =>
			runContacts(n8n.api, org, flows[options.flow], { signal, again }),
		);
		const { rows, created, updated, refused, apiCalls, logins } = figures;
		const title = `contacts.csv into Salesforce, ${credentialTypes[options.flow].label}`;
		for (const difference of differences) console.error(`  differs: ${difference}`);
		console.log(
			options.json
				? JSON.stringify({ rows, created, updated, refused, apiCalls, logins, flow: options.flow })
				: formatTable(title, figures),
		);
		return differences.length === 0;
	};
	const right = await run(false);
	if (options.once) return right ? 0 : 1;
	onUp();
	console.log(`The org:    ${org.url}   its objects, records, calls and logins`);
	await stayUp(lifetime, n8n, run);
	return 0;
}

async function main(): Promise<void> {
	let options: StartOptions | undefined;
	try {
		options = parseArguments(process.argv.slice(2));
	} catch (error) {
		console.error(`${(error as Error).message}\n\n${usage}`);
		process.exitCode = 2;
		return;
	}
	if (!options) {
		console.log(usage);
		return;
	}
	const lifetime = createLifetime();
	const signals = endOnSignals(lifetime);
	let code: number;
	try {
		code = await start(options, lifetime, () => signals.markUp());
	} catch (error) {
		code = 1;
		if (!lifetime.signal.aborted) {
			console.error(error instanceof DemoError ? `\n${error.message}` : error);
		}
	}
	await lifetime.end();
	process.exit(signals.exitCode() ?? code);
}

void main();
