import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createTerminal, main } from '../../setup';

export interface Run {
	code: number;
	/** What was said. */
	output: string;
	/** What went wrong, as it was said. */
	errors: string;
}

export interface RunOptions {
	/** Answers, one after the other; with them somebody sits at the terminal. */
	answers?: string[];
	/** What comes from a pipe. */
	input?: string;
	env?: NodeJS.ProcessEnv;
}

function collect(stream: PassThrough, onText: (text: string) => void = () => {}): () => string {
	let all = '';
	stream.setEncoding('utf8').on('data', (text: string) => {
		all += text;
		onText(text);
	});
	return () => all;
}

/** Runs the command on streams of its own: nothing of this process's terminal takes part. */
export async function runCommand(
	args: string[],
	{ answers, input, env = {} }: RunOptions = {},
): Promise<Run> {
	const isTTY = answers !== undefined;
	const streams = {
		input: Object.assign(new PassThrough(), { isTTY }),
		output: Object.assign(new PassThrough(), { isTTY }),
		errors: new PassThrough(),
	};
	const left = [...(answers ?? [])];
	// Typed once a question stands there, as a person does.
	const output = collect(streams.output, (text) => {
		if (!/: $/.test(text) || !isTTY) return;
		const typed = left.shift();
		setImmediate(() => streams.input.write(typed === undefined ? '\u0003' : `${typed}\r`));
	});
	const errors = collect(streams.errors);
	if (!isTTY) streams.input.end(input ?? '');
	const terminal = createTerminal({ ...streams, env: { PATH: process.env.PATH, ...env } });
	// Nothing waits before it is tried again.
	const code = await main(args, terminal, { sleep: () => Promise.resolve() });
	return { code, output: output(), errors: errors() };
}

const folders: string[] = [];

/** A folder of this test's own; `removeFolders` takes it away. */
export function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'setup-'));
	folders.push(folder);
	return folder;
}

export function removeFolders(): void {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The flags of an app that nothing else is to be asked for. */
export const flagsOf = (
	flow: 'jwtBearer' | 'clientCredentials',
	{ url = 'https://acme.my.salesforce.com', user = 'integration@acme.com' } = {},
): string[] => ['--flow', flow, '--my-domain', url, '--user', user];
