import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, pairedWith, runOperation } from './runOperation';

let fixture: Fixture;
let account: string;
beforeEach(async () => {
	fixture = await openFixture();
	account = fixture.org.insert('Account', [{ Name: 'Acme' }])[0]!;
});
afterEach(() => fixture.close());

const flow = {
	resource: 'action',
	operation: 'run',
	actionType: 'flow',
	action: byName('Create_Follow_Up_Task'),
	fields: autoMap(),
};

const subjects = (count: number) => Array.from({ length: count }, (_, n) => `Call ${n}`);

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('flows and actions by %s', (by) => {
	it('run for 25 items by one call', async () => {
		const items = subjects(25).map((subject) => ({ recordId: account, subject }));
		const { rows, outputs } = await runOperation(fixture, { parameters: flow, items, flow: by });
		expect(rows.every(({ success }) => success)).toBe(true);
		expect(pairedWith(outputs[0])).toEqual(items.map((_, n) => n));
		expect(fixture.org.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
		expect(fixture.org.records('Task').map(({ Subject }) => Subject)).toEqual(subjects(25));
	});
});

describe('flows and actions', () => {
	it('send what a mixed answer refuses to the error output, the others on', async () => {
		const items = [account, '001000000000000AAA', account].map((recordId) => ({ recordId }));
		const { outputs } = await runOperation(fixture, {
			parameters: flow,
			items,
			onError: 'continueErrorOutput',
			after: [
				{ name: 'Refused', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {}, from: 1 },
			],
		});
		expect(outputs.map((output) => pairedWith(output))).toEqual([[0, 2], [1]]);
		expect(outputs[1]![0]!.json).toMatchObject({
			error: 'An error occurred when executing a flow interview.',
		});
	});

	it('run none twice by Retry On Fail', async () => {
		const items = [account, '001000000000000AAA'].map((recordId) => ({ recordId }));
		const { error } = await runOperation(fixture, { parameters: flow, items, retryOnFail: true });
		expect(error?.message).toContain('flow interview. [item 1]');
		expect(fixture.org.records('Task')).toHaveLength(1);
	});

	it('take mapped records, lists and moments', async () => {
		const { rows } = await runOperation(fixture, {
			parameters: {
				...flow,
				action: byName('Plan_Visits'),
				fields: {
					mappingMode: 'defineBelow',
					value: {
						account: '={{ { Id: $json.id } }}',
						reasons: '={{ $json.reasons }}',
						firstVisit: '2026-12-24T23:30:00',
						waitForReply: true,
					},
					matchingColumns: [],
					schema: [],
				},
			},
			items: [{ id: account, reasons: ['Offer', 'Lunch'] }],
			timezone: 'America/New_York',
		});
		expect(rows).toMatchObject([{ outputValues: { Flow__InterviewStatus: 'Waiting' } }]);
		expect(fixture.org.records('Task')).toMatchObject([
			{ Subject: 'Offer', ActivityDate: '2026-12-25' },
			{ Subject: 'Lunch' },
		]);
	});
});

describe('Apex REST', () => {
	it('gives a file as it comes, with status and headers', async () => {
		const bytes = Buffer.from([0, 255, 254, 1]);
		fixture.org.apexRestClasses.push({
			name: 'Offer',
			urlMapping: '/offer/*',
			methods: {
				GET: () => ({ answer: { status: 200, body: { bytes, type: 'application/pdf' } } }),
			},
		});
		const { outputs } = await runOperation(fixture, {
			parameters: {
				resource: 'apexRest',
				operation: 'send',
				method: 'GET',
				path: { __rl: true, mode: 'path', value: '=offer/{{ $json.number }}' },
				options: { responseFormat: 'file', fullResponse: true },
			},
			items: [{ number: 7 }],
		});
		const [item] = outputs[0]!;
		expect(item!.json).toMatchObject({
			statusCode: 200,
			headers: { 'content-type': 'application/pdf' },
		});
	});
});

describe('the org', () => {
	it('tells who the credential acts as, without a login of its own', async () => {
		const { rows } = await runOperation(fixture, {
			parameters: { resource: 'org', operation: 'getUser' },
		});
		const { org } = fixture;
		expect(rows).toMatchObject([{ username: org.username, organizationId: org.id }]);
		expect(org.logins).toBeLessThanOrEqual(1);
	});
});
