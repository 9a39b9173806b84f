import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Consumer, createConsumer } from './packPackage';

const ENTRY = 'n8n-nodes-salesforce-server-to-server/auth';

let consumer: Consumer;
let org: Org;
beforeAll(async () => {
	[consumer, org] = await Promise.all([createConsumer(), startOrg()]);
}, 60_000);
afterAll(async () => {
	await Promise.all([consumer.remove(), org.close()]);
});

/** Logs in at the emulator and tells what it loaded before and after. */
const script = (load: string) => `
${load}
const loaded = () => Object.keys(require.cache).filter((path) => /node_modules.(axios|jose|n8n-)/.test(path)).length;
const before = loaded();
const auth = createSalesforceAuth({
	flow: 'jwtBearer', myDomainUrl: process.env.SF_URL, clientId: process.env.SF_KEY,
	username: process.env.SF_USER, privateKey: process.env.SF_PEM,
});
auth.hook(createSend(), { method: 'GET', path: '/services/data/v67.0/limits' })
	.then(({ status }) => console.log(JSON.stringify({ status, before, after: loaded() > 0 })));
`;

const environment = () => ({
	SF_URL: org.url,
	SF_KEY: org.clientId,
	SF_USER: org.username,
	SF_PEM: org.privateKey,
});

describe('the packed hook, without n8n', () => {
	it('works from CommonJS, and loads axios and jose with the first request', async () => {
		const source = script(`const { createSalesforceAuth, createSend } = require('${ENTRY}');`);
		const output = await consumer.run('script.cjs', source, environment());
		expect(JSON.parse(output)).toMatchObject({
			status: 200,
			before: expect.any(Number),
			after: true,
		});
	}, 60_000);

	it('works from ESM', async () => {
		const source = script(
			`import { createSalesforceAuth, createSend } from '${ENTRY}'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
		);
		const output = await consumer.run('script.mjs', source, environment());
		expect(JSON.parse(output)).toMatchObject({ status: 200 });
	}, 60_000);

	it('has types for TypeScript, as CommonJS and as ESM', async () => {
		const source = `import { createSalesforceAuth, createSend, SalesforceAuthError, type Session } from '${ENTRY}';
			const auth = createSalesforceAuth({ flow: 'clientCredentials', myDomainUrl: 'a', clientId: 'b', clientSecret: 'c' });
			export const session: Promise<Session> = auth({ refresh: true });
			export const status: Promise<number> = auth.hook(createSend(), { method: 'GET', path: '/' }).then((answer) => answer.status);
			// @ts-expect-error a flow has its own fields
			createSalesforceAuth({ flow: 'jwtBearer', myDomainUrl: 'a', clientId: 'b', clientSecret: 'c' });
			export const isRefusal = (error: unknown) => error instanceof SalesforceAuthError && error.code === 'WRONG_AUDIENCE';
			// @ts-expect-error the codes are a closed list
			export const isTypo = (error: SalesforceAuthError) => error.code === 'WRONG_AUDIENCES';`;
		await consumer.check({ 'consumer.cts': source, 'consumer.mts': source });
	}, 60_000);

	it('does what its page says', async () => {
		const page = readFileSync(join(__dirname, '..', '..', 'docs', 'auth-hook.md'), 'utf8');
		const example = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
		expect(example.trim().split('\n').length).toBeLessThanOrEqual(12);
		org.insert('Account', [{ Name: 'Acme' }]);
		const output = await consumer.run('example.mjs', example, {
			SALESFORCE_URL: org.url,
			SALESFORCE_KEY: org.clientId,
			SALESFORCE_SECRET: org.clientSecret,
		});
		expect(output).toContain('Acme');
	}, 60_000);
});
