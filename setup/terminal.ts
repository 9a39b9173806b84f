import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { refuseUsage } from './SetupError';

/** Where the command gets its answers from and writes what it does. */
export interface Terminal {
	say(line: string): void;
	/** Says what went wrong, where scripts look for it. */
	complain(line: string): void;
	/** What somebody else's command prints, as it comes. */
	pass(text: string): void;
	/** Whether somebody can answer. Pipes, cron and CI can't. */
	isInteractive: boolean;
	/** Asks on the terminal. The answer of `isSecret` is not shown. */
	ask(question: string, options?: { isSecret?: boolean }): Promise<string>;
	readInput(): Promise<string>;
	env: NodeJS.ProcessEnv;
}

interface Streams {
	input: NodeJS.ReadableStream & { isTTY?: boolean };
	output: NodeJS.WritableStream & { isTTY?: boolean };
	errors: NodeJS.WritableStream;
	env: NodeJS.ProcessEnv;
}

/** A terminal over these streams. @default those of the process */
export function createTerminal({ input, output, errors, env }: Streams = ofProcess()): Terminal {
	return {
		env,
		say: (line) => void output.write(`${line}\n`),
		complain: (line) => void errors.write(`${line}\n`),
		pass: (text) => void output.write(text),
		isInteractive: input.isTTY === true && output.isTTY === true,
		ask: (question, options) => ask({ input, output }, question, options?.isSecret === true),
		async readInput() {
			const pieces: Buffer[] = [];
			for await (const piece of input) pieces.push(Buffer.from(piece));
			return Buffer.concat(pieces).toString('utf8');
		},
	};
}

const ofProcess = (): Streams => ({
	input: process.stdin,
	output: process.stdout,
	errors: process.stderr,
	env: process.env,
});

async function ask(
	{ input, output }: Pick<Streams, 'input' | 'output'>,
	question: string,
	isSecret: boolean,
): Promise<string> {
	// readline repeats what is typed to its output: a secret goes to one that shows nothing.
	const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({ input, output: isSecret ? unseen : output, terminal: true });
	if (isSecret) output.write(question);
	try {
		return await new Promise<string>((resolve, reject) => {
			const stop = () =>
				reject(refuseUsage('Stopped', 'Run the command again: it continues from here.'));
			lines.once('close', stop).once('SIGINT', stop);
			lines.question(isSecret ? '' : question).then(resolve, reject);
		});
	} finally {
		lines.close();
		if (isSecret) output.write('\n');
	}
}
