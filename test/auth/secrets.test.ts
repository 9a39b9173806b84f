import { createPrivateKey } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { INode } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSend, createSessionStore, type SalesforceCredential, type Send } from '../../auth';
import { createTiming } from '../../http';
import { REFUSALS } from '../../auth/advice';
import { type Fault, type Org, startOrg } from '../../emulator';
import { toErrorItem } from '../../nodes/shared/toErrorItem';
import { toNodeError } from '../../nodes/shared/toNodeError';
import { createClient, shape } from '../../rest';
import { clientCredentialsOf, createAuth, jwtBearerOf, refusalOf } from './orgCredential';

const SECRET = 'Canary+Secret/of=the&App';
const PASSPHRASE = 'canary-passphrase-of-the-key';
const NODE = {
	id: '1',
	name: 'Salesforce',
	type: 'salesforce',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
} satisfies INode;

let org: Org;
let credentials: SalesforceCredential[];
/** Texts that must turn up nowhere; tokens and assertions join as they come to be. */
let canaries: Set<string>;
let output: string;

beforeEach(async () => {
	org = await startOrg();
	org.app.clientSecret = SECRET;
	const privateKey = createPrivateKey(org.privateKey)
		.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
		.toString();
	const clientCredentials = { ...clientCredentialsOf(org), clientSecret: SECRET };
	credentials = [
		clientCredentials,
		{ ...clientCredentials, authentication: 'body' },
		{ ...jwtBearerOf(org), privateKey, passphrase: PASSPHRASE },
	];
	const keyLines = (pem: string) => pem.split('\n').filter((line) => line.length === 64);
	canaries = new Set([SECRET, PASSPHRASE, encodeURIComponent(SECRET)]);
	for (const line of [...keyLines(privateKey), ...keyLines(org.privateKey)]) canaries.add(line);
	output = '';
	const record = (chunk: unknown) => ((output += String(chunk)), true);
	vi.spyOn(process.stdout, 'write').mockImplementation(record);
	vi.spyOn(process.stderr, 'write').mockImplementation(record);
	for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		vi.spyOn(console, level).mockImplementation((...args: unknown[]) =>
			record(args.map((arg) => inspect(arg)).join()),
		);
	}
});
afterEach(async () => {
	vi.restoreAllMocks();
	await org.close();
});

const bare = createSend();

/** Notes what leaves and comes back: headers, assertions, tokens. */
const send: Send = async (request) => {
	const authorization = request.headers?.Authorization?.split(' ')[1];
	if (authorization) canaries.add(authorization);
	if (request.body instanceof URLSearchParams) {
		for (const field of ['assertion', 'client_secret']) {
			const value = request.body.get(field);
			if (value) canaries.add(value);
		}
	}
	const response = await bare(request);
	const { access_token: token } = (response.body ?? {}) as { access_token?: unknown };
	if (typeof token === 'string') canaries.add(token);
	return response;
};

/** Everything that can be seen of an error, here and where n8n shows or stores it. */
function traces(error: unknown): string {
	const all = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null };
	const nodeError = toNodeError(NODE, error, { itemIndex: 0 });
	return [error, nodeError, toErrorItem(error, 0)]
		.flatMap((value) => [
			inspect(value, all),
			JSON.stringify(value),
			String(value),
			(value as Error).stack,
		])
		.join('\n');
}

function expectNoCanary(text: string): void {
	expect([...canaries].filter((canary) => text.includes(canary))).toEqual([]);
}

/** A login, and then a call, by each credential; whatever is thrown is searched. */
async function searchErrors(): Promise<number> {
	let errors = 0;
	for (const credential of credentials) {
		const store = createSessionStore();
		const auth = createAuth(org, credential, { store, send });
		const client = createClient({
			auth,
			send,
			timing: { ...createTiming(), sleep: () => Promise.resolve() },
		});
		for (const run of [
			() => auth(),
			() => client.request({ path: 'limits', shape: shape.record }),
		]) {
			const error: unknown = await run().then(
				() => undefined,
				(thrown: unknown) => thrown,
			);
			if (error === undefined) continue;
			errors += 1;
			expectNoCanary(traces(error));
		}
		expectNoCanary(inspect([auth, store, client], { depth: Infinity, showHidden: true }));
	}
	return errors;
}

