import type { INodePropertyOptions } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialName } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import { readStoredFile } from './readStoredFile';
import { pairedWith, runOperation, traceBack } from './runOperation';

const ROWS = 5_000;

let fixture: Fixture;
let ids: string[];
let reportId: string;
beforeAll(async () => {
	fixture = await openFixture();
	ids = fixture.org.insert(
		'Opportunity',
		Array.from({ length: ROWS }, (_, n) => ({
			Name: `Deal ${n}`,
			StageName: n % 4 ? 'Prospecting' : 'Closed Won',
			Amount: n % 10,
			CloseDate: '2026-12-31',
		})),
	);
	reportId = String(fixture.org.records('Report')[0]!.Id);
});
afterAll(() => fixture.close());

const report = (parameters: object) => ({
	resource: 'report',
	operation: 'run',
	report: { __rl: true, mode: 'id', value: reportId },
	...parameters,
});

/** What the editor asks n8n for to fill a list of the node. */
async function ask<Answer>(list: string, methodName: string, rest: object = {}): Promise<Answer> {
	const { api, flows } = fixture;
	const { credential } = flows.clientCredentials;
	return api.call<Answer>('POST', `/rest/dynamic-node-parameters/${list}`, {
		...{ path: 'parameters.report', methodName },
		nodeTypeAndVersion: { name: 'n8n-nodes-salesforce-server-to-server.salesforce', version: 1 },
		currentNodeParameters: { authentication: 'clientCredentials', ...report({}) },
		credentials: { [credential.type]: { id: credential.id, name: credentialName(credential) } },
		...rest,
	});
}

describe('report / run', () => {
	it('says that 3,000 of 5,000 rows are missing', async () => {
		const run = await runOperation(fixture, { parameters: report({}) });
		expect(run.rows).toHaveLength(2_000);
		expect(JSON.stringify(run.hints)).toContain('Only the first 2,000 rows of 5,000 are returned');
	});

	it('reads all 5,000 rows, each once, paired with its item', async () => {
		const calls = fixture.org.calls.length;
		const run = await runOperation(fixture, {
			parameters: report({ options: { readAll: true, keys: 'apiNames' } }),
		});
		const names = run.rows.map((row) => row.OPPORTUNITY_NAME_ID);
		expect(names.toSorted()).toEqual(ids.toSorted());
		expect(new Set(pairedWith(run.outputs[0]))).toEqual(new Set([0]));
		expect(fixture.org.calls.length - calls).toBeLessThanOrEqual(8);
	});

	it('stores the report as an Excel file', async () => {
		const run = await runOperation(fixture, { parameters: report({ output: 'file' }) });
		expect((await readStoredFile(fixture, run, 'data')).startsWith('PK')).toBe(true);
		expect(run.rows[0]).toMatchObject({ reportId, fileName: 'All Opportunities.xlsx' });
	});

	it('runs in the background with a filter of each item', async () => {
		const run = await runOperation(fixture, {
			parameters: report({
				output: 'summary',
				filters: {
					values: [{ column: 'AMOUNT', operator: 'equals', value: '={{ $json.amount }}' }],
				},
				options: { runInBackground: true },
			}),
			items: [{ amount: 3 }, { amount: 99 }],
		});
		expect(run.rows.map((row) => row['Record Count'])).toEqual([500, 0]);
	});

	it('is picked from a list with its folder, its columns from its own', async () => {
		const list = 'resource-locator-results';
		const found = await ask<{ results: object[] }>(list, 'searchReports', { filter: 'stage' });
		expect(found.results).toMatchObject([{ name: 'Public Reports / Opportunities by Stage' }]);
		const columns = await ask<INodePropertyOptions[]>('options', 'getReportColumns', {
			path: 'parameters.filters.values[0].column',
		});
		expect(columns.map(({ value }) => value)).toContain('STAGE_NAME');
	});
});

describe('approval', () => {
	it('is submitted, then approved by its record, each item by itself', async () => {
		const items = [{ id: ids[0] }, { id: ids[1] }];
		const submitted = await runOperation(fixture, {
			parameters: { resource: 'approval', operation: 'submit', recordId: '={{ $json.id }}' },
			items,
			after: [traceBack('Source', 'id')],
		});
		expect(submitted.rows.map(({ recordId }) => recordId)).toEqual(ids.slice(0, 2));
		const sources = submitted.execution.nodes.Source![0]!.outputs[0]!;
		expect(sources.map(({ json }) => json.source)).toEqual(ids.slice(0, 2));
		const approved = await runOperation(fixture, {
			parameters: {
				resource: 'approval',
				operation: 'approve',
				workItem: { __rl: true, mode: 'record', value: '={{ $json.id }}' },
			},
			items: [...items, { id: ids[2] }],
			onError: 'continueErrorOutput',
		});
		expect(approved.rows).toMatchObject([{ success: true }, { success: true }]);
		expect(approved.outputs[1]).toMatchObject([
			{ json: { error: expect.stringContaining('No approval is pending') } },
		]);
	});
});
