import type { IPollFunctions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { Salesforce } from '../../nodes/Salesforce/Salesforce.node';
import { SalesforceTrigger } from '../../nodes/SalesforceTrigger/SalesforceTrigger.node';
import { createContext, createEditorContext, credentialOf } from './createContext';
import { runNode } from './runNode';

const SECOND = 'second@acme.example';
const REFUSED = `'Run As User' names ${SECOND}, but this credential does not allow that user`;

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
	org.insert('User', [{ Username: SECOND, LastName: 'Second', IsActive: true }]);
	org.app.preauthorizedUsernames.push(SECOND);
});
afterEach(() => org.close());

const whoAmI = {
	authentication: 'jwtBearer',
	resource: 'apiRequest',
	operation: 'send',
	method: 'GET',
	path: '/services/oauth2/userinfo',
	options: { runAsUser: '={{ $json.user }}' },
};

function runAs(users: string[], allowedUsers?: string) {
	const credential = { ...credentialOf(org), ...(allowedUsers !== undefined && { allowedUsers }) };
	const items = users.map((user) => ({ user }));
	const onError = 'continueRegularOutput';
	return runNode(createContext(org, { items, onError, credential, parameters: whoAmI }));
}

const refused = {
	error: REFUSED,
	details: {
		errorCode: 'USER_NOT_ALLOWED',
		advice: expect.stringContaining("'Users That Workflows May Act As'") as string,
	},
};

describe('who may be acted as with a shared credential', () => {
	it.each([undefined, ''])(
		"is the credential's own user alone if nobody is named (%j), and others are refused before anything is signed",
		async (allowedUsers) => {
			const [other, own, named] = await runAs(
				[SECOND, '', ` ${org.username.toUpperCase()} `],
				allowedUsers,
			);
			expect(other!.json).toMatchObject(refused);
			expect(own!.json).toMatchObject({ preferred_username: org.username });
			expect(named!.json).toMatchObject({ preferred_username: org.username });
			expect(org.tokenRequests.every(({ status }) => status === 200)).toBe(true);
			expect(org.calls.some(({ username }) => username === SECOND)).toBe(false);
		},
	);

	it('is whoever the credential names besides, if Salesforce lets them in', async () => {
		const [second, una] = await runAs([SECOND, org.unapprovedUsername], `${SECOND}\nunapproved@*`);
		expect(second!.json).toMatchObject({ preferred_username: SECOND });
		expect(una!.json.error).toContain("user hasn't approved this consumer");
	});

	it('is refused with the item if the workflow stops', async () => {
		const context = createContext(org, { items: [{ user: SECOND }], parameters: whoAmI });
		await expect(runNode(context)).rejects.toThrow(`${REFUSED} [item 0]`);
		expect(org.tokenRequests).toHaveLength(0);
	});

	it('holds for the trigger', async () => {
		const context = createEditorContext(org, {
			authentication: 'jwtBearer',
			object: { __rl: true, mode: 'name', value: 'Contact' },
			triggerOn: 'created',
			fields: '',
			condition: '',
			options: { runAsUser: SECOND },
		});
		const polling = new SalesforceTrigger().poll.call({
			...context,
			getMode: () => 'trigger',
			getWorkflowStaticData: () => ({}),
			getTimezone: () => 'UTC',
		} as unknown as IPollFunctions);
		await expect(polling).rejects.toThrow(REFUSED);
		expect(org.tokenRequests).toHaveLength(0);
	});

	it("leaves the editor's lists to the credential's own user", async () => {
		const parameters = { ...whoAmI, resource: 'record', options: { runAsUser: SECOND } };
		const editor = createEditorContext(org, parameters);
		await new Salesforce().methods.listSearch.searchObjects.call(editor, 'Contact');
		expect(new Set(org.calls.map(({ username }) => username))).toEqual(new Set([org.username]));
	});
});
