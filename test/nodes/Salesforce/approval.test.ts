import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { listSearch } from '../../../nodes/shared/lists';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
let records: string[];
beforeEach(async () => {
	org = await startOrg();
	records = org.insert(
		'Opportunity',
		[1, 2, 3].map((n) => ({ Name: `Deal ${n}`, StageName: 'New', CloseDate: '2026-12-31' })),
	);
});
afterEach(() => org.close());

const run = async (
	operation: string,
	parameters: IDataObject,
	rest: Omit<ContextOptions, 'parameters'> = {},
) => {
	const all = { resource: 'approval', operation, ...parameters };
	return (await runNode(createContext(org, { ...rest, parameters: all }))).map(({ json }) => json);
};
const items = () => records.map((id) => ({ id }));
const submit = (more: IDataObject = {}, rest: Omit<ContextOptions, 'parameters'> = {}) =>
	run('submit', { recordId: '={{ $json.id }}', ...more }, { items: items(), ...rest });
const byRecord = { workItem: { __rl: true, mode: 'record', value: '={{ $json.id }}' } };
const continued = { onError: 'continueRegularOutput' as const };
const posts = () => org.calls.filter(({ method }) => method === 'POST');

describe('approval / submit', () => {
	it('submits all items in one call, each with its work item', async () => {
		const output = await submit({ options: { comments: 'Please' } });
		expect(output).toEqual(
			records.map((recordId) => ({
				success: true,
				recordId,
				instanceId: expect.stringMatching(/^04g/) as string,
				instanceStatus: 'Pending',
				newWorkItemIds: [expect.stringMatching(/^04i/)],
				actorIds: [expect.stringMatching(/^005/)],
			})),
		);
		expect(org.calls).toHaveLength(1);
		expect(org.records('ProcessInstanceStep')[0]).toMatchObject({ Comments: 'Please' });
	});

	it('takes URLs, approvers, the process and the submitter of each item', async () => {
		const process = org.addApprovalProcess({
			...{ object: 'Opportunity', name: 'Second', developerName: 'Second' },
			entryCriteria: "StageName = 'Old'",
			steps: [{}],
		});
		const [, integration, other] = org.records('User').map(({ Id }) => String(Id));
		const [output] = await run('submit', {
			recordId: `${org.url}/lightning/r/Opportunity/${records[0]}/view`,
			process: { __rl: true, mode: 'name', value: 'Second' },
			options: {
				nextApproverIds: ` ${other} , `,
				skipEntryCriteria: true,
				submitterId: integration,
			},
		});
		expect(output).toMatchObject({ actorIds: [other] });
		expect(org.records('ProcessInstance')).toMatchObject([{ ProcessDefinitionId: process }]);
	});

	it.each([200, 400])(
		'gives each item its own outcome, refusals with status %s',
		async (status) => {
			org.setPolicy({ approvalRefusalStatus: status, approvalWorkitemKey: 'newWorkItemIds' });
			await submit({}, { items: [{ id: records[1] }] });
			const output = await submit({}, continued);
			expect(output.map(({ success }) => success)).toEqual([true, undefined, true]);
			expect(output[1]).toMatchObject({
				error: expect.stringContaining('currently in an approval process') as string,
				details: { errorCode: 'ALREADY_IN_PROCESS' },
			});
			expect(output[0]!.newWorkItemIds).toHaveLength(1);
			expect(posts()).toHaveLength(2);
		},
	);

	it.each([
		['recordId', { recordId: 'nobody' }, 'not a record ID'],
		['recordId', { recordId: '' }, 'record ID is empty'],
		['approver', { options: { nextApproverIds: '005x' } }, "'Next Approver IDs' takes IDs"],
		['submitter', { options: { submitterId: 'Jane' } }, "'Submitter ID' takes IDs"],
	])('refuses a wrong %s before anything is sent', async (_, wrong, message) => {
		await expect(submit(wrong)).rejects.toThrow(message);
		expect(org.calls).toHaveLength(0);
	});

	it('takes it for unknown if a refusal has results that fit no request: others may be done', async () => {
		const body = [{ success: true, instanceId: '04gxx0000000001' }];
		org.addFault({ match: { path: 'approvals' }, status: 400, body });
		const output = await submit({}, continued);
		expect(output.map(({ details }) => details)).toMatchObject(
			records.map(() => ({ errorCode: 'UNKNOWN_OUTCOME' })),
		);
		expect(posts()).toHaveLength(1);
	});

	it('never sends again what got no answer', async () => {
		org.addFault({ match: { path: 'approvals' }, dropAfter: true });
		const output = await submit({}, continued);
		expect(output).toHaveLength(3);
		for (const { error, details } of output) {
			expect(details).toMatchObject({ errorCode: 'UNKNOWN_OUTCOME' });
			expect(error).toContain('Approval History');
		}
		expect(posts()).toHaveLength(1);
		expect(org.records('ProcessInstance')).toHaveLength(3);
	});

	it('sends 200 requests a call, and two for one record one after the other', async () => {
		const many = Array.from({ length: 250 }, () => ({ id: records[0] }));
		await submit({}, { items: many.slice(0, 2), ...continued });
		expect(posts()).toHaveLength(2);
		const ids = org.insert(
			'Opportunity',
			many.map((_, n) => ({ Name: `x${n}`, StageName: 'New', CloseDate: '2026-12-31' })),
		);
		await submit({}, { items: ids.map((id) => ({ id })) });
		expect(posts()).toHaveLength(4);
	});
});

