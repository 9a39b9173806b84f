import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, runOperation } from './runOperation';

const LATENCY_MS = 150;

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
	fixture.org.setPolicy({ latencyMs: LATENCY_MS });
	const rows = Array.from({ length: 8_000 }, (_, n) => ({ LastName: `Doe ${n}` }));
	fixture.org.insert('Contact', rows);
});
afterEach(() => fixture.close());

const people = Array.from({ length: 40 }, (_, n) => ({ LastName: `Roe ${n}` }));

/** Presses the editor's stop button once the org has had three calls. */
async function stopOnceBusy(): Promise<void> {
	const { api, org } = fixture;
	for (let tries = 0; tries < 600 && org.calls.length < 3; tries += 1) await sleep(50);
	const filter = encodeURIComponent(JSON.stringify({ status: ['running'] }));
	const { results } = await api.call<{ results: Array<{ id: string }> }>(
		'GET',
		`/rest/executions?filter=${filter}`,
	);
	await api.call('POST', `/rest/executions/${results[0]!.id}/stop`, {});
}

describe('Stopping an execution', () => {
	it.each([
		[
			'record / create',
			people,
			{
				resource: 'record',
				operation: 'create',
				object: byName('Contact'),
				fields: autoMap(),
				options: { batchSize: 1 },
			},
		],
		[
			'query / executeQuery',
			[{}],
			{
				resource: 'query',
				operation: 'executeQuery',
				query: 'SELECT Id FROM Contact',
				returnAll: true,
				options: { batchSize: 200 },
			},
		],
		[
			'apiRequest / send',
			people,
			{ resource: 'apiRequest', operation: 'send', method: 'GET', path: 'limits' },
		],
	])('%s: sends nothing more', async (_name, items, parameters) => {
		const { org } = fixture;
		// A node that was stopped leaves nothing that it did in the execution.
		const running = runOperation(fixture, { parameters, items }).catch((error: Error) => error);
		await stopOnceBusy();
		const sent = org.calls.length;
		expect(sent).toBeLessThan(20);
		await running;
		await sleep(5 * LATENCY_MS);
		expect(org.calls.length).toBeLessThanOrEqual(sent + 1);
	});
});
