import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { byName, runOperation } from './runOperation';

let fixture: Fixture;
/** A server that no answer may lead n8n to, and what reached it all the same. */
let thief: Server;
let caught: string[];
beforeEach(async () => {
	fixture = await openFixture();
	caught = [];
	thief = createServer((request, response) => {
		caught.push(`${request.url} ${request.headers.authorization ?? ''}`);
		response.end('{"done":true,"totalSize":0,"records":[]}');
	});
	await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
	thief.close();
	await fixture.close();
});

const elsewhere = (path: string) =>
	`http://127.0.0.1:${(thief.address() as AddressInfo).port}${path}`;

const query = () =>
	runOperation(fixture, {
		parameters: {
			resource: 'query',
			operation: 'executeQuery',
			query: 'SELECT Id, Name FROM Organization',
			returnAll: true,
		},
	});

/** Whatever came before, n8n goes on, and the next run is as any other. */
async function expectUnharmed(): Promise<void> {
	fixture.org.clearFaults();
	const run = await query();
	expect(run.execution.status).toBe('success');
	expect(Object.keys(run.rows[0]!)).toEqual(['Id', 'Name']);
	expect(caught).toEqual([]);
}

describe('an answer of a hostile org', () => {
	it('that leads its next page elsewhere gets no token there', async () => {
		const nextRecordsUrl = elsewhere('/services/data/v67.0/query/01g-2000');
		const body = { totalSize: 9, done: false, nextRecordsUrl, records: [] };
		fixture.org.addFault({ match: { path: '/query' }, status: 200, body });
		const { execution, error } = await query();
		expect(execution.status).toBe('error');
		expect(error?.message).toContain('127.0.0.1');
		await expectUnharmed();
	});

	it('that redirects is not followed', async () => {
		const headers = { Location: elsewhere('/services/data/v67.0/query') };
		fixture.org.addFault({ match: { path: '/query' }, status: 302, body: '', headers });
		expect((await query()).execution.status).toBe('error');
		await expectUnharmed();
	});

	it('that leads to the results of a bulk job elsewhere gets no token there', async () => {
		fixture.org.insert('Account', [{ Name: 'Acme' }]);
		const body = { resultPages: [{ resultUrl: elsewhere('/results') }], done: true };
		fixture.org.addFault({ match: { path: 'resultPages' }, times: 9, status: 200, body });
		const run = await runOperation(fixture, {
			parameters: {
				resource: 'bulkJob',
				operation: 'query',
				query: 'SELECT Id, Name FROM Account',
				destination: 'items',
			},
		});
		expect(run.execution.status).toBe('error');
		await expectUnharmed();
	});

	it.each([
		['is nested a hundred thousand levels deep', '['.repeat(100_000) + ']'.repeat(100_000)],
		[
			'would change what all objects inherit',
			'{"totalSize":1,"done":true,"records":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"Id":"1"}]}',
		],
		['is longer than memory should hold', `{"records":["${'x'.repeat(130_000_000)}"]}`],
	])('that %s does no harm', async (_, body) => {
		const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
		fixture.org.addFault({ match: { path: '/query' }, times: 9, status: 200, body, headers });
		const run = await query();
		expect(JSON.stringify(run.rows).slice(0, 1_000)).not.toContain('__proto__');
		await expectUnharmed();
	});

	it('that makes its list of objects one of the prototype leaves the picker usable', async () => {
		const body = '{"sobjects":[{"name":"__proto__","label":"x","createable":true}]}';
		const headers = { 'Content-Type': 'application/json' };
		fixture.org.addFault({ match: { path: /sobjects$/ }, status: 200, body, headers });
		const run = await runOperation(fixture, {
			parameters: { resource: 'record', operation: 'getAll', object: byName('__proto__') },
		});
		expect(run.execution.status).toBe('error');
		await expectUnharmed();
	});
});
