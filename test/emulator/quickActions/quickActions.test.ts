import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Org;
let call: Call;
let connection: Connection;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
	const { url: instanceUrl } = org;
	connection = new Connection({ instanceUrl, accessToken: org.issueToken(), version: '67.0' });
});
afterEach(() => org.close());

const namesOf = (actions: unknown) => (actions as { name: string }[]).map(({ name }) => name);

describe('quick actions, as jsforce sees them', () => {
	it('are listed: the global ones, and an object’s with them', async () => {
		const all = await connection.quickActions();
		expect(namesOf(all)).toEqual(['LogACall', 'NewLead']);
		expect(all[0]).toMatchObject({ type: 'LogACall', label: 'Log a Call', urls: {} });
		const ofAccount = await connection.sobject('Account').quickActions();
		expect(namesOf(ofAccount)).toEqual(['LogACall', 'NewLead', 'New_Contact']);
	});

	it('tell their layout and what their form begins with', async () => {
		const action = connection.quickAction('LogACall');
		expect(await action.describe()).toMatchObject({
			targetSobjectType: 'Task',
			defaultValues: [{ field: 'Subject', defaultValue: 'Call' }],
			layout: { layoutRows: expect.any(Array) },
		});
		const nothing = { Description: null, WhoId: null, WhatId: null };
		expect(await action.defaultValues()).toMatchObject(nothing);
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		expect(await action.defaultValues(account)).toMatchObject({ ...nothing, WhatId: account });
	});

	it('are run on a record', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const record = { Subject: 'My Task Test', Description: 'This is the task' };
		const result = await connection.quickAction('LogACall').execute(account!, record);
		expect(result).toMatchObject({ success: true, created: true, contextId: account });
		expect(org.records('Task')).toMatchObject([{ Id: result.id, ...record, WhatId: account }]);
	});
});

describe('quick actions', () => {
	it('create below a record, and update it', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const [id] = org.insert('Case', [{ Subject: 'Broken', Status: 'New' }]);
		await call('POST', '/sobjects/Account/quickActions/New_Contact', {
			contextId: account,
			record: { LastName: 'Doe' },
		});
		const closed = { contextId: id, record: { Status: 'Closed' } };
		const { body } = await call('POST', '/sobjects/Case/quickActions/Close_Case', closed);
		expect(body).toMatchObject({ id, created: false, success: true });
		expect(org.records('Contact')).toMatchObject([{ LastName: 'Doe', AccountId: account }]);
		expect(org.records('Case')).toMatchObject([{ Status: 'Closed' }]);
	});

	it('are refused with what is wrong of the record', async () => {
		const path = '/sobjects/Account/quickActions/New_Contact';
		expect(await call('POST', path, { record: {} })).toMatchObject({
			status: 400,
			body: [{ errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }],
		});
		const [lead] = org.insert('Lead', [{ LastName: 'x', Company: 'y' }]);
		expect((await call('POST', path, { contextId: lead, record: {} })).status).toBe(400);
		// A global action stands below no object.
		const below = '/sobjects/Account/quickActions/LogACall';
		expect((await call('POST', below, { record: {} })).status).toBe(404);
	});
});
