import type { IDataObject, ResourceMapperField } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
let account: string;
beforeEach(async () => {
	org = await startOrg();
	account = org.insert('Account', [{ Name: 'Acme' }])[0]!;
});
afterEach(() => org.close());

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

const autoMap = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
const mapped = (value: IDataObject, schema: object[] = []) =>
	({ mappingMode: 'defineBelow', value, matchingColumns: [], schema }) as IDataObject;

const contextOf = (parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) =>
	createContext(org, {
		...rest,
		parameters: {
			resource: 'action',
			operation: 'run',
			actionType: 'flow',
			action: byName('Create_Follow_Up_Task'),
			fields: autoMap,
			...parameters,
		},
	});

const run = (parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) =>
	runNode(contextOf(parameters, rest));

const visits = byName('Plan_Visits');
const posts = () => org.calls.filter(({ method }) => method === 'POST');

describe('action / run', () => {
	it('runs a flow for 25 items by one call, each with its own outputs', async () => {
		const items = Array.from({ length: 25 }, (_, n) => ({ recordId: account, subject: `S${n}` }));
		const output = await run({}, { items });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(output[3]!.json).toMatchObject({
			success: true,
			outputValues: { taskId: expect.any(String), Flow__InterviewStatus: 'Finished' },
		});
		expect(posts()).toHaveLength(1);
		expect(org.records('Task').map(({ Subject }) => Subject)).toEqual(
			items.map(({ subject }) => subject),
		);
	});

	it('gives each item its own outcome of a call that was refused', async () => {
		const items = [
			{ recordId: account },
			{ recordId: '001000000000000AAA' },
			{ recordId: account },
		];
		const output = await run({}, { items, onError: 'continueRegularOutput' });
		expect(output.map(({ json }) => json)).toMatchObject([
			{ success: true },
			{
				error: 'An error occurred when executing a flow interview.',
				details: { errorCode: 'UNKNOWN_EXCEPTION', advice: expect.stringContaining('flow') },
			},
			{ success: true },
		]);
		expect(posts()).toHaveLength(1);
		await expect(run({}, { items })).rejects.toMatchObject({
			message: 'An error occurred when executing a flow interview. [item 1]',
			description: expect.stringMatching(/^2 actions were run before and stay in effect\./),
		});
	});

	it('takes a flow that waits for a success, with its GUID, and says so', async () => {
		const context = contextOf({
			action: visits,
			fields: mapped({ account, reasons: 'Offer', waitForReply: 'true' }),
		});
		const [output] = await runNode(context);
		expect(output!.json).toMatchObject({
			success: true,
			outputValues: {
				Flow__InterviewStatus: 'Waiting',
				Flow__InterviewGuid: expect.stringMatching(/^[0-9a-f]{40}-[0-9a-f]{4}$/),
			},
		});
		expect(context.hints[0]!.message).toContain('1 of 1 flows have paused');
	});

	it.each<[string, IDataObject]>([
		['as they are', { account: { Id: 'ID' }, reasons: ['Offer', 'Lunch'], urgent: true }],
		['as JSON', { account: '{ "Id": "ID" }', reasons: '["Offer", "Lunch"]', urgent: 'true' }],
		['as short as can be', { account: 'ID', reasons: ['Offer', 'Lunch'], urgent: 1 }],
	])('takes records, lists, moments and flags %s', async (_, written) => {
		const value = JSON.parse(JSON.stringify(written).replace('ID', account)) as IDataObject;
		const firstVisit = '2026-12-24 23:30:00';
		const fields = mapped({ ...value, firstVisit, waitForReply: '' });
		await run({ action: visits, fields }, { timezone: 'America/New_York' });
		expect(org.records('Task')).toMatchObject([
			{ Subject: 'Offer', WhatId: account, Priority: 'High', ActivityDate: '2026-12-25' },
			{ Subject: 'Lunch' },
		]);
	});

	it.each<[string, IDataObject, RegExp]>([
		['an input that is missing', {}, /^The action needs the input 'recordId' \[item 0\]/],
		['a name in another case', { recordID: 'x' }, /no input 'recordID' \[item 0\]/],
		['a value of another type', { recordId: 'x', days: 'many' }, /'days' takes a number/],
		['a stranger', { recordId: 'x', colour: 'red' }, /has no input 'colour'/],
	])('refuses %s before anything is run', async (_, item, message) => {
		await expect(run({}, { items: [item] })).rejects.toThrow(message);
		expect(posts()).toEqual([]);
	});

	it.each([
		['flow', /screen flow/],
		['apex', /@InvocableMethod/],
		['standard', /licenses/],
		['quickAction', /leave 'Object' empty/],
	])('says why a %s may be unknown', async (actionType, reason) => {
		const unknown = run({ actionType, action: byName('Nothing'), fields: mapped({ a: 'b' }) });
		await expect(unknown).rejects.toMatchObject({ description: expect.stringMatching(reason) });
	});

	it('refuses an email alert without its object before anything is sent', async () => {
		const alert = { actionType: 'emailAlert', action: byName('Case_Received') };
		await expect(run(alert)).rejects.toThrow('"Case_Received" does not name an email alert');
		expect(org.calls).toEqual([]);
	});

	it('leaves out what the flow doesn’t take, if it is told to', async () => {
		const items = [{ recordId: account, colour: 'red', subject: null }];
		const [output] = await run({ options: { unknownFields: 'leaveOut' } }, { items });
		expect(output!.json).toMatchObject({ success: true });
		expect(org.records('Task')[0]).toMatchObject({ Subject: 'Follow up' });
	});

	it('asks the org for nothing if the workflow knows the inputs', async () => {
		const { methods } = new Salesforce();
		const editor = createEditorContext(org, {
			actionType: 'flow',
			action: byName('Create_Follow_Up_Task'),
		});
		const { fields: schema } = await methods.resourceMapping.getActionInputs.call(editor);
		const before = org.calls.length;
		const fields = mapped({ recordId: account, days: '3' }, schema);
		await run({ fields });
		expect(org.calls.slice(before)).toMatchObject([{ method: 'POST' }]);
		await expect(run({ fields: mapped({ days: '3' }, schema) })).rejects.toThrow("'recordId'");
		expect(org.calls).toHaveLength(before + 1);
	});

	it('lets the action differ from item to item', async () => {
		const [lead] = org.insert('Lead', [{ LastName: 'x', Company: 'y' }]);
		const output = await run(
			{
				actionType: 'apex',
				action: byName('={{ $json.action }}'),
				fields: mapped({ leadId: lead }),
			},
			{
				items: [{ action: 'ScoreLead' }, { action: 'Nothing' }, { action: '' }],
				onError: 'continueRegularOutput',
			},
		);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ outputValues: { output: 20 } },
			{ details: { errorCode: 'NOT_FOUND', advice: expect.stringContaining('API name') } },
			{ error: "The parameter 'Action' is empty" },
		]);
	});

	it('sends an email, and an alert of an object', async () => {
		const [contact] = org.insert('Contact', [{ LastName: 'Doe', Email: 'doe@acme.com' }]);
		const [id] = org.insert('Case', [{ Subject: 'Broken', ContactId: contact }]);
		await run({
			actionType: 'standard',
			action: byName('emailSimple'),
			fields: mapped({ emailAddresses: 'a@acme.com', emailSubject: 'Hi', emailBody: 'Text' }),
		});
		await run({
			actionType: 'emailAlert',
			action: byName('Case.Case_Received'),
			fields: mapped({ SObjectRowId: id }),
		});
		expect(org.emails).toMatchObject([{ to: ['a@acme.com'] }, { to: ['doe@acme.com'] }]);
	});

	it('submits a record for approval, to whom a list names', async () => {
		const [id] = org.insert('Opportunity', [
			{ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31' },
		]);
		const user = String(org.records('User')[0]!.Id);
		const submit = { actionType: 'standard', action: byName('submit') };
		const fields = mapped({ objectId: id, comment: 'Please', nextApproverIds: `["${user}"]` });
		const [output] = await run({ ...submit, fields });
		expect(output!.json).toMatchObject({
			outputValues: { entityId: id, instanceStatus: 'Pending' },
		});
		expect(org.records('ProcessInstanceWorkitem')).toMatchObject([{ ActorId: user }]);
		await expect(run({ ...submit, fields })).rejects.toThrow(/currently in an approval process/);
	});

	it('cuts the items into calls as the batch size says', async () => {
		const items = Array.from({ length: 5 }, () => ({ recordId: account }));
		await run({ options: { batchSize: 2 } }, { items });
		expect(posts()).toHaveLength(3);
	});

	it('runs nothing twice by Retry On Fail', async () => {
		const items = [{ recordId: account }, { recordId: '001000000000000AAA' }];
		const context = contextOf({}, { items, retryOnFail: true });
		await expect(runNode(context)).rejects.toThrow('interview');
		await expect(runNode(context)).rejects.toThrow('interview');
		expect(org.records('Task')).toHaveLength(1);
	});
});

