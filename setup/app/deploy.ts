import { spawn } from 'node:child_process';
import { SetupError } from '../SetupError';
import type { Terminal } from '../terminal';
import type { AppSettings } from './AppSettings';
import { type DeployStep, deploySteps, toCommandLine } from './deploySteps';

/** Texts in the answers of sf, and what to do about them. The first that fits counts. */
const ADVICE: [text: RegExp, advice: string][] = [
	[
		/consumer ?key|already in use/i,
		'The consumer key is already used, most likely by an app of this folder under another name. Delete that app in Setup > External Client App Manager, or choose another --out.',
	],
	[
		/already exists|duplicate/i,
		'The org has an app or permission set of this name that was made elsewhere. Choose another name with --app-name or --permission-set, in a new --out.',
	],
	[
		/no authorization|NamedOrgNotFound|not found.*org|no default/i,
		"sf doesn't know this org. Log in first: sf org login web --alias ORG_ALIAS",
	],
	[
		/ExternalClientApp|ExtlClntApp|not a valid metadata type|unknown type|consumer secret/i,
		"Tick the switches of the org that the folder's README.md names: Opt in to External Client Apps, and Allow access to OAuth consumer secrets via Metadata API.",
	],
];

const FALLBACK =
	"The output of sf above says why; the folder's README.md names what the org needs.";

/** What the first run has already done. */
const IS_DONE = /Duplicate PermissionSetAssignment/i;

interface Ended {
	code: number;
	/** The last part of its output. */
	output: string;
}

const KEPT = 20_000;

/** Runs sf and passes on what it prints. It is never asked for a token. */
function runSf(step: DeployStep, folder: string, terminal: Terminal): Promise<Ended> {
	return new Promise((resolve, reject) => {
		// On Windows sf is a script, which only a shell runs; names and aliases were checked for what a shell reads.
		const shell = process.platform === 'win32';
		const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
		const child = spawn('sf', step.args, { cwd: folder, env: terminal.env, shell, stdio });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => {
				output = (output + text).slice(-KEPT);
				terminal.pass(text);
			});
		}
		child.once('error', reject);
		child.once('close', (code) => resolve({ code: code ?? 1, output }));
	});
}

async function assertInstalled(terminal: Terminal, folder: string): Promise<void> {
	const quiet: Terminal = { ...terminal, pass: () => {} };
	const version = { what: '', args: ['--version'] };
	const ended = await runSf(version, folder, quiet).catch(() => undefined);
	if (ended?.code === 0) return;
	throw new SetupError(
		"'sf', Salesforce's command line, is not installed here",
		`All files are written. Install it (npm install --global @salesforce/cli) and run this command again, or follow README.md in ${folder}.`,
	);
}

/**
 * Deploys the app into the org, step by step, and says what it does.
 *
 * @param org alias of the org in `sf`
 * @throws SetupError naming the step that failed, and the steps that are left
 */
export async function deployApp(
	settings: AppSettings,
	{ folder, org, terminal }: { folder: string; org: string; terminal: Terminal },
): Promise<void> {
	await assertInstalled(terminal, folder);
	const steps = deploySteps(settings, org);
	for (const [index, step] of steps.entries()) {
		terminal.say(`\nStep ${index + 1} of ${steps.length}: ${step.what}`);
		terminal.say(`  ${toCommandLine(step)}`);
		const { code, output } = await runSf(step, folder, terminal);
		if (code === 0 || IS_DONE.test(output)) continue;
		const advice = ADVICE.find(([text]) => text.test(output))?.[1] ?? FALLBACK;
		throw new SetupError(
			`Step ${index + 1} failed: sf ended with exit code ${code}`,
			`${advice} Then run this command again: it creates nothing twice.`,
		);
	}
}
