import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import {
	autoMap,
	byName,
	pairedWith,
	runOperation,
	traceBack,
	type OperationToRun,
} from './runOperation';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

const REFUSED = [210, 250];
const items = Array.from({ length: 300 }, (_, n) => ({
	External_Id__c: `E-${n}`,
	LastName: REFUSED.includes(n) ? '' : `Doe ${n}`,
}));
const saved = items.flatMap((_, n) => (REFUSED.includes(n) ? [] : [n]));

const create = (onError: OperationToRun['onError'], after: OperationToRun['after'] = []) =>
	runOperation(fixture, {
		parameters: {
			resource: 'record',
			operation: 'create',
			object: byName('Contact'),
			fields: autoMap(),
			options: { batchSize: 100 },
		},
		items,
		after,
		...(onError && { onError }),
	});

const refusal = {
	error: 'Required fields are missing: [LastName]',
	details: {
		errorCode: 'REQUIRED_FIELD_MISSING',
		message: 'Required fields are missing: [LastName]',
		fields: ['LastName'],
	},
};

describe('On Error', () => {
	it.each([undefined, 'stopWorkflow'] as const)(
		'%s: names the first refused item and how many were saved, and stops there',
		async (onError) => {
			const { execution, error } = await create(onError, [traceBack('Never', 'External_Id__c')]);
			expect(execution.status).toBe('error');
			expect(error?.message).toBe('Required fields are missing: [LastName] [item 210]');
			expect(error?.description).toMatch(/^298 records were saved before and stay saved\./);
			expect(error?.context).toMatchObject({ itemIndex: 210 });
			expect(execution.nodes.Never).toBeUndefined();
			expect(fixture.org.records('Contact')).toHaveLength(298);
		},
	);

	it('continueRegularOutput: gives one item for each in order, the refused ones with the reason', async () => {
		const run = await create('continueRegularOutput');
		expect(run.execution.status).toBe('success');
		expect(pairedWith(run.outputs[0])).toEqual(items.map((_, n) => n));
		expect(run.rows.flatMap(({ error }, n) => (error === undefined ? [] : [n]))).toEqual(REFUSED);
		expect(REFUSED.map((n) => run.rows[n])).toEqual([refusal, refusal]);
		expect(run.rows.filter(({ success }) => success)).toHaveLength(298);
	});

	it('continueErrorOutput: gives the refused ones on the second output, reason and all', async () => {
		const run = await create('continueErrorOutput', [
			traceBack('Saved', 'External_Id__c'),
			traceBack('Refused', 'External_Id__c', 1),
		]);
		const [regular, errors] = run.outputs;
		expect(run.execution.status).toBe('success');
		expect(pairedWith(regular)).toEqual(saved);
		expect(pairedWith(errors)).toEqual(REFUSED);
		expect(errors!.map(({ json }) => json)).toMatchObject([refusal, refusal]);
		const sourcesOf = (name: string) =>
			run.execution.nodes[name]![0]!.outputs[0]!.map(({ json }) => json.source);
		expect(sourcesOf('Saved')).toEqual(saved.map((n) => `E-${n}`));
		expect(sourcesOf('Refused')).toEqual(REFUSED.map((n) => `E-${n}`));
	});
});

describe('On Error, where an operation runs item by item', () => {
	const query = (onError: NonNullable<OperationToRun['onError']>) =>
		runOperation(fixture, {
			parameters: {
				resource: 'query',
				operation: 'executeQuery',
				query: '=SELECT {{ $json.field }} FROM Organization',
				returnAll: true,
			},
			items: ['Name', 'Nope', 'Id'].map((field) => ({ field })),
			onError,
		});

	it('stopWorkflow: names the item and what Salesforce said', async () => {
		const { execution, error } = await query('stopWorkflow');
		expect(execution.status).toBe('error');
		expect(error?.message).toMatch(/No such column 'Nope'.* \[item 1\]$/s);
	});

	it('continueRegularOutput: continues past it', async () => {
		const run = await query('continueRegularOutput');
		expect(run.rows).toMatchObject([
			{ Name: expect.any(String) as string },
			{ details: { errorCode: 'INVALID_FIELD' } },
			{ Id: fixture.org.id },
		]);
		expect(pairedWith(run.outputs[0])).toEqual([0, 1, 2]);
	});

	it('continueErrorOutput: parts them', async () => {
		const { outputs } = await query('continueErrorOutput');
		expect(outputs.map(pairedWith)).toEqual([[0, 2], [1]]);
		expect(outputs[1]![0]!.json).toMatchObject({ details: { errorCode: 'INVALID_FIELD' } });
	});
});

describe.each<Flow>(['clientCredentials', 'jwtBearer'])(
	'On Error, without a session by %s',
	(flow) => {
		it('tells each item what the admin has to do', async () => {
			fixture.org.refuseLogins({
				error: 'invalid_grant',
				error_description: 'user is not admin approved to access this app',
			});
			const run = await runOperation(fixture, {
				flow,
				parameters: {
					resource: 'record',
					operation: 'create',
					object: byName('Contact'),
					fields: autoMap(),
				},
				items: [{ LastName: 'Doe' }, { LastName: 'Roe' }],
				onError: 'continueErrorOutput',
			});
			expect(run.outputs.map(pairedWith)).toEqual([[], [0, 1]]);
			for (const { json } of run.outputs[1]!) {
				expect(json.error).toContain('user is not admin approved');
				expect(json.details).toMatchObject({ advice: expect.stringMatching(/\w/) as string });
			}
			expect(fixture.org.calls).toHaveLength(0);
		});
	},
);
