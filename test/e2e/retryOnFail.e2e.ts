import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, pairedWith, runOperation } from './runOperation';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

const contacts = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ LastName: `Doe ${n}` }));

const create = (items: ReturnType<typeof contacts>) =>
	runOperation(fixture, {
		parameters: {
			resource: 'record',
			operation: 'create',
			object: byName('Contact'),
			fields: autoMap(),
			options: { batchSize: 100 },
		},
		items,
		retryOnFail: true,
	});

const jobsCreated = () =>
	fixture.org.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/ingest'));

const QUOTA = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];

describe("n8n's Retry On Fail", () => {
	it('creates each record once, whatever try it took', async () => {
		const { org } = fixture;
		org.addFault({ match: { path: 'composite' }, after: 1, times: 1, status: 403, body: QUOTA });
		const run = await create(contacts(300));
		expect(run.execution.status).toBe('success');
		expect(org.records('Contact').map(({ LastName }) => LastName)).toEqual(
			contacts(300).map(({ LastName }) => LastName),
		);
		expect(pairedWith(run.outputs[0])).toEqual(contacts(300).map((_, n) => n));
		expect(run.rows.every(({ success }) => success === true)).toBe(true);
	});

	it('creates each record once where every try meets one that is refused', async () => {
		const { org } = fixture;
		const items = contacts(300).map((item, n) => (n === 210 ? { LastName: '' } : item));
		const run = await create(items);
		expect(run.error?.message).toMatch(/LastName\] \[item 210\]$/);
		expect(run.error?.description).toMatch(/^299 records were saved before/);
		expect(org.records('Contact')).toHaveLength(299);
		expect(org.calls.filter(({ path }) => path.includes('composite'))).toHaveLength(3 + 4);
	});

	it('continues with the bulk job that the last try has lost from sight', async () => {
		const { org } = fixture;
		org.addFault({
			match: { method: 'GET', path: 'jobs/ingest/750' },
			times: 1,
			status: 404,
			body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
		});
		const run = await runOperation(fixture, {
			parameters: {
				resource: 'bulkJob',
				operation: 'ingest',
				object: byName('Contact'),
				bulkOperation: 'insert',
				source: 'items',
				fields: autoMap(),
				output: 'items',
			},
			items: contacts(20),
			retryOnFail: true,
		});
		expect(run.execution.status).toBe('success');
		expect(run.rows).toHaveLength(20);
		expect(jobsCreated()).toHaveLength(1);
		expect(org.records('Contact')).toHaveLength(20);
	});
});
