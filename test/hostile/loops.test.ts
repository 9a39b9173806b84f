import { describe, expect, it } from 'vitest';
import { queryPages, readPagesOf, shape } from '../../rest';
import {
	type BulkJob,
	listJobs,
	readQueryResults,
	runQueryJob,
	WaitLimitError,
} from '../../rest/bulk';
import { drain, failureOf, sendJson, startHostileOrg } from './startHostileOrg';

const JOB = { id: '750xx0000000001AAA', apiVersion: 67, state: 'JobComplete' } as BulkJob;
const CIRCLE = 'pages that lead back to an earlier page';
const EMPTY = 'empty pages without end';

describe('pages without an end', () => {
	it.each([Infinity, 1_000_000])('of a query end it, limit %d', async (limit) => {
		const org = await startHostileOrg((_request, response) => {
			const records = [{ Id: '1' }];
			sendJson(response, { totalSize: 9, done: false, nextRecordsUrl: '/services/a', records });
		});
		const pages = queryPages(org.client, 'SELECT Id FROM Account', { limit });
		expect((await failureOf(drain(pages))).message).toContain(CIRCLE);
		expect(org.seen).toHaveLength(2);
	});

	it.each([Infinity, 1_000_000])('of a query that are empty end it, limit %d', async (limit) => {
		let page = 0;
		const org = await startHostileOrg((_request, response) => {
			const nextRecordsUrl = `/services/${(page += 1)}`;
			sendJson(response, { totalSize: 9, done: false, nextRecordsUrl, records: [] });
		});
		const pages = queryPages(org.client, 'SELECT Id FROM Account', { limit });
		expect((await failureOf(drain(pages))).message).toContain(EMPTY);
		expect(org.seen.length).toBeLessThan(15);
	});

	it('of a free request end it', async () => {
		const org = await startHostileOrg((_request, response, { pathname }) =>
			sendJson(response, { nextPageUrl: pathname.endsWith('/a') ? '/b' : '/a' }),
		);
		const pages = readPagesOf(org.client, { method: 'GET', path: 'connect' });
		expect((await failureOf(drain(pages))).message).toContain(CIRCLE);
		expect(org.seen).toEqual(['GET /services/data/v67.0/connect', 'GET /a', 'GET /b']);
	});

	it('of a list of jobs end it', async () => {
		const org = await startHostileOrg((_request, response) =>
			sendJson(response, { done: false, records: [JOB], nextRecordsUrl: '/again' }),
		);
		expect((await failureOf(drain(listJobs(org.client, 'ingest')))).message).toContain(CIRCLE);
		expect(org.seen).toHaveLength(2);
	});

	it('of bulk results by the same locator end it', async () => {
		const org = await startHostileOrg((_request, response) =>
			response.writeHead(200, { 'sforce-locator': 'MTAw' }).end('"Id"\n"1"\n'),
		);
		const results = readQueryResults(org.client, JOB, { pageRows: 1 });
		expect((await failureOf(drain(results))).message).toContain(CIRCLE);
		expect(org.seen).toHaveLength(2);
	});

	it('of bulk results by ever new locators end it if they hold nothing', async () => {
		let page = 0;
		const org = await startHostileOrg((_request, response) => {
			const headers = { 'sforce-locator': String((page += 1)), 'sforce-numberofrecords': '0' };
			response.writeHead(200, headers).end('"Id"\n');
		});
		const results = readQueryResults(org.client, JOB, { pageRows: 1 });
		expect((await failureOf(drain(results))).message).toContain(EMPTY);
		expect(org.seen.length).toBeLessThan(15);
	});

	it.each(['resultUrl', 'nextRecordsUrl'])('listed ahead by the same %s end it', async (name) => {
		let list = 0;
		const org = await startHostileOrg((_request, response, { pathname }) => {
			if (pathname.startsWith('/page')) return void response.end('"Id"\n"1"\n');
			list += 1;
			sendJson(response, {
				resultPages: [{ resultUrl: name === 'resultUrl' ? '/page' : `/page/${list}` }],
				nextRecordsUrl: name === 'resultUrl' ? `/list/${list}` : '/list',
			});
		});
		const failure = await failureOf(drain(readQueryResults(org.client, JOB)));
		expect(failure.message).toContain(CIRCLE);
		expect(org.seen.length).toBeLessThan(8);
	});
});

describe('an org that puts off forever', () => {
	it.each(['1000000000', 'Fri, 31 Dec 9999 23:59:59 GMT', '9'.repeat(400)])(
		'by Retry-After: %s is not waited for',
		async (after) => {
			const org = await startHostileOrg((_request, response) =>
				response.writeHead(503, { 'retry-after': after }).end(),
			);
			expect(
				await failureOf(org.client.request({ path: 'limits', shape: shape.record })),
			).toMatchObject({
				statusCode: 503,
			});
			expect(org.seen).toHaveLength(1);
			expect(org.waited).toEqual([]);
		},
	);

	it('by refusing again and again is asked five times', async () => {
		const org = await startHostileOrg((_request, response) =>
			response.writeHead(429, { 'retry-after': '-1' }).end(),
		);
		await failureOf(org.client.request({ path: 'limits', shape: shape.record }));
		expect(org.seen).toHaveLength(5);
	});

	it('by redirects is followed nowhere, and the host is named', async () => {
		const org = await startHostileOrg((_request, response) =>
			response.writeHead(307, { location: '/again' }).end(),
		);
		const failure = await failureOf(org.client.request({ path: 'limits', shape: shape.record }));
		expect(failure.message).toBe(
			'Salesforce answered with a redirect within its own host, which is not followed',
		);
		expect(org.seen).toHaveLength(1);
	});

	it('by 401 for each new session costs one login more and no circle', async () => {
		const org = await startHostileOrg((_request, response) =>
			sendJson(response, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }], 401),
		);
		await failureOf(org.client.request({ path: 'limits', shape: shape.record }));
		expect(org.seen).toHaveLength(3);
		expect(org.waited).toHaveLength(1);
	});

	it('by a job that never ends is left at the wait limit, with the job named', async () => {
		const org = await startHostileOrg((_request, response) =>
			sendJson(response, { ...JOB, state: 'InProgress' }),
		);
		const failure = await failureOf(
			runQueryJob(org.client, 'SELECT Id FROM Account', { limit: 600_000 }),
		);
		expect(failure.message).toContain(JOB.id);
		expect(failure.message).toContain('still InProgress after 10 minutes');
		expect(failure).not.toBeInstanceOf(WaitLimitError);
		expect(org.seen.length).toBeLessThan(60);
	});

	it('by a job in a state that nobody knows is left at the wait limit too', async () => {
		const org = await startHostileOrg((_request, response) =>
			sendJson(response, { ...JOB, state: 'Paused' }),
		);
		const options = { limit: 60_000 };
		const failure = await failureOf(runQueryJob(org.client, 'SELECT Id FROM Account', options));
		expect(failure.message).toContain(JOB.id);
	});

	it('by a job whose state is no text is given up as no answer', async () => {
		const org = await startHostileOrg((_request, response) =>
			sendJson(response, { ...JOB, state: { toString: 1 } }),
		);
		const failure = await failureOf(runQueryJob(org.client, 'SELECT Id FROM Account'));
		expect(failure.message).toMatch(/"state" is not a text/);
	});
});
