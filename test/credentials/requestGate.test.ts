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
