import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../../emulator';

/** What jsforce's own tests of processes do, in its words. */
let org: Org;
let connection: Connection;
let accountId: string;
beforeEach(async () => {
	org = await startOrg();
	org.addApprovalProcess({
		object: 'Account',
		name: 'Test Approval',
		developerName: 'Test_Approval',
		steps: [{}, {}],
	});
	connection = new Connection({
		instanceUrl: org.url,
		accessToken: org.issueToken(),
		version: '67.0',
	});
	[accountId = ''] = org.insert('Account', [{ Name: 'Process Test' }]);
});
afterEach(() => org.close());

/** jsforce's types spell the key as some orgs do, its tests as the documentation does. */
const workitemOf = (result: object) =>
	String((result as { newWorkitemIds: string[] }).newWorkitemIds[0]);

describe('jsforce', () => {
	test('lists process rules and triggers them', async () => {
		const { rule } = connection.process;
		const rules = Object.values(await rule.list()).flat();
		expect(rules).toMatchObject([
			{ id: expect.any(String), name: expect.any(String), object: 'Case' },
		]);
		expect(await rule.trigger(accountId)).toEqual({ errors: null, success: true });
	});

	test('submits, approves and rejects', async () => {
		const { approval } = connection.process;
		expect((await approval.list()).Account).toMatchObject([{ name: 'Test Approval' }]);
		const submitted = await approval.submit(accountId, 'Please.');
		expect(submitted).toMatchObject({ success: true, errors: null, instanceStatus: 'Pending' });
		const approved = await approval.approve(workitemOf(submitted), 'Approved.');
		expect(approved).toMatchObject({ success: true, instanceStatus: 'Pending' });
		const rejected = await approval.reject(workitemOf(approved), 'Rejected.');
		expect(rejected).toMatchObject({
			success: true,
			actorIds: null,
			entityId: accountId,
			instanceStatus: 'Rejected',
			newWorkitemIds: [],
		});
	});
});
