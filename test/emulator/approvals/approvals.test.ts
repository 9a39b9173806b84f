import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;
let opportunity: string;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
	const [id] = org.insert('Opportunity', [
		{ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31' },
	]);
	opportunity = id ?? '';
});
afterEach(() => org.close());

async function ask(actionType: string, contextId: string) {
	const { status, body } = await call('POST', '/process/approvals', {
		requests: [{ actionType, contextId, comments: 'x' }],
	});
	return { status, result: body[0] };
}

describe('approvals', () => {
	it('go through two steps, the record locked until the last', async () => {
		const submitted = await ask('Submit', opportunity);
		expect(submitted).toEqual({
			status: 200,
			result: {
				actorIds: [expect.stringMatching(/^005/)],
				entityId: opportunity,
				errors: null,
				instanceId: expect.stringMatching(/^04g\w{15}$/),
				instanceStatus: 'Pending',
				newWorkitemIds: [expect.stringMatching(/^04i\w{15}$/)],
				success: true,
			},
		});
		const locked = await call('PATCH', `/sobjects/Opportunity/${opportunity}`, { Name: 'x' });
		expect(locked.body[0].errorCode).toBe('ENTITY_IS_LOCKED');
		const first = await ask('Approve', submitted.result.newWorkitemIds[0] as string);
		expect(first.result).toMatchObject({ instanceStatus: 'Pending', success: true });
		const [workitem] = first.result.newWorkitemIds as string[];
		expect(workitem).not.toBe(submitted.result.newWorkitemIds[0]);
		const second = await ask('Approve', workitem ?? '');
		expect(second.result).toMatchObject({ instanceStatus: 'Approved', newWorkitemIds: [] });
		const free = await call('PATCH', `/sobjects/Opportunity/${opportunity}`, { Name: 'x' });
		expect(free.status).toBe(204);
	});

	it('end at once with a rejection', async () => {
		const submitted = await ask('Submit', opportunity);
		const { result } = await ask('Reject', submitted.result.newWorkitemIds[0] as string);
		expect(result).toMatchObject({
			actorIds: null,
			instanceStatus: 'Rejected',
			newWorkitemIds: [],
			success: true,
		});
	});

	it('are refused twice, for other objects, for work items that are gone', async () => {
		await ask('Submit', opportunity);
		const [account] = org.insert('Account', [{ Name: 'x' }]);
		for (const [action, id, statusCode] of [
			['Submit', opportunity, 'ALREADY_IN_PROCESS'],
			['Submit', account ?? '', 'NO_APPLICABLE_PROCESS'],
			['Submit', '006000000000000AAA', 'INVALID_CROSS_REFERENCE_KEY'],
			['Approve', '04i000000000000AAA', 'INVALID_CROSS_REFERENCE_KEY'],
			['Forget', opportunity, 'INVALID_ACTION_TYPE'],
		] as const) {
			const { status, result } = await ask(action, id);
			expect([status, result.success, result.errors[0].statusCode]).toEqual([
				400,
				false,
				statusCode,
			]);
		}
	});

	it('are those of the org: entry criteria, approvers who must all agree, a manager', async () => {
		const all = [org.username, org.unapprovedUsername];
		const approvers = { object: 'Account', name: 'Both', developerName: 'Both' };
		org.addApprovalProcess({
			...approvers,
			entryCriteria: "Industry = 'Banking'",
			steps: [{ approvers: all }],
		});
		org.addApprovalProcess({
			...{ object: 'Account', name: 'Manager', developerName: 'By_Manager' },
			steps: [{ approvers: 'manager' }],
		});
		const [bank, other] = org.insert('Account', [
			{ Name: 'x', Industry: 'Banking' },
			{ Name: 'y' },
		]);
		const { result } = await ask('Submit', bank ?? '');
		expect(result.newWorkitemIds).toHaveLength(2);
		const [first, second] = result.newWorkitemIds as [string, string];
		expect((await ask('Approve', first)).result).toMatchObject({
			instanceStatus: 'Pending',
			newWorkitemIds: [],
		});
		const stranger = await ask('Approve', second);
		expect(stranger.result.errors[0].statusCode).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
		expect((await ask('Submit', other ?? '')).result.errors[0].statusCode).toBe(
			'MANAGER_NOT_DEFINED',
		);
		expect(org.records('ProcessInstance')).toHaveLength(1);
	});

	it('are recalled by their submitter, and free the record', async () => {
		const { result } = await ask('Submit', opportunity);
		const recalled = await ask('Removed', result.newWorkitemIds[0] as string);
		expect(recalled.result).toMatchObject({ instanceStatus: 'Removed', actorIds: null });
		expect(org.records('ProcessInstanceWorkitem')).toEqual([]);
		const free = await call('PATCH', `/sobjects/Opportunity/${opportunity}`, { Name: 'x' });
		expect(free.status).toBe(204);
	});

	it('that wait are found by SOQL, with their record and what was said', async () => {
		await ask('Submit', opportunity);
		const q = encodeURIComponent(
			`SELECT Id, Actor.Name, ProcessInstance.TargetObject.Name, ProcessInstance.TargetObject.Type, ProcessInstance.ProcessDefinition.DeveloperName FROM ProcessInstanceWorkitem WHERE ProcessInstance.TargetObjectId = '${opportunity}' AND ProcessInstance.Status = 'Pending'`,
		);
		const { body } = await call('GET', `/query?q=${q}`);
		expect(body.records).toMatchObject([
			{
				Id: expect.stringMatching(/^04i/),
				Actor: { Name: 'Integration' },
				ProcessInstance: {
					TargetObject: { Name: 'Deal', Type: 'Opportunity' },
					ProcessDefinition: { DeveloperName: 'Discount_Approval' },
				},
			},
		]);
		expect(org.records('ProcessInstanceStep')).toMatchObject([
			{ StepStatus: 'Started', Comments: 'x' },
		]);
	});

	it('answer refusals and work items as orgs differ in it', async () => {
		org.setPolicy({ approvalRefusalStatus: 200, approvalWorkitemKey: 'newWorkItemIds' });
		const { result } = await ask('Submit', opportunity);
		expect(result.newWorkItemIds).toHaveLength(1);
		const again = await ask('Submit', opportunity);
		expect([again.status, again.result.success]).toEqual([200, false]);
	});

	it('come 200 in a call', async () => {
		const requests = Array(201).fill({ actionType: 'Submit', contextId: opportunity });
		const { status, body } = await call('POST', '/process/approvals', { requests });
		expect([status, body[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
	});

	it('are listed by object', async () => {
		const { body } = await call('GET', '/process/approvals');
		expect(body.approvals.Opportunity).toMatchObject([{ name: 'Discount_Approval' }]);
	});
});

describe('process rules', () => {
	it('do their field updates if they apply', async () => {
		const ids = org.insert('Case', [{ Priority: 'High' }, { Priority: 'Low' }]);
		const { status, body } = await call('POST', '/process/rules/Case', { contextIds: ids });
		expect([status, body]).toEqual([200, { errors: null, success: true }]);
		expect(org.records('Case').map(({ IsEscalated }) => IsEscalated)).toEqual([true, false]);
	});

	it('are listed, and refused for records and objects that are not there', async () => {
		expect((await call('GET', '/process/rules')).body.rules.Case).toHaveLength(1);
		const gone = { contextIds: ['500000000000000AAA'] };
		expect((await call('POST', '/process/rules', gone)).status).toBe(400);
		expect((await call('POST', '/process/rules/Case', gone)).status).toBe(400);
		expect((await call('POST', '/process/rules/Lead', gone)).status).toBe(404);
	});
});
