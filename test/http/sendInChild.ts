import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Task {
	url: string;
	/** Sent one after the other. */
	times: number;
	/** PEM that the child trusts by NODE_EXTRA_CA_CERTS, which Node reads at its start only. */
	certificate?: string;
	env?: Record<string, string>;
}

/** What came of each send: the status, or the HttpError's code and message. */
export type Outcome = { status: number } | { code: string; message: string };

const SCRIPT = `
const { createSend } = require(process.argv[2] + '/http');
const send = createSend();
(async () => {
	const outcomes = [];
	for (let i = 0; i < Number(process.argv[4]); i++) {
		const request = { method: 'GET', url: process.argv[3] };
		outcomes.push(await send(request).then(({ status }) => ({ status }), ({ code, message }) => ({ code, message })));
	}
	process.stdout.write(JSON.stringify(outcomes));
	process.exit(0);
})();
`;

/** Sends from a process of its own, for what a process has only one of: its environment and its trust. */
export async function sendInChild({ url, times, certificate, env }: Task): Promise<Outcome[]> {
	const folder = await mkdtemp(join(tmpdir(), 'send-'));
	try {
		const script = join(folder, 'send.cjs');
		await writeFile(script, SCRIPT);
		const trusted = join(folder, 'ca.pem');
		if (certificate !== undefined) await writeFile(trusted, certificate);
		const root = join(__dirname, '..', '..');
		const tsx = createRequire(__filename).resolve('tsx/cjs');
		const child = spawn(process.execPath, ['--require', tsx, script, root, url, String(times)], {
			cwd: root,
			env: { ...process.env, ...(certificate && { NODE_EXTRA_CA_CERTS: trusted }), ...env },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		let text = '';
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
		await once(child, 'close');
		return JSON.parse(text) as Outcome[];
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
