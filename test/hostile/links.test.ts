import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSalesforceAuth, createSessionStore } from '../../auth';
import { createSend } from '../../http';
import { completeChildren, queryPages, readPagesOf, shape } from '../../rest';
import { type BulkJob, listJobs, readQueryResults } from '../../rest/bulk';
import { startServer } from '../http/servers';
import {
	drain,
	failureOf,
	sendJson,
	startHostileOrg,
	startThief,
	type Thief,
} from './startHostileOrg';

/** A page that breaks off is asked for again, after pauses that no test waits for. */

const JOB = { id: '750xx0000000001AAA', apiVersion: 67, state: 'JobComplete' } as BulkJob;

/** Ways to write a link to the thief, `HERE` being the org's own authority. */
const WAYS = [
	'http://THIEF/PATH',
	'https://THIEF/PATH',
	'//THIEF/PATH',
	'\\\\THIEF/PATH',
	'/\\THIEF/PATH',
	'/\t/THIEF/PATH',
	'http:\\\\THIEF/PATH',
	'http:////THIEF/PATH',
	'\thttp://THIEF/PATH',
	'ht\ntp://THIEF/PATH',
	'http://HERE@THIEF/PATH',
	'http://HERE:x@THIEF/PATH',
	'http://acme.my.salesforce.com@THIEF/PATH',
	'http://THIEF\\@HERE/PATH',
	'http://THIEF#@HERE/PATH',
	'http://THIEF?@HERE/PATH',
	'http://localhost:PORT/PATH',
	'http://0x7f.1:PORT/PATH',
	'http://2130706433:PORT/PATH',
	'http://127.1:PORT/PATH',
	'http://[::ffff:127.0.0.1]:PORT/PATH',
	'http://１２７.０.０.１:PORT/PATH',
	'http://127。0。0。1:PORT/PATH',
	'http://%31%32%37.0.0.1:PORT/PATH',
	'http://user:password@HERE/PATH',
	'ftp://THIEF/PATH',
	'file:///etc/passwd',
	'data:application/json,{}',
	'ws://THIEF/PATH',
];

const write = (way: string, thief: Thief, here: string) =>
	way
		.replaceAll('THIEF', thief.host)
		.replaceAll('PORT', String(thief.port))
		.replaceAll('HERE', here)
		.replaceAll('PATH', 'services/data/v67.0/query/01g-2000');

/** The ways themselves, and the ways with parts of others in them. */
const anyWay = fc.oneof(
	fc.constantFrom(...WAYS),
	fc
		.tuple(
			fc.constantFrom('http:', 'https:', 'HTTP:', '', 'ftp:'),
			fc.array(fc.constantFrom('/', '\\', '\t', '@', ':', '#', '?', ' ', '%2f', '.', ';'), {
				maxLength: 5,
			}),
			fc.constantFrom('THIEF', 'localhost:PORT', '127.1:PORT', 'HERE@THIEF', 'THIEF@HERE'),
			fc.constantFrom('/PATH', '\\PATH', '?x', '#x', ''),
		)
		.map(([scheme, marks, host, path]) => scheme + marks.join('') + host + path),
);

/** How an answer names another address, and who follows it. */
const FIELDS: Record<
	string,
	{
		answer: (link: string) => { body?: unknown; headers?: Record<string, string>; status?: number };
		follow: (client: Awaited<ReturnType<typeof startHostileOrg>>['client']) => Promise<unknown>;
	}
> = {
	'nextRecordsUrl of a query': {
		answer: (nextRecordsUrl) => ({
			body: { totalSize: 2, done: false, nextRecordsUrl, records: [{ Id: '1' }] },
		}),
		follow: (client) => drain(queryPages(client, 'SELECT Id FROM Account')),
	},
	'nextRecordsUrl of a query with a limit': {
		answer: (nextRecordsUrl) => ({
			body: { records: [{ Id: '1' }], nextRecordsUrl, done: false, totalSize: 2 },
		}),
		follow: (client) => drain(queryPages(client, 'SELECT Id FROM Account', { limit: 10 })),
	},
	'nextPageUrl of a free request': {
		answer: (nextPageUrl) => ({ body: { nextPageUrl, items: [] } }),
		follow: (client) => drain(readPagesOf(client, { method: 'GET', path: 'connect/files' })),
	},
	'nextRecordsUrl of a list of jobs': {
		answer: (nextRecordsUrl) => ({ body: { done: false, records: [JOB], nextRecordsUrl } }),
		follow: (client) => drain(listJobs(client, 'ingest')),
	},
	'resultUrl of a page of bulk results': {
		answer: (resultUrl) => ({ body: { resultPages: [{ resultUrl }], done: true } }),
		follow: (client) => drain(readQueryResults(client, JOB)),
	},
	'nextRecordsUrl of the pages of bulk results': {
		answer: (nextRecordsUrl) => ({ body: { resultPages: [{ resultUrl: '/x' }], nextRecordsUrl } }),
		follow: (client) => drain(readQueryResults(client, JOB)),
	},
	'Location of a redirect': {
		answer: (location) => ({ status: 302, headers: { location: encodeURI(location) } }),
		follow: (client) => client.request({ path: 'limits', shape: shape.record }),
	},
};

