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
			{ name: 'Plan_Visits' },
		]);
		const roots = await call('GET', '/actions');
		const standard = await call('GET', roots.body.standard as string);
		expect(standard.body.actions).toMatchObject([
			{ name: 'emailSimple', type: 'EMAILSIMPLE' },
			{ name: 'submit', type: 'SUBMITAPPROVAL' },
		]);
		const alerts = await call('GET', custom.body.emailAlert as string);
		expect(alerts.body.actions).toMatchObject([
			{
				name: 'Case.Case_Received',
				url: '/services/data/v67.0/actions/custom/emailAlert/Case/Case_Received',
			},
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
				Flow__InterviewGuid: expect.stringMatching(/^[0-9a-f]{40}-[0-9a-f]{4}$/),
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

	it('take records, lists and moments, and may wait', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const visits = {
			account: { attributes: { type: 'Account' }, Id: account },
			reasons: ['Offer', 'Lunch'],
			firstVisit: '2026-12-24T10:00:00.000Z',
			urgent: true,
			waitForReply: true,
		};
		const path = '/actions/custom/flow/Plan_Visits';
		const { status, body } = await call('POST', path, { inputs: [visits] });
		expect([status, body[0].isSuccess]).toEqual([200, true]);
		expect(body[0].outputValues).toMatchObject({ Flow__InterviewStatus: 'Waiting' });
		expect(org.records('Task')).toMatchObject([
			{ Subject: 'Offer', Priority: 'High', ActivityDate: '2026-12-24' },
			{ Subject: 'Lunch' },
		]);
		const wrong = [
			{ ...visits, account: { Id: account } },
			{ ...visits, reasons: 'Offer' },
			{ ...visits, firstVisit: 'tomorrow' },
			{ ...visits, Reasons: [] },
		];
		const refused = await call('POST', path, { inputs: wrong });
		const refusal = { isSuccess: false };
		expect(refused.body).toMatchObject([refusal, refusal, refusal, refusal]);
	});

	it('send emails, and log them if they are told to', async () => {
		const [contact] = org.insert('Contact', [{ LastName: 'Doe', Email: 'doe@acme.com' }]);
		const [id] = org.insert('Case', [{ Subject: 'Broken', ContactId: contact }]);
		const mail = { emailSubject: 'Note', emailBody: 'Hello', relatedRecordId: id };
		const { status, body } = await call('POST', '/actions/standard/emailSimple', {
			inputs: [
				{ ...mail, emailAddresses: 'fred@acme.com, bill@acme.com', logEmailOnSend: true },
				{ ...mail, emailAddresses: 'nobody' },
			],
		});
		expect(status).toBe(400);
		expect(body).toMatchObject([
			{ isSuccess: true },
			{ errors: [{ message: 'Email address is invalid: nobody' }] },
		]);
		await call('POST', '/actions/custom/emailAlert/Case/Case_Received', {
			inputs: [{ SObjectRowId: id }],
		});
		expect(org.emails).toMatchObject([
			{ to: ['fred@acme.com', 'bill@acme.com'], subject: 'Note', relatedTo: id },
			{ to: ['doe@acme.com'], subject: 'We have received your case: Broken' },
		]);
		expect(org.records('Task')).toMatchObject([{ Subject: 'Email: Note', WhatId: id }]);
	});

	it('keep out who has no access to the Apex class', async () => {
		const [flowAction] = org.actions;
		org.actions.push({ ...flowAction!, kind: 'apex', name: 'Secret', isDenied: () => true });
		expect(await call('GET', '/actions/custom/apex/Secret')).toMatchObject({
			status: 403,
			body: [{ errorCode: 'FORBIDDEN' }],
		});
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
		expect((await call('POST', '/actions/standard/nothing', { inputs: [{}] })).status).toBe(404);
		const many = Array.from({ length: 201 }, () => ({ recordId: '1' }));
		expect((await call('POST', flow, { inputs: many })).body).toMatchObject([
			{ errorCode: 'LIMIT_EXCEEDED' },
		]);
	});
});
