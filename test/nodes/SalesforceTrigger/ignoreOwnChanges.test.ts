import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { findUserId } from '../../../nodes/SalesforceTrigger/ownChanges';
import { InvalidInputError } from '../../../rest';
import { callOrg } from '../../emulator/callOrg';
import { ActiveWorkflow } from './ActiveWorkflow';

const SECOND = 1000;

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false, now: () => Date.UTC(2026, 8, 14, 9, 30, 0, 400) });
});
afterEach(() => org.close());

const parametersOf = (triggerOn: string, more: object = {}) => ({
	authentication: 'clientCredentials',
	object: { __rl: true, mode: 'list', value: 'Account' },
	triggerOn,
	fields: ['Name'],
	options: { ignoreOwnChanges: true },
	...more,
});

async function activate(triggerOn: string, more: object = {}) {
	const workflow = new ActiveWorkflow(org, parametersOf(triggerOn, more));
	expect(await workflow.activate()).toEqual([]);
	org.advance(5 * SECOND);
	return workflow;
}

async function poll(workflow: ActiveWorkflow) {
	org.advance(5 * SECOND);
	return (await workflow.poll()).map((item) => `${item.event as string} ${item.Name as string}`);
}

/** A write as another user than the credential's. */
const byOther = () => callOrg(org, org.issueToken(org.unapprovedUsername));
const createAs = async (call: ReturnType<typeof callOrg>, Name: string) =>
	((await call('POST', '/sobjects/Account', { Name })).body as { id: string }).id;
const updateAs = (call: ReturnType<typeof callOrg>, id: string, Name: string) =>
	call('PATCH', `/sobjects/Account/${id}`, { Name });

describe('Ignore Own Changes', () => {
	it("skips what the credential's user has changed, and tells what others have", async () => {
		const workflow = await activate('createdOrUpdated');
		const other = byOther();
		org.insert('Account', [{ Name: 'Mine' }]);
		await createAs(other, 'Theirs');
		expect(await poll(workflow)).toEqual(['created Theirs']);
		expect(await poll(workflow)).toEqual([]);
	});

	it('goes by who has changed the record last', async () => {
		const workflow = await activate('createdOrUpdated');
		const other = byOther();
		const [mine] = org.insert('Account', [{ Name: 'Mine' }]);
		const theirs = await createAs(other, 'Theirs');
		org.advance(2 * SECOND);
		await updateAs(other, mine!, 'Mine, by another');
		org.update('Account', [{ Id: theirs, Name: 'Theirs, by me' }]);
		// Its creation was passed over, so this is the change of a record that is known.
		expect(await poll(workflow)).toEqual(['updated Mine, by another']);
	});

	it('goes by who has created the record, for a trigger on new records', async () => {
		const workflow = await activate('created');
		const theirs = await createAs(byOther(), 'Theirs');
		org.insert('Account', [{ Name: 'Mine' }]);
		org.advance(2 * SECOND);
		org.update('Account', [{ Id: theirs, Name: 'Theirs, by me' }]);
		expect(await poll(workflow)).toEqual(['created Theirs, by me']);
	});

	it('leaves out fields that it only reads for itself, unless they are chosen', async () => {
		const workflow = await activate('created', { fields: ['Name', 'CreatedById'] });
		await createAs(byOther(), 'Theirs');
		org.advance(5 * SECOND);
		const [item] = await workflow.poll();
		expect(Object.keys(item!)).toEqual(['Id', 'Name', 'CreatedById', 'event']);
	});

	it('passes its position over them: they are not read again and again', async () => {
		const workflow = await activate('createdOrUpdated');
		org.insert(
			'Account',
			Array.from({ length: 250 }, (_, n) => ({ Name: `Mine ${n}` })),
		);
		await poll(workflow);
		org.advance(120 * SECOND);
		org.insert('Account', [{ Name: 'Mine, later' }]);
		await poll(workflow);
		org.advance(120 * SECOND);
		await poll(workflow);
		await createAs(byOther(), 'Theirs');
		expect(await poll(workflow)).toEqual(['created Theirs']);
		const [from] = /SystemModstamp >= ([\dTZ:.-]+)/.exec(org.calls.at(-1)!.query.q!)!.slice(1);
		expect(Date.parse(from!)).toBeGreaterThan(Date.UTC(2026, 8, 14, 9, 32));
	});

	it('asks once who it is', async () => {
		const workflow = await activate('createdOrUpdated');
		const before = org.calls.length;
		await poll(workflow);
		await poll(workflow);
		expect(org.calls.length - before).toBe(2);
	});

	it('refuses an object that does not say who has changed it', async () => {
		org.setPolicy({ hiddenFields: ['Account.LastModifiedById'] });
		const workflow = new ActiveWorkflow(org, parametersOf('updated'));
		await expect(workflow.activate()).rejects.toThrow(/needs LastModifiedById/);
	});
});

describe('the user that a credential acts as', () => {
	const session = { accessToken: 'x', instanceUrl: 'https://x', issuedAt: 0 };
	const identityUrl = 'https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA';
	const client = (answer: () => Promise<unknown>) =>
		({ request: answer }) as unknown as Parameters<typeof findUserId>[1];
	const never = client(() => Promise.reject(new Error('not asked')));

	it('is in the identity URL of its session', async () => {
		const auth = () => Promise.resolve({ ...session, identityUrl });
		expect(await findUserId(auth, never)).toBe('005000000000001AAA');
	});

	it('is asked for where n8n has kept the session', async () => {
		const told = client(() => Promise.resolve({ body: { user_id: '005000000000001AAA' } }));
		expect(await findUserId(() => Promise.resolve(session), told)).toBe('005000000000001AAA');
	});

	it('is an error if the user is unknown', async () => {
		const down = client(() => Promise.reject(new InvalidInputError('down')));
		await expect(findUserId(() => Promise.resolve(session), down)).rejects.toThrow('down');
	});
});