describe('approval / approve, reject, recall', () => {
	beforeEach(async () => {
		await submit();
	});

	it('finds the work items of all records by one query', async () => {
		const calls = org.calls.length;
		const output = await run('approve', byRecord, { items: items() });
		expect(output.map(({ instanceStatus }) => instanceStatus)).toEqual(Array(3).fill('Pending'));
		expect(output.map(({ recordId }) => recordId)).toEqual(records);
		expect(org.calls.length - calls).toBe(2);
		const again = await run('approve', byRecord, { items: items() });
		expect(again[0]).toMatchObject({ instanceStatus: 'Approved', newWorkItemIds: [] });
	});

	it('takes the ID of a work item', async () => {
		const [workItem] = org.records('ProcessInstanceWorkitem');
		const value = String(workItem!.Id).slice(0, 15);
		const [output] = await run('reject', {
			workItem: { __rl: true, mode: 'id', value },
			options: { comments: 'Too much' },
		});
		expect(output).toMatchObject({ instanceStatus: 'Rejected', recordId: records[0] });
		expect(org.records('ProcessInstanceStep').at(-1)).toMatchObject({ Comments: 'Too much' });
	});

	it('recalls, also where several would have to approve', async () => {
		org.addApprovalProcess({
			...{ object: 'Account', name: 'Both', developerName: 'Both' },
			steps: [{ approvers: [org.username, org.unapprovedUsername] }],
		});
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		await submit({}, { items: [{ id: account! }] });
		const own = { items: [{ id: account! }], ...continued };
		const [several] = await run('approve', byRecord, own);
		expect(several).toMatchObject({ details: { errorCode: 'SEVERAL_WORK_ITEMS' } });
		expect(several!.error).toMatch(/04i\w+ \(Integration\)/);
		const [recalled] = await run('recall', byRecord, own);
		expect(recalled).toMatchObject({ success: true, instanceStatus: 'Removed' });
	});

	it('says where nothing is pending, and does the others', async () => {
		await run('recall', byRecord, { items: [{ id: records[0]! }] });
		const output = await run('reject', byRecord, { items: items(), ...continued });
		expect(output[0]).toMatchObject({
			error: `No approval is pending for the record ${records[0]}`,
			details: { errorCode: 'NO_PENDING_APPROVAL' },
		});
		expect(output.slice(1)).toMatchObject([{ success: true }, { success: true }]);
	});

	it('stops before anything is decided if an item has nothing pending', async () => {
		await run('recall', byRecord, { items: [{ id: records[0]! }] });
		const sent = posts().length;
		await expect(run('approve', byRecord, { items: items() })).rejects.toThrow('No approval');
		expect(posts()).toHaveLength(sent);
	});

	it.each([
		['', 'is empty'],
		['Deal 1', 'not a record ID'],
		['006xx000004TmiQAAS', 'not the ID of a work item'],
	])('refuses "%s" as a work item before anything is sent', async (value, message) => {
		const calls = org.calls.length;
		const workItem = { __rl: true, mode: 'id', value };
		await expect(run('approve', { workItem })).rejects.toThrow(message);
		expect(org.calls).toHaveLength(calls);
	});

	it('says what to do if the user may not see what is pending', async () => {
		const message = "sObject type 'ProcessInstanceWorkitem' is not supported.";
		const body = [{ errorCode: 'INVALID_TYPE', message }];
		org.addFault({ match: { path: /query/ }, times: 1, status: 400, body });
		await expect(run('approve', byRecord, { items: items() })).rejects.toMatchObject({
			description: expect.stringContaining("choose By ID for 'Work Item'"),
		});
	});

	it('sends again what another transaction held, and only that', async () => {
		org.addFault({ match: { method: 'POST', path: 'process/approvals' }, lockRows: 1 });
		const sent = posts().length;
		const output = await run('reject', byRecord, { items: items() });
		expect(output.map(({ success }) => success)).toEqual([true, true, true]);
		expect(posts()).toHaveLength(sent + 2);
	}, 10_000);
});

describe('approval / getAll', () => {
	it('lists what is pending, by approver and object', async () => {
		await submit();
		const all = await run('getAll', { returnAll: true });
		expect(all).toHaveLength(3);
		expect(all[0]).toEqual({
			id: expect.stringMatching(/^04i/) as string,
			recordId: records[0],
			recordName: 'Deal 1',
			object: 'Opportunity',
			process: 'Discount_Approval',
			instanceId: expect.stringMatching(/^04g/) as string,
			actorId: expect.stringMatching(/^005/) as string,
			actorName: 'Integration',
			submittedById: expect.stringMatching(/^005/) as string,
			createdDate: expect.stringMatching(/^\d{4}-/) as string,
		});
		expect(await run('getAll', { limit: 2 })).toHaveLength(2);
		const [admin] = org.records('User').map(({ Id }) => String(Id));
		expect(await run('getAll', { options: { actorId: admin! } })).toEqual([]);
		expect(await run('getAll', { options: { object: 'opportunity' } })).toHaveLength(3);
		expect(await run('getAll', { options: { object: 'Account' } })).toEqual([]);
	});
});

describe('the list of approval processes', () => {
	it('shows each with its object', async () => {
		const editor = createEditorContext(org, { resource: 'approval', operation: 'submit' });
		const { results } = (await listSearch.searchApprovalProcesses.call(editor, 'opp')) as {
			results: object[];
		};
		expect(results).toEqual([
			{ name: 'Discount_Approval (Opportunity)', value: expect.stringMatching(/^04a/) as string },
		]);
	});
});
