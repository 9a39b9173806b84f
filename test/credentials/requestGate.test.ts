import fc from 'fast-check';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../emulator';
import { N8nCredential, type Org } from './N8nCredential';

let org: Org;
let credential: N8nCredential;
beforeAll(async () => {
	org = await startOrg();
});
afterAll(() => org.close());
beforeEach(() => {
	credential = new N8nCredential('clientCredentials', org);
});

/** What n8n would send for a request; rejects where it would send nothing. */
function authenticate(request: object): Promise<IHttpRequestOptions> {
	if (typeof credential.type.authenticate !== 'function') throw new Error('not a function');
	return credential.type.authenticate(
		structuredClone(credential.stored),
		request as IHttpRequestOptions,
	);
}

const path = '/services/data/v67.0/limits';

describe('the token goes to', () => {
	it('the org for a path', async () => {
		const { url, headers } = await authenticate({ url: path });
		expect(url).toBe(org.url + path);
		expect(headers?.Authorization).toMatch(/^Bearer 00D/);
	});

	it("the org under whichever name n8n's helpers read", async () => {
		const absolute = org.url + path;
		expect(await authenticate({ uri: absolute })).toMatchObject({ uri: absolute, url: absolute });
		expect(await authenticate({ url: absolute })).toMatchObject({ url: absolute });
		const joined = await authenticate({ baseURL: `${org.url}/`, url: path });
		expect(joined).toMatchObject({ url: absolute });
		expect(joined).not.toHaveProperty('baseURL');
		expect(joined).not.toHaveProperty('uri');
	});

	it('nobody by a redirect', async () => {
		expect(
			await authenticate({ uri: org.url, followRedirect: true, followAllRedirects: true }),
		).toMatchObject({
			followRedirect: false,
			followAllRedirects: false,
			disableFollowRedirect: true,
			maxRedirects: 0,
		});
	});

	it('nobody on the way that a workflow chooses, and past no check', async () => {
		const body = { a: 1 };
		const given = {
			...{ method: 'POST', uri: org.url + path, body, json: true, qs: { q: '1' }, timeout: 5 },
			...{ simple: false, resolveWithFullResponse: true, encoding: null, useStream: true },
			...{ proxy: 'http://evil.example:3128', rejectUnauthorized: false, strictSSL: false },
			...{ skipSslCertificateValidation: true, agentOptions: { ca: 'evil' }, agent: {} },
			...{ httpAgent: {}, httpsAgent: {}, lookup: () => '6.6.6.6', socketPath: '/run/evil.sock' },
			...{ auth: { user: 'a', pass: 'b' }, baseURL: 'https://evil.example', transport: {} },
			...{ sendCredentialsOnCrossOriginRedirect: true, beforeRedirect: () => undefined },
			...{ servername: 'evil.example', localAddress: '127.0.0.2', insecureHTTPParser: true },
		};
		const { url, headers, ...sent } = await authenticate(given);
		expect(url).toBe(org.url + path);
		expect(Object.keys(headers ?? {})).toEqual(['Authorization']);
		expect(sent).toEqual({
			...{ method: 'POST', uri: url, body, json: true, qs: { q: '1' }, timeout: 5 },
			...{ simple: false, resolveWithFullResponse: true, encoding: null, useStream: true },
			...{ rejectUnauthorized: true, skipSslCertificateValidation: false },
			...{ disableFollowRedirect: true, followRedirect: false, followAllRedirects: false },
			...{ maxRedirects: 0, sendCredentialsOnCrossOriginRedirect: false },
		});
	});

	it("a request that n8n may bring only, by any name that it doesn't know", async () => {
		const name = fc.string({ minLength: 1 });
		await fc.assert(
			fc.asyncProperty(fc.dictionary(name, fc.anything()), async (more) => {
				const sent = await authenticate({ ...more, url: path, method: 'GET', headers: {} });
				const known =
					/^(url|uri|headers|method|body|form|formData|json|gzip|qs\w*|use\w+|arrayFormat|encoding|simple|re\w+|ignore\w+|timeout|abortSignal|allowedDomains|skip\w+|disable\w+|follow\w+|maxRedirects|send\w+)$/;
				for (const key of Object.keys(sent)) expect(key).toMatch(known);
				expect(new URL(sent.url).origin).toBe(new URL(org.url).origin);
			}),
			{ numRuns: 100 },
		);
	});

	it.each(['Host', ' host', 'HOST\t', 'Transfer-Encoding', 'Connection', ' Authorization', 'a b'])(
		'no request with the header %j',
		async (name) => {
			const request = { url: path, headers: { [name]: 'evil.example' } };
			await expect(authenticate(request)).rejects.toThrow("can't be sent");
			expect(org.calls).toHaveLength(0);
		},
	);

	it('no request by a method whose answer never comes', async () => {
		await expect(authenticate({ url: path, method: 'CONNECT' })).rejects.toThrow('CONNECT');
	});

	it('no request that n8n shows to the user', async () => {
		const request = { uri: org.url + path, headers: { Accept: 'x' } };
		await authenticate(request);
		expect(request).toEqual({ uri: org.url + path, headers: { Accept: 'x' } });
	});

	it('the header alone, whatever the request brings of its own', async () => {
		const { headers } = await authenticate({
			url: path,
			headers: { authorization: 'Bearer mine', Accept: 'application/json' },
		});
		expect(Object.keys(headers ?? {})).toEqual(['Accept', 'Authorization']);
	});
});