describe('no secret is in any error, log or item', () => {
	it.each(REFUSALS.map(({ error = 'invalid_grant', text = 'some text' }) => [error, text]))(
		'after %s: %s',
		async (error, text) => {
			org.refuseLogins({ error, error_description: text, times: 99 });
			expect(await searchErrors()).toBe(6);
			expectNoCanary(output);
		},
	);

	const token = { path: /oauth2\/token/ };
	const limits = { path: /limits/ };
	const session = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
	it.each<[string, Fault]>([
		['a login whose connection breaks', { match: token, dropBefore: true }],
		['a login whose answer is lost', { match: token, dropAfter: true }],
		['a login cut short', { match: token, truncate: true }],
		['a login answered by a page', { match: token, status: 502, body: '<html>' }],
		[
			'a login answered by a redirect',
			{ match: token, status: 302, headers: { location: 'https://evil.example' } },
		],
		['a call whose connection breaks', { match: limits, dropBefore: true }],
		['a call whose answer is lost', { match: limits, dropAfter: true }],
		['a call answered by a page', { match: limits, status: 503, body: '<html>' }],
		['a call refused for good', { match: limits, status: 401, body: session }],
		[
			'a call that is not allowed',
			{ match: limits, status: 403, body: [{ message: 'no', errorCode: 'INSUFFICIENT_ACCESS' }] },
		],
	])('after %s', async (_what, fault) => {
		org.addFault({ ...fault, times: 99 });
		expect(await searchErrors()).toBeGreaterThanOrEqual(3);
		expectNoCanary(output);
	});

	const packed = (said: string) => Buffer.from(said).toString('base64');
	it.each<[string, (said: string) => string]>([
		['as it is', (said) => said],
		['in lower case', (said) => said.toLowerCase()],
		['in base64', packed],
		['in base64url', (said) => Buffer.from(said).toString('base64url')],
		['in hex', (said) => Buffer.from(said).toString('hex')],
		['as JSON', (said) => JSON.stringify(said)],
		['percent-encoded', encodeURIComponent],
	])('after a host that echoes all it gets, %s', async (_how, write) => {
		const echo: RequestListener = (request, response) => {
			let body = '';
			request.on('data', (chunk: Buffer) => (body += chunk.toString()));
			request.on('end', () => {
				const basic = String(request.headers.authorization).split(' ')[1] ?? '';
				const form = new URLSearchParams(body);
				const secrets = [basic, form.get('client_secret') ?? '', form.get('assertion') ?? ''];
				for (const secret of secrets) {
					const written = write(secret);
					for (let i = 0; i + 30 <= written.length; i += 1) canaries.add(written.slice(i, i + 30));
				}
				const said = `${write(secrets.join(' '))} ${write(body)}`;
				const error = { error: said, error_description: said };
				response.writeHead(400, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify(error));
			});
		};
		const server = createServer(echo).listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const myDomainUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		credentials = credentials.map((credential) => ({ ...credential, myDomainUrl }));
		try {
			expect(await searchErrors()).toBe(6);
		} finally {
			server.closeAllConnections();
			server.close();
		}
	});

	it('after a login that is answered with an instance made of the secret', async () => {
		org.addFault({
			match: { path: /oauth2\/token/ },
			times: 99,
			status: 200,
			body: {
				access_token: '00D000000000001!CanaryTokenOfTheAnswer',
				instance_url: `https://canarysecret.${packed(SECRET).replace(/=/g, '')}.evil.example`,
			},
		});
		canaries.add(packed(SECRET).replace(/=/g, '').toLowerCase().slice(0, 20));
		credentials = credentials.slice(0, 2);
		expect(await searchErrors()).toBe(4);
	});

	it('after a key that does not open', async () => {
		const wrong = {
			...credentials[2]!,
			passphrase: 'canary-that-is-wrong',
		} as SalesforceCredential;
		canaries.add('canary-that-is-wrong');
		expectNoCanary(traces(await refusalOf(createAuth(org, wrong, { send })())));
	});

	it('after nothing listens', async () => {
		await org.close();
		expect(await searchErrors()).toBe(6);
		org = await startOrg();
	});

	it('and the search finds them where they are', () => {
		const error = new Error('x', { cause: { config: { data: `client_secret=${SECRET}` } } });
		expect(() => expectNoCanary(inspect(error, { depth: Infinity }))).toThrow();
	});
});