describe.each(Object.keys(FIELDS))('the %s', (name) => {
	it('takes no token and no request to another address, however that is written', async () => {
		const thief = await startThief();
		let link = '';
		const { answer, follow } = FIELDS[name]!;
		const org = await startHostileOrg((_request, response, { pathname }) => {
			if (pathname === '/x') return void response.end('"Id"\n');
			const { body = '', headers = {}, status = 200 } = answer(link);
			response.writeHead(status, { 'content-type': 'application/json', ...headers });
			return void response.end(JSON.stringify(body));
		});
		const here = new URL(org.server.url).host;
		await fc.assert(
			fc.asyncProperty(anyWay, async (way) => {
				link = write(way, thief, here);
				await follow(org.client).catch(() => undefined);
				expect(thief.caught).toEqual([]);
				expect(thief.connections()).toBe(0);
			}),
			{ numRuns: 50, examples: WAYS.map((way) => [way]) },
		);
	});

	it('is refused by the name of the host', async () => {
		const { answer, follow } = FIELDS[name]!;
		const org = await startHostileOrg((_request, response, { pathname }) => {
			if (pathname === '/x') return void response.end('"Id"\n');
			const { body = '', headers = {}, status = 200 } = answer('https://evil.example/steal');
			response.writeHead(status, { 'content-type': 'application/json', ...headers });
			return void response.end(JSON.stringify(body));
		});
		expect((await failureOf(follow(org.client))).message).toContain('evil.example');
	});
});

describe('the nextRecordsUrl of child records', () => {
	it('is refused by the name of the host', async () => {
		const org = await startHostileOrg((_request, response) => sendJson(response, {}));
		const children = {
			totalSize: 2,
			done: false,
			nextRecordsUrl: 'https://evil.example/x',
			records: [{ Id: '1' }],
		};
		const failure = await failureOf(completeChildren(org.client, [{ Contacts: children }]));
		expect(failure.message).toContain('evil.example');
		expect(org.seen).toEqual([]);
	});
});

describe('the instance_url of a login', () => {
	const logIn = async (instanceUrl: (here: string) => string) => {
		const server = await startServer((request, response) => {
			if (request.url === '/services/oauth2/token') {
				const instance = instanceUrl(new URL(server.url).host);
				return sendJson(response, { access_token: 'token', instance_url: instance });
			}
			return sendJson(response, []);
		});
		onTestFinished(() => server.close());
		const auth = createSalesforceAuth(
			{ flow: 'clientCredentials', myDomainUrl: server.url, clientId: 'a', clientSecret: 'b' },
			{ store: createSessionStore(), send: createSend() },
		);
		return auth.hook(createSend(), { method: 'GET', path: '/services/data' });
	};

	it('takes the token to no other server of this machine', async () => {
		const thief = await startThief();
		for (const way of WAYS) {
			await logIn((here) => write(way, thief, here)).catch(() => undefined);
			expect([way, thief.caught, thief.connections()]).toEqual([way, [], 0]);
		}
	});

	it('may call the server that answered by another of its names', async () => {
		const answer = await logIn((here) => `http://localhost:${here.split(':')[1]}`);
		expect(answer.status).toBe(200);
	});

	it('is refused by the name of the host', async () => {
		const failure = await failureOf(logIn(() => 'https://evil.example'));
		expect(failure).toMatchObject({ code: 'HOST_NOT_ALLOWED' });
		expect(failure.message).toContain('evil.example');
		const loopback = await failureOf(logIn(() => 'http://127.0.0.1:9'));
		expect(loopback.message).toContain('127.0.0.1:9');
	});
});
