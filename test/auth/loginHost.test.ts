import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSalesforceAuth, createSessionStore, type Session } from '../../auth';
import { authorize } from '../../auth/authorize';
import { readTrustedHost, resolveLoginUrl } from '../../auth/loginHost';
import { refusalOf } from './orgCredential';

const MY_DOMAINS = [
	'acme.my.salesforce.com',
	'acme--uat.sandbox.my.salesforce.com',
	'acme-dev-ed.develop.my.salesforce.com',
	'acme.scratch.my.salesforce.com',
	'acme-dev-ed.trailblaze.my.salesforce.com',
	'acme.demo.my.salesforce.com',
	'acme.my.salesforce.mil',
	'acme.my.sfcrmproducts.cn',
	'acme.my-salesforce.com',
	'login.salesforce.com',
	'cs42.salesforce.com',
];

describe('the My Domain URL', () => {
	it.each([
		...MY_DOMAINS.map((host) => [host, `https://${host}`]),
		['http://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
		['HTTPS://ACME.My.Salesforce.com/', 'https://acme.my.salesforce.com'],
		['  acme.my.salesforce.com/home/home.jsp  ', 'https://acme.my.salesforce.com'],
		[
			'https://acme.lightning.force.com/lightning/r/Account/001xx000003DGb2AAG/view?a=b#c',
			'https://acme.my.salesforce.com',
		],
		[
			'https://acme--uat.sandbox.lightning.force.com/one/one.app',
			'https://acme--uat.sandbox.my.salesforce.com',
		],
		[
			'https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home',
			'https://acme.my.salesforce.com',
		],
		[
			'https://acme--uat.sandbox.my.salesforce-setup.com/',
			'https://acme--uat.sandbox.my.salesforce.com',
		],
		['https://acme.lightning.crmforce.mil/x', 'https://acme.my.salesforce.mil'],
		['https://acme.lightning.sfcrmapps.cn/x', 'https://acme.my.sfcrmproducts.cn'],
		['https://acme.my-lightning.com/x', 'https://acme.my-salesforce.com'],
		['https://acme.my.site.com/customers/s/login', 'https://acme.my.site.com/customers'],
		['https://acme.my.site.com/s/login', 'https://acme.my.site.com'],
		['http://localhost:8080/x', 'http://localhost:8080'],
		['http://127.0.0.1:1234', 'http://127.0.0.1:1234'],
		['http://[::1]:1234/', 'http://[::1]:1234'],
	])('%s becomes %s', (pasted, url) => {
		expect(resolveLoginUrl(pasted)).toBe(url);
	});

	it.each([
		'',
		'   ',
		'not a host',
		'ftp://acme.my.salesforce.com',
		'javascript:alert(1)',
		'https://',
		'acme',
		'example.com',
		'evilsalesforce.com',
		'acme.my.salesforce.com.evil.com',
		'acme.my.salesforce.com@evil.com',
		'https://evil.com/acme.my.salesforce.com',
		'https://evil.com#.my.salesforce.com',
		'https://evil.com\\.my.salesforce.com',
		'https://user:password@acme.my.salesforce.com',
		'https://salesforce.com',
		'https://128.0.0.1',
		'https://127.evil.com',
		'https://localhost.evil.com',
	])('is refused by its label if it is "%s"', (pasted) => {
		expect(() => resolveLoginUrl(pasted)).toThrow(
			expect.objectContaining({
				name: 'SalesforceAuthError',
				message: expect.stringContaining('My Domain URL'),
			}),
		);
	});

	it('leads to the same origin from any page of the org', () => {
		const page = fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => {
			const { pathname, search, hash } = new URL(url);
			return pathname + search + hash;
		});
		const label = fc.stringMatching(/^[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,5}){0,2}$/);
		fc.assert(
			fc.property(label, page, fc.constantFrom('', 'http://', 'https://'), (name, path, scheme) => {
				const expected = `https://${name}.my.salesforce.com`;
				for (const host of [
					'my.salesforce.com',
					'lightning.force.com',
					'my.salesforce-setup.com',
				]) {
					expect(resolveLoginUrl(`${scheme}${name}.${host}${path}`)).toBe(expected);
				}
			}),
		);
	});
});

describe('the trusted host', () => {
	it.each(['gateway.acme.com', 'https://gateway.acme.com/x', ' GATEWAY.acme.com '])(
		'may be written %s',
		(written) => {
			const host = readTrustedHost(written);
			expect(resolveLoginUrl('http://gateway.acme.com/services', host)).toBe(
				'https://gateway.acme.com',
			);
			expect(() => resolveLoginUrl('https://gateway.acme.com:8443', host)).toThrow();
			expect(() => resolveLoginUrl('https://other.acme.com', host)).toThrow();
			expect(() => resolveLoginUrl('https://x.gateway.acme.com', host)).toThrow();
		},
	);

	it.each(['*', '*.acme.com', 'two hosts', '://'])(
		'is refused if it is "%s"',
		async (trustedHost) => {
			const credential = {
				flow: 'clientCredentials',
				myDomainUrl: 'acme.my.salesforce.com',
				clientId: 'a',
				clientSecret: 'b',
				trustedHost,
			} as const;
			expect(await refusalOf(createSalesforceAuth(credential)())).toMatchObject({
				code: 'INVALID_TRUSTED_HOST',
				message: expect.stringContaining("'Trusted Host'"),
			});
		},
	);
});

