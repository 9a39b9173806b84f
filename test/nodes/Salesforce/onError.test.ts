import type { NodeApiError } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { type ContextOptions, createContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

/** 300 contacts, of which those without a last name are refused. */
const items = Array.from({ length: 300 }, (_, n) => ({
	LastName: n === 210 || n === 250 ? '' : `Doe ${n}`,
}));

const create = (onError: NonNullable<ContextOptions['onError']>, rows = items) =>
	createContext(org, {
		items: rows,
		onError,
		parameters: {
			resource: 'record',
			operation: 'create',
			object: { __rl: true, mode: 'name', value: 'Contact' },
			fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
			options: { batchSize: 100 },
		},
	});

const failure = async (running: Promise<unknown>): Promise<NodeApiError> => {
	try {
		await running;
	} catch (error) {
		return error as NodeApiError;
	}
	throw new Error('It should have failed');
};

describe('On Error', () => {
	it('Stop: names the first failed item and how many stay saved, and sends no further call', async () => {
		org.clearFaults();
		const error = await failure(runNode(create('stopWorkflow')));
		expect(error.message).toBe('Required fields are missing: [LastName] [item 210]');
		expect(error.description).toMatch(/^298 records were saved before and stay saved\./);
		expect(error.context.itemIndex).toBe(210);
		expect(org.records('Contact')).toHaveLength(298);
	});

	it('Stop: names the fields and the code of a refused record, and how to let the others continue', async () => {
		const error = await failure(
			runNode(create('stopWorkflow', [{ LastName: '' }, { LastName: '' }])),
		);
		expect(error.description).toMatch(/choose 'Continue' under Settings > On Error/);
		expect(error.description).toMatch(/The code is REQUIRED_FIELD_MISSING \(fields: LastName\)\.$/);
	});

	it('Stop: starts no call after the one with the refusal', async () => {
		const early = items.map((item, n) => (n === 5 ? { LastName: '' } : item));
		const error = await failure(runNode(create('stopWorkflow', early)));
		expect(error.message).toContain('[item 5]');
		expect(error.description).toMatch(/^99 records were saved/);
		expect(org.calls).toHaveLength(1);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: gives one item for each, in order, paired, errors in the one shape that reaches the user',
		async (onError) => {
			const output = await runNode(create(onError));
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				items.map((_, item) => ({ item })),
			);
			const failed = output.flatMap(({ json }, n) => ('error' in json ? [n] : []));
			expect(failed).toEqual([210, 250]);
			expect(output[210]).toEqual({
				json: {
					error: 'Required fields are missing: [LastName]',
					details: {
						errorCode: 'REQUIRED_FIELD_MISSING',
						message: 'Required fields are missing: [LastName]',
						fields: ['LastName'],
					},
				},
				pairedItem: { item: 210 },
			});
			expect(
				Object.keys(output[210]!.json).every((key) =>
					['error', 'message', 'details'].includes(key),
				),
			).toBe(true);
		},
	);

	it('shows Salesforce’s text and what to do, not n8n’s own for the status', async () => {
		const { context } = createContext(org, {
			parameters: {
				resource: 'query',
				operation: 'executeQuery',
				query: 'SELECT Nope FROM Contact',
			},
		});
		const error = await failure(runNode({ context, hints: [], reads: new Map() }));
		expect(error.message).toMatch(/No such column 'Nope'/);
		expect(error.httpCode).toBe('400');
		expect(error.description).toMatch(/field-level security/);
		expect(JSON.stringify(error)).not.toContain('Bearer');
	});

	it('keeps its text if it holds letters that n8n takes for a network code', async () => {
		const { context } = createContext(org, {
			parameters: {
				resource: 'query',
				operation: 'executeQuery',
				query: 'SELECT Preexisting__c FROM Contact',
			},
		});
		const error = await failure(runNode({ context, hints: [], reads: new Map() }));
		expect(error.message).toContain('Preexisting__c');
	});

	it('tells the admin what to do if there is no session, for each item', async () => {
		org.refuseLogins({
			error: 'invalid_grant',
			error_description: 'no client credentials user enabled',
		});
		const output = await runNode(create('continueRegularOutput'));
		expect(output).toHaveLength(300);
		expect(output[0]!.json.error).toMatch(/no client credentials user enabled/);
		expect(output[299]!.json.details).toMatchObject({ advice: expect.stringMatching(/Run As/i) });
	});
});