it("n8n's own mechanism finds the token that was sent in the credential that it handed over", async () => {
	if (typeof credential.type.authenticate !== 'function') throw new Error('not a function');
	const data = structuredClone(credential.stored);
	const { headers } = await credential.type.authenticate(data, { url: path });
	expect(headers?.Authorization).toBe(`Bearer ${data.accessToken as string}`);
	expect(data.instanceUrl).toBe(org.url);
});

it('what marks the credential test stays in the process', async () => {
	const { headers } = await authenticate(credential.type.test?.request ?? {});
	expect(Object.keys(headers ?? {})).toEqual(['Authorization']);
});

describe('the token never goes to', () => {
	it.each([
		'https://evil.example/',
		'http://127.0.0.1:1/',
		'https://127.0.0.1/',
		'//evil.example/services/data',
		'https://user:pass@evil.example/',
		'https:\\\\evil.example\\',
		'\\\\evil.example\\x',
		'https://other.my.salesforce.com/services/data',
		'file:///etc/passwd',
		'javascript:alert(1)',
	])('%s', async (url) => {
		await expect(authenticate({ url })).rejects.toThrow(/would|leave|goes|origin/i);
	});

	it('any other origin, however its URL is written', async () => {
		const { origin } = new URL(org.url);
		const piece = fc.constantFrom(
			'/',
			'\\',
			'//',
			'@',
			':',
			'#',
			'?',
			'.',
			'%2f',
			'\t',
			'evil.example',
			'127.0.0.1',
			'https:',
			'http:',
			org.url,
			'localhost',
			' ',
		);
		const written = fc.oneof(
			fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')),
			fc.stringMatching(/^https?:\/\/[a-z.]{1,20}(:\d{1,4})?\/[a-z?#=&%]{0,20}$/),
			fc.string(),
		);
		await fc.assert(
			fc.asyncProperty(written, fc.boolean(), async (url, isLegacy) => {
				const request = isLegacy ? { uri: url } : { url };
				const sent = await authenticate(request).catch(() => undefined);
				if (!sent) return;
				expect(new URL(sent.url).origin).toBe(origin);
				expect(new URL(sent.url).username).toBe('');
			}),
			{ numRuns: 150 },
		);
	});
});

it('says where the token does go', async () => {
	await expect(authenticate({ url: 'https://evil.example/' })).rejects.toMatchObject({
		message: expect.stringContaining('evil.example') as string,
		description: expect.stringContaining(org.url) as string,
	});
});
