import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { NodeApiError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../emulator';
import { type Flow, N8nCredential, type Org } from './N8nCredential';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const SECRET = 'canary-secret/+%26=';
const PASSPHRASE = 'canary-passphrase';
const { privateKey: PRIVATE_KEY } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	publicKeyEncoding: { type: 'spki', format: 'pem' },
	privateKeyEncoding: {
		type: 'pkcs8',
		format: 'pem',
		cipher: 'aes-256-cbc',
		passphrase: PASSPHRASE,
	},
});

const PLANTED: Record<Flow, Record<string, string>> = {
	clientCredentials: { consumerSecret: SECRET },
	jwtBearer: { privateKey: PRIVATE_KEY, passphrase: PASSPHRASE },
};

/** Everything of a thrown value that code could reach, and what n8n would store and log of it. */
function reveal(thrown: unknown): string {
	const node = {
		id: '1',
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const shown = new NodeApiError(node, thrown as never);
	const options = { depth: Infinity, showHidden: true, maxStringLength: Infinity };
	return [thrown, shown]
		.map((value) => `${inspect(value, options)} ${JSON.stringify(value)} ${(value as Error).stack}`)
		.join('\n');
}

const secretsOf = (credential: N8nCredential): string[] => [
	SECRET,
	encodeURIComponent(SECRET),
	Buffer.from(SECRET).toString('base64').slice(0, 20),
	PASSPHRASE,
	...PRIVATE_KEY.split('\n').filter((line) => line.length > 40),
	...[credential.stored.accessToken, credential.stored.sessionKey].map(String).filter(Boolean),
	'eyJhbGciOiJSUzI1NiJ9',
];

/** What can go wrong on the way to a session, and on the way with it. */
const FAULTS: [string, (org: Org) => void][] = [
	['a refusal', (at) => at.refuseLogins({ error: 'invalid_grant', error_description: 'nope' })],
	[
		'a connection dropped',
		(at) => at.addFault({ match: { path: /token/ }, times: 9, dropBefore: true }),
	],
	[
		'an answer cut short',
		(at) => at.addFault({ match: { path: /token/ }, times: 9, truncate: true }),
	],
	[
		'a page of a gateway',
		(at) => at.addFault({ match: { path: /token/ }, times: 9, status: 502, body: '<p>' }),
	],
	[
		'an instance that is no Salesforce host',
		(at) =>
			at.addFault({
				match: { path: /token/ },
				times: 9,
				status: 200,
				body: { access_token: '00Dcanary!token', instance_url: 'https://evil.example' },
			}),
	],
];

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('no secret of %s', (flow) => {
	it.each(FAULTS)('is in what %s comes to', async (_, spoil) => {
		if (flow === 'clientCredentials') org.app.clientSecret = SECRET;
		spoil(org);
		const credential = new N8nCredential(flow, org, PLANTED[flow]);
		const thrown: unknown = await credential.getLimits().catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(Error);
		const texts = [reveal(thrown), await credential.test()].join('\n');
		for (const secret of [...secretsOf(credential), '00Dcanary'])
			expect(texts).not.toContain(secret);
	});

	it('is in the refusal of a foreign URL, token included', async () => {
		const credential = new N8nCredential(flow, org);
		await credential.getLimits();
		const thrown: unknown = await credential
			.request({ uri: 'https://evil.example/' })
			.catch((error: unknown) => error);
		const { accessToken, sessionKey } = credential.stored;
		expect(accessToken).toMatch(/^00D/);
		for (const secret of [accessToken, sessionKey, org.clientSecret]) {
			expect(reveal(thrown)).not.toContain(secret);
		}
	});

	it.each(['no key at all', '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----'])(
		'is in what is said of a key that is none',
		async (privateKey) => {
			const credential = new N8nCredential('jwtBearer', org, { privateKey });
			expect(await credential.test()).toContain('Private Key');
			expect(await credential.test()).not.toContain('canary');
		},
	);
});

it('no secret comes back if a server echoes what it was sent', async () => {
	const credential = new N8nCredential('clientCredentials', org, { consumerSecret: SECRET });
	const error_description = `client_secret=${SECRET} was not understood`;
	org.refuseLogins({ error: 'invalid_request', error_description, times: 2 });
	const thrown: unknown = await credential.getLimits().catch((error: unknown) => error);
	expect(reveal(thrown)).toContain('was not understood');
	expect(reveal(thrown)).not.toContain(SECRET);
	expect(await credential.test()).not.toContain(SECRET);
});
