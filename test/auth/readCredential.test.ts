import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	createSalesforceAuth,
	createSessionStore,
	type SalesforceCredential,
	type Send,
} from '../../auth';
import { refusalOf } from './orgCredential';

const clientCredentials = {
	flow: 'clientCredentials',
	myDomainUrl: 'https://acme.my.salesforce.com',
	clientId: 'key',
	clientSecret: 'secret',
} as const;
const jwtBearer = {
	flow: 'jwtBearer',
	myDomainUrl: 'https://acme.my.salesforce.com',
	clientId: 'key',
	username: 'user@acme.com',
	privateKey: 'pem',
} as const;

/** What the credential sends for its first login, refused or not. */
async function sentFor(credential: SalesforceCredential) {
	const requests: Parameters<Send>[0][] = [];
	const send: Send = (request) => {
		requests.push(request);
		const body = { access_token: 'token', instance_url: 'https://acme.my.salesforce.com' };
		return Promise.resolve({ status: 200, headers: {}, body });
	};
	const auth = createSalesforceAuth(credential, { store: createSessionStore(), send });
	const outcome: unknown = await auth().catch((error: unknown) => error);
	return { requests, outcome };
}

describe('an incomplete credential', () => {
	it.each([
		[{ ...clientCredentials, myDomainUrl: '' }, "'My Domain URL' is missing in the credential"],
		[{ ...clientCredentials, clientId: ' ' }, "'Consumer Key' is missing in the credential"],
		[
			{ ...clientCredentials, clientId: '', clientSecret: '' },
			"'Consumer Key' and 'Consumer Secret' are missing in the credential",
		],
		[
			{ ...jwtBearer, myDomainUrl: '', clientId: '', username: '\n', privateKey: '' },
			"'My Domain URL', 'Consumer Key', 'Username' and 'Private Key' are missing in the credential",
		],
		[{ flow: 'jwtBearer' } as SalesforceCredential, /are missing in the credential/],
	])(
		'is refused by the labels of its fields, before anything is sent',
		async (credential, message) => {
			const { requests, outcome } = await sentFor(credential);
			expect(requests).toEqual([]);
			expect(outcome).toMatchObject({
				code: 'MISSING_FIELD',
				advice: expect.stringMatching(/OAuth Settings/),
			});
			expect((outcome as Error).message).toMatch(message);
		},
	);

	it.each(['login', 'test', 'welcome'])(
		'names My Domain for Client Credentials on %s.salesforce.com',
		async (name) => {
			const myDomainUrl = `https://${name}.salesforce.com`;
			const { requests, outcome } = await sentFor({ ...clientCredentials, myDomainUrl });
			expect(requests).toEqual([]);
			expect(outcome).toMatchObject({
				code: 'LOGIN_HOST_NOT_MY_DOMAIN',
				advice: expect.stringMatching(/Setup > My Domain/),
			});
		},
	);

	it('never throws if it is made', async () => {
		const auth = createSalesforceAuth({ ...clientCredentials, myDomainUrl: 'evil.com' });
		expect(await refusalOf(auth())).toMatchObject({ code: 'INVALID_MY_DOMAIN' });
	});
});

describe('the consumer key and secret', () => {
	it('come through the Basic header whole, whatever is in them', async () => {
		const text = fc
			.string({ unit: 'grapheme', minLength: 1 })
			.filter((value) => value.trim() === value && value !== '');
		await fc.assert(
			fc.asyncProperty(text, text, async (clientId, clientSecret) => {
				const { requests } = await sentFor({ ...clientCredentials, clientId, clientSecret });
				const basic = requests[0]?.headers?.Authorization?.replace('Basic ', '') ?? '';
				const pair = Buffer.from(basic, 'base64').toString('utf8').split(':');
				// RFC 6749 section 2.3.1: both halves are form-encoded, so the colon between them is the only one.
				const decode = (half: string) => new URLSearchParams(`x=${half}`).get('x');
				expect(pair.map(decode)).toEqual([clientId, clientSecret]);
				expect((requests[0]?.body as URLSearchParams).toString()).toBe(
					'grant_type=client_credentials',
				);
			}),
		);
	});

	it('come through the body whole, and are in no header then', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ minLength: 1 }).filter((value) => value.trim() === value),
				async (clientSecret) => {
					const { requests } = await sentFor({
						...clientCredentials,
						clientSecret,
						authentication: 'body',
					});
					const form = requests[0]?.body as URLSearchParams;
					expect(Object.fromEntries(form)).toEqual({
						grant_type: 'client_credentials',
						client_id: 'key',
						client_secret: clientSecret,
					});
					expect(requests[0]?.headers).not.toHaveProperty('Authorization');
				},
			),
		);
	});
});
