import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrg } from '../../emulator';
import { flagsOf, newFolder, removeFolders, runCommand } from '../setup/runCommand';
import { root } from './readPage';

const page = readFileSync(join(root, 'docs', 'setup.md'), 'utf8');
const NAME = 'npx n8n-nodes-salesforce-server-to-server ';

/** What the page shows, by the beginning of the command that it is typed after. */
function shown(command: string): string {
	const blocks = [...page.matchAll(/```console\n\$ (.+)\n([\s\S]*?)```/g)];
	const block = blocks.find(([, typed = '']) => typed === NAME + command);
	if (!block) throw new Error(`docs/setup.md does not show ${command}`);
	return plain(block[2]!);
}

/** Without what differs from run to run. */
const plain = (text: string) =>
	text
		.replace(/\d{4}-\d\d-\d\d/g, 'DAY')
		.replace(/answered in \d+ ms/g, 'answered')
		.replace(/[\d,]+ of 15,000/g, 'so many of 15,000')
		.replace(/\d+ readable/g, 'so many readable')
		.replace(/^.*Pub\/Sub.*\n(?: {20,}.*\n)?/gm, '')
		.replace(/\n{2,}/g, '\n')
		.trim();

// eslint-disable-next-line no-control-regex
const CURSOR = /\u001b\[\d*[A-Z]/g;

let home: string;
let folder: string;
beforeAll(() => {
	home = newFolder();
	folder = join(home, 'salesforce-app');
});
afterAll(removeFolders);

const atHome = (text: string) => plain(text.replaceAll(home, '/home/you'));

describe('what docs/setup.md shows', () => {
	it('is what setup asks and says', async () => {
		const answers = ['jwtBearer', 'https://acme.my.salesforce.com', 'integration@acme.com'];
		const { output } = await runCommand(['setup', '--out', folder], { answers });
		// readline moves the cursor, and ends a line as terminals do.
		const text = output.replace(CURSOR, '').replaceAll('\r\n', '\n');
		expect(atHome(text)).toBe(shown('setup'));
	});

	it('is what setup says if nobody can be asked', async () => {
		const given = flagsOf('jwtBearer').slice(0, 4);
		const { errors } = await runCommand(['setup', ...given, '--out', newFolder()]);
		expect(plain(errors)).toBe(shown(`setup ${given.join(' ')}`));
	});

	it('is what a deploy says', async () => {
		const bin = newFolder();
		writeFileSync(join(bin, 'sf'), '#!/bin/sh\n');
		chmodSync(join(bin, 'sf'), 0o755);
		const env = { PATH: `${bin}:/usr/bin:/bin` };
		const { output } = await runCommand(['setup', '--out', folder, '--deploy', 'acme'], { env });
		expect(atHome(output)).toBe(shown('setup --deploy acme'));
	});

	it('is what check says of the app', async () => {
		const org = await startOrg({ appFolder: folder, sampleData: false });
		const file = join(folder, 'n8n-credential.json');
		const [credential] = JSON.parse(readFileSync(file, 'utf8')) as { data: object }[];
		const input = JSON.stringify({ ...credential!.data, myDomainUrl: org.url });
		const args = ['check', '--credential', '-', '--pub-sub', '127.0.0.1:1'];
		const { output } = await runCommand(args, { input });
		await org.close();
		const text = output.replaceAll(new URL(org.url).host, 'acme.my.salesforce.com');
		expect(plain(text)).toBe(shown('check --credential salesforce-app/n8n-credential.json'));
	});
});
