import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const flow = '/actions/custom/flow/Create_Follow_Up_Task';

describe('invocable actions', () => {
	it('can be found and described', async () => {
		const custom = await call('GET', '/actions/custom');
		const list = await call('GET', custom.body.flow as string);
		expect(list.body.actions).toMatchObject([
			{ name: 'Create_Follow_Up_Task', type: 'FLOW', url: `/services/data/v67.0${flow}` },
		]);
		const { body } = await call('GET', flow);
		expect(body).toMatchObject({ name: 'Create_Follow_Up_Task', type: 'FLOW', standard: false });
		expect(body.inputs[0]).toMatchObject({
			name: 'recordId',
			label: 'Record ID',
			type: 'STRING',
			required: true,
			maxOccurs: 1,
		});
		expect(body.outputs[0]).toMatchObject({ name: 'taskId' });
	});

	it('run a flow once for each set of inputs', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const { status, body } = await call('POST', flow, {
			inputs: [{ recordId: account, subject: 'Call', days: 2 }, { recordId: account }],
		});
		expect(status).toBe(200);
		expect(body).toHaveLength(2);
		expect(body[0]).toMatchObject({
			actionName: 'Create_Follow_Up_Task',
			errors: null,
			isSuccess: true,
			outputValues: {
				Flow__InterviewStatus: 'Finished',
				taskId: expect.stringMatching(/^00T\w{15}$/),
			},
		});
		expect(org.records('Task')).toMatchObject([
			{ Subject: 'Call', WhatId: account },
			{ Subject: 'Follow up', WhatId: account },
		]);
	});

	it('answer 400 for the whole call when one set fails, while the others stay done', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const { status, body } = await call('POST', flow, {
			inputs: [{ recordId: '001000000000000AAA' }, { recordId: account }, {}, { recordId: 5 }],
		});
		expect(status).toBe(400);
		expect(body[0]).toMatchObject({
			isSuccess: false,
			outputValues: null,
			errors: [
				{
					statusCode: 'UNKNOWN_EXCEPTION',
					message: 'An error occurred when executing a flow interview.',
					fields: [],
				},
			],
		});
		expect(body).toMatchObject([
			{ isSuccess: false },
			{ isSuccess: true },
			{ isSuccess: false },
			{ isSuccess: false },
		]);
		expect(org.records('Task')).toHaveLength(1);
	});

	it('run Apex', async () => {
		const [lead] = org.insert('Lead', [{ LastName: 'x', Company: 'y', Phone: '1' }]);
		const { body } = await call('POST', '/actions/custom/apex/ScoreLead', {
			inputs: [{ leadId: lead }],
		});
		expect(body[0].outputValues).toEqual({ output: 40 });
	});

	it('are refused when unknown, or called without inputs', async () => {
		expect((await call('POST', '/actions/custom/flow/Nothing', { inputs: [{}] })).status).toBe(404);
		expect((await call('POST', flow, { inputs: [] })).status).toBe(400);
		expect((await call('POST', '/actions/standard/emailSimple', { inputs: [{}] })).status).toBe(
			404,
		);
	});
});