describe('action / run, quick actions', () => {
	const quick = (parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) =>
		run({ actionType: 'quickAction', ...parameters }, rest);

	it('logs a call on a record', async () => {
		const [output] = await quick({
			action: byName('LogACall'),
			recordId: { __rl: true, mode: 'url', value: `https://acme.my.salesforce.com/${account}` },
			fields: mapped({ Subject: 'Call', Description: 'They want two' }),
		});
		expect(output!.json).toMatchObject({
			success: true,
			outputValues: { created: true, contextId: account },
		});
		expect(org.records('Task')).toMatchObject([
			{ Subject: 'Call', Description: 'They want two', WhatId: account, Status: 'Completed' },
		]);
	});

	it('runs one of an object for each item, and continues after one that is refused', async () => {
		const output = await quick(
			{
				object: byName('Account'),
				action: byName('New_Contact'),
				recordId: { __rl: true, mode: 'id', value: account },
			},
			{ items: [{ FirstName: 'x' }, { LastName: 'Doe' }], onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ details: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] } },
			{ success: true, outputValues: { created: true } },
		]);
		expect(org.records('Contact')).toMatchObject([{ LastName: 'Doe', AccountId: account }]);
	});

	it('refuses what is not a record before anything is sent', async () => {
		const recordId = { __rl: true, mode: 'id', value: 'abc' };
		const parameters = { action: byName('LogACall'), recordId, fields: mapped({ Subject: 'x' }) };
		await expect(quick(parameters)).rejects.toThrow('"abc" is not a record ID');
		expect(org.calls).toEqual([]);
	});
});

