import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialData, credentialName } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import { byName, pairedWith, runOperation, type OperationToRun } from './runOperation';

const SECOND = 'second.user@example.com';

let fixture: Fixture;

/** Enters them into the credential, as its owner does. */
async function allowUsers(allowedUsers: string): Promise<void> {
	const { api, org, flows } = fixture;
	const { id, type, label } = flows.jwtBearer.credential;
	const data = { ...credentialData('jwtBearer', org), allowedUsers };
	const name = credentialName({ label });
	await api.call('PATCH', `/rest/credentials/${id}`, { name, type, data });
}

beforeEach(async () => {
	fixture = await openFixture();
	const { org } = fixture;
	org.insert('User', [{ Username: SECOND, LastName: 'Second', IsActive: true }]);
	org.app.preauthorizedUsernames.push(SECOND);
	await allowUsers(`${SECOND}, *@acme.example`);
});
afterEach(() => fixture.close());

const createAs = (users: string[], rest: Omit<OperationToRun, 'parameters' | 'items'>) =>
	runOperation(fixture, {
		parameters: {
			resource: 'record',
			operation: 'create',
			object: byName('Contact'),
			fields: {
				mappingMode: 'defineBelow',
				value: { LastName: '={{ $json.name }}' },
				matchingColumns: [],
				schema: [],
			},
			options: { runAsUser: '={{ $json.user }}' },
		},
		items: users.map((user, n) => ({ user, name: `Doe ${n}` })),
		...rest,
	});

const userIdOf = (username: string) =>
	fixture.org.records('User').find(({ Username }) => Username === username)!.Id;

describe('Run As User', () => {
	it('acts as the user of each item, with one session each, and fails only those of an unapproved one', async () => {
		const { org } = fixture;
		const users = [org.username, SECOND, org.unapprovedUsername, org.username, SECOND];
		const run = await createAs(users, { flow: 'jwtBearer', onError: 'continueErrorOutput' });
		const [saved, failed] = run.outputs;
		expect(pairedWith(saved)).toEqual([0, 1, 3, 4]);
		expect(pairedWith(failed)).toEqual([2]);
		expect(failed![0]!.json.error).toContain("user hasn't approved this consumer");
		expect(failed![0]!.json.details).toMatchObject({
			advice: expect.stringMatching(/authori/i) as string,
		});
		const ownerOf = (id: unknown) =>
			org.records('Contact').find(({ Id }) => Id === id)!.CreatedById;
		expect(run.rows.map(({ id }) => ownerOf(id))).toEqual(
			[org.username, SECOND, org.username, SECOND].map(userIdOf),
		);
		expect(org.logins).toBe(2);
		expect(org.calls).toHaveLength(2);
	});

	it('runs item by item as each user, too', async () => {
		const { org } = fixture;
		const run = await runOperation(fixture, {
			flow: 'jwtBearer',
			parameters: {
				resource: 'apiRequest',
				operation: 'send',
				method: 'GET',
				path: '/services/oauth2/userinfo',
				options: { runAsUser: '={{ $json.user }}' },
			},
			items: [SECOND, org.unapprovedUsername, ''].map((user) => ({ user })),
			onError: 'continueRegularOutput',
		});
		expect(run.rows).toMatchObject([
			{ preferred_username: SECOND },
			{ error: expect.stringContaining("user hasn't approved this consumer") as string },
			{ preferred_username: org.username },
		]);
		expect(pairedWith(run.outputs[0])).toEqual([0, 1, 2]);
	});

	it('names the item of an unapproved user if the workflow stops, and what stays saved', async () => {
		const { org } = fixture;
		const users = [org.username, org.unapprovedUsername, org.username, SECOND];
		const { execution, error } = await createAs(users, { flow: 'jwtBearer' });
		expect(execution.status).toBe('error');
		expect(error?.message).toMatch(/user hasn't approved this consumer.* \[item 1\]$/);
		expect(error?.description).toMatch(/^2 records were saved before and stay saved\./);
		expect(org.records('Contact')).toHaveLength(2);
	});

	it('is refused before anything is signed for a user whom the credential does not allow', async () => {
		const { org } = fixture;
		await allowUsers('');
		const users = [SECOND, org.username];
		const run = await createAs(users, { flow: 'jwtBearer', onError: 'continueErrorOutput' });
		const [saved, failed] = run.outputs;
		expect([pairedWith(saved), pairedWith(failed)]).toEqual([[1], [0]]);
		expect(failed![0]!.json).toMatchObject({
			error: `'Run As User' names ${SECOND}, but this credential does not allow that user`,
			details: { errorCode: 'USER_NOT_ALLOWED' },
		});
		expect(org.tokenRequests).toHaveLength(1);
	});

	it('is not there with Client Credentials: the user is the one that the app names', async () => {
		const { org } = fixture;
		const run = await createAs([SECOND], { flow: 'clientCredentials' });
		expect(run.rows).toMatchObject([{ success: true }]);
		expect(org.records('Contact')).toMatchObject([{ CreatedById: userIdOf(org.username) }]);
	});
});
