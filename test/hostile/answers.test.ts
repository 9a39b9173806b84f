import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSalesforceAuth, createSessionStore } from '../../auth';
import { createSend, readJson } from '../../http';
import { createByCollections, describeObject, queryPages, saveRows, shape } from '../../rest';
import { startServer } from '../http/servers';
import { JSON_TYPE, MB, pour, serveAnswer } from './serveAnswer';
import { drain, failureOf, sendJson, startHostileOrg } from './startHostileOrg';

const PACKED_MB = gzipSync(Buffer.alloc(MB, 'x'));

/** The same, packed to a thousandth: gzip files one behind the other are one. */
function pourPacked(response: ServerResponse, megabytes: number): void {
	response.end(Buffer.concat(Array.from({ length: megabytes }, () => PACKED_MB)));
}

const PACKED = { ...JSON_TYPE, 'content-encoding': 'gzip' };

/** How much the process holds beyond what it held before, at the most. */
async function peakOf(work: Promise<unknown>): Promise<number> {
	const before = process.memoryUsage().rss;
	let peak = before;
	const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10);
	await work.finally(() => clearInterval(timer));
	return (peak - before) / MB;
}

describe('an answer that is too large', () => {
	it.each([
		['as it is', JSON_TYPE, pour],
		['packed to a few kilobytes', PACKED, pourPacked],
	] as const)('%s is given up, with no more memory than it may have', async (_, head, give) => {
		const { get } = await serveAnswer((response) => give(response.writeHead(200, head), 300));
		let failure: Error | undefined;
		const peak = await peakOf(
			failureOf(get({ maxAnswerBytes: 20 * MB })).then((error) => (failure = error)),
		);
		expect(failure).toMatchObject({ code: 'ANSWER_TOO_LARGE' });
		expect(failure!.message).toMatch(/^127\.0\.0\.1:\d+ answered with more than can be held/);
		// Server and client share this process, and pieces are copied on their way.
		expect(peak).toBeLessThan(150);
	});

	it('is not asked for again', async () => {
		const org = await startHostileOrg((_request, response) =>
			pourPacked(response.writeHead(200, PACKED), 300),
		);
		const failure = await failureOf(drain(queryPages(org.client, 'SELECT Id FROM Account')));
		expect(failure).toMatchObject({ code: 'ANSWER_TOO_LARGE' });
		expect(org.seen).toHaveLength(1);
	});

	it('passes as a stream, whatever its size', async () => {
		const { get } = await serveAnswer((response) => pour(response.writeHead(200), 60));
		const { body } = await get({ responseType: 'stream', maxAnswerBytes: MB });
		let size = 0;
		const work = (async () => {
			for await (const piece of body as Readable) size += (piece as Buffer).length;
		})();
		await work;
		expect(size).toBe(60 * MB);
	});

	it.each([
		['as it is', JSON_TYPE, pour],
		['packed', PACKED, pourPacked],
	] as const)('and a refusal, %s, leaves the status to tell', async (_, head, give) => {
		const org = await startHostileOrg((_request, response) =>
			give(response.writeHead(400, head), 300),
		);
		const failure = await failureOf(org.client.request({ path: 'limits', shape: shape.record }));
		expect(failure).toMatchObject({ statusCode: 400, errorCode: 'HTTP_400' });
		const streamed = org.client.request({
			path: 'x',
			responseType: 'stream',
			shape: shape.anything,
		});
		expect(await failureOf(streamed)).toMatchObject({ statusCode: 400 });
	});

	it('to a login is given up at a megabyte, and says where to look', async () => {
		const server = await startServer((_request, response) =>
			pourPacked(response.writeHead(200, PACKED), 50),
		);
		onTestFinished(() => server.close());
		const auth = createSalesforceAuth(
			{ flow: 'clientCredentials', myDomainUrl: server.url, clientId: 'a', clientSecret: 'b' },
			{ store: createSessionStore() },
		);
		const failure = await failureOf(auth());
		expect(failure).toMatchObject({ code: 'NO_ANSWER', isPassing: false });
		expect((failure as Error & { advice: string }).advice).toContain('My Domain URL');
	});
});