describe('the pickers of actions', () => {
	const { listSearch, resourceMapping } = new Salesforce().methods;
	const editor = (parameters: IDataObject) =>
		createEditorContext(org, { resource: 'action', operation: 'run', ...parameters });
	const find = async (parameters: IDataObject, filter = '') =>
		(await listSearch.searchActions.call(editor(parameters), filter)).results;
	const inputsOf = async (parameters: IDataObject) =>
		(await resourceMapping.getActionInputs.call(editor(parameters))).fields;
	const pick = (fields: ResourceMapperField[], id: string) => fields.find((one) => one.id === id);

	it('list what there is of the chosen type', async () => {
		expect(await find({ actionType: 'flow' })).toEqual([
			{ name: 'Create Follow-Up Task (Create_Follow_Up_Task)', value: 'Create_Follow_Up_Task' },
			{ name: 'Plan Visits (Plan_Visits)', value: 'Plan_Visits' },
		]);
		expect(await find({ actionType: 'flow' }, 'visit')).toHaveLength(1);
		expect(await find({ actionType: 'emailAlert' })).toMatchObject([
			{ value: 'Case.Case_Received' },
		]);
		expect(await find({ actionType: 'quickAction' })).toHaveLength(2);
		const ofCase = await find({ actionType: 'quickAction', object: byName('Case') }, 'close');
		expect(ofCase).toEqual([{ name: 'Close Case (Close_Case)', value: 'Close_Case' }]);
	});

	it('read no parameter that the chosen type does not show, which n8n refuses', async () => {
		const context = editor({ actionType: 'flow' });
		const read = context.getCurrentNodeParameter.bind(context);
		context.getCurrentNodeParameter = (name, options) => {
			if (name === 'object') throw new Error('Could not find property');
			return read(name, options);
		};
		expect((await listSearch.searchActions.call(context)).results).toHaveLength(2);
	});

	it('make fields of a flow’s inputs: type, required mark and help', async () => {
		const fields = await inputsOf({ actionType: 'flow', action: byName('Plan_Visits') });
		expect(fields.map(({ id, type, required }) => [id, type, required])).toEqual([
			['account', 'object', true],
			['reasons', 'array', true],
			['firstVisit', 'dateTime', false],
			['urgent', 'options', false],
			['waitForReply', 'options', false],
		]);
		expect(pick(fields, 'account')!.displayName).toBe('Account (account), Account as JSON');
		const task = await inputsOf({ actionType: 'flow', action: byName('Create_Follow_Up_Task') });
		expect(pick(task, 'recordId')!.displayName).toBe(
			'Record ID (recordId): The record that the task is about',
		);
		const mail = await inputsOf({ actionType: 'standard', action: byName('emailSimple') });
		expect(pick(mail, 'senderType')).toMatchObject({ type: 'options' });
	});

	it('make fields of a quick action’s form, with what it begins with', async () => {
		const close = {
			actionType: 'quickAction',
			object: byName('Case'),
			action: byName('Close_Case'),
		};
		const fields = await inputsOf(close);
		expect(fields).toMatchObject([
			{ id: 'Status', required: true, type: 'options', defaultValue: 'Closed' },
			{ id: 'Description', required: false },
		]);
	});
});
