import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Report } from '../../conformance/report';
import { main } from '../../conformance/run';
import { type Org, startOrg } from '../../emulator';
import { createTerminal } from '../../setup';

/** The command as it is typed, against an org that it takes for a real one. */
let org: Org;
let folder: string;
beforeEach(async () => {
	org = await startOrg({ sampleData: true });
	folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterEach(async () => await org.close());

async function run(args: string[], env: NodeJS.ProcessEnv = {}, signal?: AbortSignal) {
	const output = new PassThrough();
	const shown = text(output);
	const terminal = createTerminal({ input: new PassThrough(), output, errors: output, env });
	const report = join(folder, 'report.json');
	const options = { terminal, ...(signal && { signal }) };
	const code = await main([...args, '--report', report], options);
	output.end();
	const read = () => JSON.parse(readFileSync(report, 'utf8')) as Report;
	return { code, shown: await shown, read };
}

function credentialFile(): string {
	const file = join(folder, 'credential.json');
	const data = {
		myDomainUrl: org.url,
		consumerKey: org.clientId,
		consumerSecret: org.clientSecret,
	};
	writeFileSync(file, JSON.stringify([{ type: 'salesforceClientCredentialsApi', data }]));
	return file;
}

const become = (values: Record<string, unknown>) =>
	org.update('Organization', [{ Id: org.id, ...values }]);

/** Calls that change something: whatever is no GET, and none of the POSTs that only ask. */
const writes = () =>
	org.calls.filter(
		({ method, path, status }) =>
			method !== 'GET' &&
			status < 400 &&
			!/\/(?:parameterizedSearch|composite|composite\/batch|composite\/sobjects\/\w+)$/.test(path),
	);

describe('npm run conformance with a credential', () => {
	test('only reads, and says what it leaves out', async () => {
		const before = org.records('Account').length;
		const { code, shown, read } = await run(['--credential', credentialFile()]);
		expect(code, shown).toBe(0);
		const report = read();
		expect(report).toMatchObject({ org: 'developer', mode: 'read', left: {} });
		expect(report.counts.held).toBeGreaterThan(120);
		expect(report.counts.differs + report.counts.failed).toBe(0);
		expect(report.cases.find(({ id }) => id === 'records.create')).toMatchObject({
			outcome: 'skipped',
			reason: 'it writes: say --write',
		});
		expect(report.cases.find(({ id }) => id === 'login.jwt')?.reason).toMatch(/jwtBearer/);
		expect(report.cases.find(({ id }) => id === 'faults.edge')?.outcome).toBe('skipped');
		expect(writes()).toEqual([]);
		expect(org.records('Account')).toHaveLength(before);
	}, 60_000);

	test('takes the credential out of the environment, too', async () => {
		const env = {
			SALESFORCE_MY_DOMAIN_URL: org.url,
			SALESFORCE_CONSUMER_KEY: org.clientId,
			SALESFORCE_USERNAME: org.username,
			SALESFORCE_PRIVATE_KEY: org.privateKey,
		};
		const { code, shown, read } = await run(['--only', 'login.'], env);
		expect(code, shown).toBe(0);
		expect(read().cases.find(({ id }) => id === 'login.jwtBare')?.outcome).toBe('held');
	});

	test('writes where told to, in an org that is not production, and leaves nothing', async () => {
		const before = org.records('Account').length;
		const args = ['--credential', credentialFile(), '--write', '--only', 'records.'];
		const { code, shown, read } = await run(args);
		expect(code, shown).toBe(0);
		expect(read()).toMatchObject({ mode: 'write', counts: { differs: 0, skipped: 0 } });
		expect(writes().length).toBeGreaterThan(20);
		expect(org.records('Account')).toHaveLength(before);
		expect(org.records('Event')).toHaveLength(0);
	});

	test('does not write in production, unless that is said', async () => {
		become({ OrganizationType: 'Enterprise Edition' });
		const args = ['--credential', credentialFile(), '--write', '--only', 'records.create'];
		const refused = await run(args);
		expect(refused.code).toBe(2);
		expect(refused.shown).toContain('--production');
		expect(writes()).toEqual([]);
		expect((await run([...args, '--production'])).code).toBe(0);
		expect(writes().length).toBeGreaterThan(0);
	});

	test('does not write if the org does not say what it is', async () => {
		org.setPolicy({ hiddenFields: ['Organization.IsSandbox'] });
		const args = ['--credential', credentialFile(), '--write', '--production'];
		const { code, shown } = await run(args);
		expect(code).toBe(2);
		expect(shown).toContain('nothing is written');
		expect(writes()).toEqual([]);
	});

	test('removes what it has made if it is stopped in the middle', async () => {
		const stop = new AbortController();
		const before = org.records('Account').length;
		const args = ['--credential', credentialFile(), '--write', '--only', 'records.'];
		const running = run(args, {}, stop.signal);
		while (org.records('Account').length === before) {
			await new Promise((resolve) => setImmediate(resolve));
		}
		stop.abort();
		const { read } = await running;
		expect(read().cases.length).toBeLessThan(20);
		expect(org.records('Account')).toHaveLength(before);
	});

	test('tells a login that is refused, and does not end well', async () => {
		org.app.clientSecret = 'another';
		const { code, shown } = await run(['--credential', credentialFile()]);
		expect(code).toBe(2);
		expect(shown).toContain('Consumer Secret');
		expect(shown).not.toContain(org.clientId);
	});
});