describe('an answer that is made to break what reads it', () => {
	const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;

	it('is refused if it is nested 100,000 deep, in a list, a page and a describe', async () => {
		const org = await startHostileOrg((_request, response, { pathname }) => {
			const text = pathname.endsWith('/query')
				? `{"totalSize":1,"done":true,"records":${nested(100_000)}}`
				: nested(100_000);
			response.writeHead(200, JSON_TYPE).end(text);
		});
		for (const work of [
			() => drain(queryPages(org.client, 'SELECT Id FROM Account')),
			() => drain(queryPages(org.client, 'SELECT Id FROM Account', { dropAttributes: true })),
			() => describeObject(org.client, 'Account'),
			() => org.client.request({ path: 'limits', shape: shape.record }),
		]) {
			const failure = await failureOf(work());
			expect(failure).toMatchObject({ code: 'INVALID_RESPONSE' });
			expect(failure.message).toContain('nested more than 500 levels deep');
		}
	});

	it('is taken if it is as deep as any that Salesforce gives', async () => {
		const { get } = await serveAnswer((response) =>
			response.writeHead(200, JSON_TYPE).end(nested(400)),
		);
		expect(JSON.stringify((await get()).body)).toBe(nested(400));
	});

	it('sets no prototype, however the key is written', () => {
		const key = fc
			.tuple(...[...'__proto__'].map((char) => fc.boolean().map((escaped) => ({ char, escaped }))))
			.map((letters) =>
				letters
					.map(({ char, escaped }) => (escaped ? `\\u00${char.charCodeAt(0).toString(16)}` : char))
					.join(''),
			);
		const inner = fc.constantFrom('{"polluted":1}', '[]', '1', 'null', '{"__proto__":{}}');
		fc.assert(
			fc.property(key, inner, fc.constantFrom('', '"b":1,'), (name, value, before) => {
				const read = readJson(`[{${before}"${name}":${value}},{"c":{"${name}":${value}}}]`);
				const copied = (read as object[]).map((entry) => Object.assign({}, entry));
				expect(copied.map((entry) => Object.getPrototypeOf(entry) as unknown)).toEqual([
					Object.prototype,
					Object.prototype,
				]);
				expect(JSON.stringify(read)).not.toContain('__proto__');
				expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
			}),
		);
	});

	it('is read as JSON.parse reads it otherwise', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = JSON.stringify(value);
				if (text.includes('"__proto__"')) return;
				expect(readJson(text)).toEqual(JSON.parse(text));
			}),
		);
	});

	it('changes nothing that all objects share', async () => {
		const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
		const org = await startHostileOrg((_request, response, { pathname }) => {
			const rows = `[${poison},"Id":"1"}]`;
			const body = pathname.endsWith('/query')
				? `{"totalSize":1,"done":true,"records":${rows}}`
				: pathname.includes('composite')
					? `[${poison},"success":true,"id":"1","errors":[]}]`
					: `${poison},"name":"Account","fields":[],"childRelationships":[]}`;
			response.writeHead(200, JSON_TYPE).end(body);
		});
		await drain(queryPages(org.client, 'SELECT Id FROM Account', { dropAttributes: true }));
		await describeObject(org.client, 'Account');
		const rows = [{ object: 'Account', fields: {} }];
		await saveRows(org.client, rows, createByCollections(org.client));
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
		expect((Object as unknown as { polluted?: unknown }).polluted).toBeUndefined();
	});

	it.each([
		['a token that no header can hold', { access_token: 'a\r\nX-Evil: 1' }],
		['a token that is no text', { access_token: { toString: 'x' } }],
		['errors of other shapes', { error: ['x'], error_description: {} }],
		['nothing', null],
	])('of a login that holds %s fails and says so', async (_, answer) => {
		const server = await startServer((_request, response) =>
			sendJson(response, answer && { instance_url: server.url, ...answer }),
		);
		onTestFinished(() => server.close());
		const auth = createSalesforceAuth(
			{ flow: 'clientCredentials', myDomainUrl: server.url, clientId: 'a', clientSecret: 'b' },
			{ store: createSessionStore() },
		);
		const failure = await failureOf(auth.hook(createSend(), { method: 'GET', path: '/x' }));
		expect(failure.message).toMatch(/answered with HTTP 200 and no token|The request to .* failed/);
	});

	it.each([
		['<script'.repeat(140_000), 'text/html'],
		['<'.repeat(900_000), 'text/html'],
		[
			JSON.stringify(Array(20_000).fill({ message: 'x'.repeat(20), errorCode: {} })),
			'application/json',
		],
		[
			JSON.stringify([
				{ message: [], errorCode: 1, fields: 'x', duplicateResult: { matchResults: 1 } },
			]),
			'application/json',
		],
	])('of a refusal takes neither the time nor the message', async (text, type) => {
		const org = await startHostileOrg((_request, response) =>
			response.writeHead(400, { 'content-type': type }).end(text),
		);
		const start = performance.now();
		const failure = await failureOf(org.client.request({ path: 'limits', shape: shape.record }));
		expect(failure).toMatchObject({ name: 'SalesforceApiError', errorCode: 'HTTP_400' });
		expect(failure.message.length).toBeLessThan(3_100);
		expect(performance.now() - start).toBeLessThan(5_000);
	});

	it.each([
		['a page without records', { totalSize: 1 }],
		['a page that is none', 7],
		['a page of nothing', null],
	])('of a query that is %s is told', async (_, page) => {
		const org = await startHostileOrg((_request, response) => sendJson(response, page));
		const failure = await failureOf(drain(queryPages(org.client, 'SELECT Id FROM Account')));
		expect(failure).toMatchObject({ code: 'INVALID_RESPONSE' });
		expect(failure.message).toMatch(/^Salesforce answered with an answer /);
	});
});