/** Everything that a host can be made of, with pieces of the hosts that are let through. */
const anyHost = fc.oneof(
	fc.domain(),
	fc.ipV4(),
	fc.webAuthority({ withIPv4: true, withIPv6: true, withUserInfo: true, withPort: true }),
	fc
		.array(
			fc.constantFrom(
				'salesforce',
				'my',
				'force',
				'com',
				'site',
				'evil',
				'localhost',
				'127',
				'0',
				'1',
				'@',
				':',
				'.',
				'\\',
				'/',
				'#',
				'?',
				'%2e',
				'。',
			),
			{ minLength: 1, maxLength: 8 },
		)
		.map((pieces) => pieces.join('')),
);

/** Written anew rather than imported: the list in the product is what is on trial. */
const isAllowed = ({ protocol, hostname }: URL) =>
	/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ||
	(protocol === 'https:' &&
		/.\.(salesforce\.(com|mil)|force\.com|site\.com|cloudforce\.com|crmforce\.mil|sfcrmproducts\.cn|sfcrmapps\.cn|my-salesforce\.com)$/.test(
			hostname,
		));

describe('the gate', () => {
	it('sends no byte to a host outside the list, whatever is typed or answered', async () => {
		await fc.assert(
			fc.asyncProperty(
				anyHost,
				anyHost,
				fc.constantFrom('', 'http://', 'https://'),
				async (typed, answered, scheme) => {
					const sent: string[] = [];
					const auth = createSalesforceAuth(
						{
							flow: 'clientCredentials',
							myDomainUrl: scheme + typed,
							clientId: 'id',
							clientSecret: 'secret',
						},
						{
							store: createSessionStore(),
							send: ({ url }) => {
								sent.push(url);
								const body = {
									access_token: 'token',
									instance_url: (scheme || 'https://') + answered,
								};
								return Promise.resolve({ status: 200, headers: {}, body });
							},
						},
					);
					const send = ({ url }: { url: string }) => {
						sent.push(url);
						return Promise.resolve({ status: 200, headers: {}, body: '' });
					};
					await auth.hook(send, { method: 'GET', path: '/services/data' }).catch(() => undefined);
					expect(sent.filter((url) => !isAllowed(new URL(url)))).toEqual([]);
				},
			),
			{ numRuns: 1_000, examples: [['.salesforce.com', 'salesforce', '']] },
		);
	});

	const session: Session = {
		accessToken: 'token',
		instanceUrl: 'https://acme.my.salesforce.com',
		issuedAt: 0,
	};

	it('lets a request go nowhere but to the origin of the session, however its path is written', () => {
		const piece = fc.constantFrom(
			'/',
			'\\',
			'//',
			'https:',
			'http:',
			'@',
			':',
			'evil.com',
			'acme.my.salesforce.com',
			'.',
			'..',
			'?',
			'#',
			'\t',
			'\n',
			' ',
			'x',
			'%2f',
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
					fc.string(),
					fc.webUrl(),
				),
				(path) => {
					let url: string;
					try {
						({ url } = authorize({ method: 'GET', path }, session));
					} catch (error) {
						expect(error).toMatchObject({ code: 'OTHER_ORIGIN' });
						return;
					}
					const { origin, username, password } = new URL(url);
					expect([origin, username, password]).toEqual([session.instanceUrl, '', '']);
				},
			),
			{ numRuns: 2_000 },
		);
	});

	it.each([
		'https://acme.my.salesforce.com.evil.com/x',
		'https://other.my.salesforce.com/x',
		'http://acme.my.salesforce.com/x',
		'https://acme.my.salesforce.com:8443/x',
		'https://user@acme.my.salesforce.com/x',
		'//evil.com/x',
		'/\\evil.com/x',
	])('refuses %s', (path) => {
		expect(() => authorize({ method: 'GET', path }, session)).toThrow(/would leave the org/);
	});
});

describe('the instance URL that a login is answered with', () => {
	const logIn = (instanceUrl: unknown, trustedHost = '') =>
		createSalesforceAuth(
			{
				flow: 'clientCredentials',
				myDomainUrl: 'acme.my.salesforce.com',
				clientId: 'key',
				clientSecret: 'secret',
				trustedHost,
			},
			{
				store: createSessionStore(),
				send: () => {
					const body = { access_token: 'token', instance_url: instanceUrl };
					return Promise.resolve({ status: 200, headers: {}, body });
				},
			},
		)();

	it.each([
		'http://acme.my.salesforce.com',
		'https://user:password@acme.my.salesforce.com',
		'https://acme.my.salesforce.com.evil.com',
		'https://gateway.acme.com',
		'ftp://127.0.0.1',
		'acme.my.salesforce.com',
		'',
		undefined,
	])('is refused if it is %s', async (instanceUrl) => {
		expect(await refusalOf(logIn(instanceUrl))).toMatchObject({ code: 'HOST_NOT_ALLOWED' });
	});

	it.each([
		['https://acme.my.salesforce.com/', '', 'https://acme.my.salesforce.com'],
		[
			'https://acme--uat.sandbox.my.salesforce.com',
			'',
			'https://acme--uat.sandbox.my.salesforce.com',
		],
		['https://gateway.acme.com', 'gateway.acme.com', 'https://gateway.acme.com'],
	])('may be %s (trusted: "%s")', async (instanceUrl, trustedHost, origin) => {
		expect(await logIn(instanceUrl, trustedHost)).toMatchObject({ instanceUrl: origin });
	});
});
