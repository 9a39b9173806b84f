import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg, type Org } from '../../../emulator';
import { ActiveWorkflow } from './ActiveWorkflow';

const SECOND = 1000;
const MINUTE = 60_000;

let org: Org;
beforeEach(async () => {
	org = await startOrg({ now: () => Date.UTC(2026, 8, 14, 9, 30, 0, 400) });
});
afterEach(() => org.close());

const parametersOf = (triggerOn: string, more: object = {}) => ({
	authentication: 'clientCredentials',
	object: { __rl: true, mode: 'list', value: 'Account' },
	triggerOn,
	fields: ['Name'],
	...more,
});

async function activate(triggerOn: string, more: object = {}) {
	const workflow = new ActiveWorkflow(org, parametersOf(triggerOn, more));
	expect(await workflow.activate()).toEqual([]);
	org.advance(5 * SECOND);
	return workflow;
}

/** Names and events of a poll a few seconds later. */
async function poll(workflow: ActiveWorkflow, after = 5 * SECOND) {
	org.advance(after);
	return (await workflow.poll()).map((item) => `${item.event as string} ${item.Name as string}`);
}

const name = (Name: string) => [{ Name }];
const queries = () => org.calls.filter(({ path }) => /\/query/.test(path));

describe('the five events', () => {
	it('gives the record with Id first, the chosen fields, and the event', async () => {
		const workflow = await activate('created', { fields: ['Name', 'Owner.Username'] });
		const [id] = org.insert('Account', name('Acme'));
		org.advance(5 * SECOND);
		const items = await workflow.poll();
		expect(items).toEqual([
			{ Id: id, Name: 'Acme', Owner: { Username: org.username }, event: 'created' },
		]);
		expect(Object.keys(items[0]!)[0]).toBe('Id');
	});

	it('gives all fields that the user may read if none is chosen', async () => {
		org.setPolicy({ hiddenFields: ['Account.Phone'] });
		const workflow = await activate('created', { fields: [] });
		org.insert('Account', name('Acme'));
		org.advance(5 * SECOND);
		const [item] = await workflow.poll();
		expect(item).toMatchObject({ Name: 'Acme', event: 'created', IsDeleted: false });
		expect(item).toHaveProperty('SystemModstamp');
		expect(item).not.toHaveProperty('Phone');
	});

	it('created: once for a record, never for one from before the activation', async () => {
		const [old] = org.insert('Account', name('Old'));
		const workflow = await activate('created');
		const [id] = org.insert('Account', name('New'));
		org.update('Account', [{ Id: old!, Name: 'Old, changed' }]);
		expect(await poll(workflow)).toEqual(['created New']);
		org.update('Account', [{ Id: id!, Name: 'New, changed' }]);
		expect(await poll(workflow)).toEqual([]);
	});

	it('updated: not for a creation alone, but for a change after it, and never for a delete', async () => {
		const [old] = org.insert('Account', name('Old'));
		const workflow = await activate('updated');
		org.insert('Account', name('Created alone'));
		const [id] = org.insert('Account', name('New'));
		org.advance(2 * SECOND);
		org.update('Account', [{ Id: id!, Name: 'New, changed' }]);
		org.update('Account', [{ Id: old!, Name: 'Old, changed' }]);
		expect((await poll(workflow)).toSorted()).toEqual([
			'updated New, changed',
			'updated Old, changed',
		]);
		org.delete('Account', [id!]);
		expect(await poll(workflow)).toEqual([]);
	});

	it('deleted: also for a record that was created and deleted between two polls', async () => {
		const [old] = org.insert('Account', name('Old'));
		const workflow = await activate('deleted');
		const [id] = org.insert('Account', name('Short-lived'));
		org.advance(SECOND);
		org.delete('Account', [id!, old!]);
		expect((await poll(workflow)).toSorted()).toEqual(['deleted Old', 'deleted Short-lived']);
		expect(await poll(workflow)).toEqual([]);
	});

	it('undeleted: also for a record that was deleted before the activation', async () => {
		const [old, other] = org.insert('Account', [{ Name: 'Old' }, { Name: 'Other' }]);
		org.delete('Account', [old!]);
		org.advance(MINUTE);
		const workflow = await activate('undeleted');
		org.undelete('Account', [old!]);
		org.update('Account', [{ Id: other!, Name: 'Other, changed' }]);
		expect(await poll(workflow)).toEqual(['undeleted Old']);
		org.update('Account', [{ Id: old!, Name: 'Old, changed' }]);
		expect(await poll(workflow)).toEqual([]);
	});
});

describe('an object that keeps no deleted records', () => {
	beforeEach(() => org.setPolicy({ hiddenFields: ['Account.IsDeleted'] }));

	it('deleted: gives ids from the log of deletions, once', async () => {
		const [early, late] = org.insert('Account', [{ Name: 'Early' }, { Name: 'Late' }]);
		org.delete('Account', [early!]);
		org.advance(2 * MINUTE);
		const workflow = await activate('deleted');
		org.delete('Account', [late!]);
		const found: unknown[] = [];
		for (let polls = 0; polls < 6; polls += 1) {
			org.advance(30 * SECOND);
			found.push(...(await workflow.poll()));
		}
		expect(found).toEqual([
			{ Id: late, deletedDate: '2026-09-14T09:32:05.000+0000', event: 'deleted' },
		]);
	});

	it('undeleted: says that there is no trace of it', async () => {
		const workflow = new ActiveWorkflow(org, parametersOf('undeleted'));
		await expect(workflow.activate()).rejects.toThrow(
			'Salesforce does not record this event for Account',
		);
	});
});

describe('against time', () => {
	it('gives a transaction that commits after later ones were read, once', async () => {
		const workflow = await activate('createdOrUpdated');
		const held = org.insert('Account', name('Late'), { hold: true });
		org.advance(20 * SECOND);
		org.insert('Account', name('Early'));
		expect(await poll(workflow)).toEqual(['created Early']);
		org.advance(20 * SECOND);
		held.commit();
		expect(await poll(workflow)).toEqual(['created Late']);
		expect(await poll(workflow)).toEqual([]);
		expect(await poll(workflow, MINUTE)).toEqual([]);
	});

	it('gives what is committed after the activation, whenever it was written', async () => {
		org.insert('Account', name('Old'));
		org.advance(MINUTE);
		const held = org.insert('Account', name('Under way'), { hold: true });
		org.advance(2 * SECOND);
		const workflow = await activate('created');
		held.commit();
		expect(await poll(workflow)).toEqual(['created Under way']);
		expect(await poll(workflow)).toEqual([]);
	});

	it('waits for a second to be over, so that a second change in it is not lost', async () => {
		const [id] = org.insert('Account', name('Acme'));
		org.advance(MINUTE);
		const workflow = await activate('updated');
		org.update('Account', [{ Id: id!, Name: 'First' }]);
		const early = await poll(workflow, 300);
		org.update('Account', [{ Id: id!, Name: 'Second' }]);
		expect([...early, ...(await poll(workflow))]).toEqual(['updated Second']);
	});

	it.each([
		['a day ahead', 86_400_000, ['created One'], 'behind the clock of this machine'],
		// A poll later: the answers' clock alone may be ahead.
		['a day behind', -86_400_000, [], 'ahead of the clock of this machine'],
	])(
		"misses nothing where this machine's clock is %s, and says so once",
		async (_, ahead, first, told) => {
			const workflow = await activate('created');
			workflow.clockOffset = ahead;
			org.insert('Account', name('One'));
			const found = [await poll(workflow), await poll(workflow)];
			expect(found[0]).toEqual(first);
			expect(found.flat()).toEqual(['created One']);
			org.insert('Account', name('Two'));
			expect([...(await poll(workflow, MINUTE)), ...(await poll(workflow))]).toEqual([
				'created Two',
			]);
			expect(workflow.warnings).toHaveLength(1);
			expect(workflow.warnings[0]).toContain(told);
		},
	);

	it.each<[string, (now: number, answer: number) => string | undefined]>([
		['90 seconds ahead', (now) => new Date(now + 90_000).toUTCString()],
		[
			'an hour ahead once in a while',
			(now, answer) => new Date(now + (answer % 7 === 3 ? 3_600_000 : 0)).toUTCString(),
		],
		[
			'in 2099 once in a while',
			(now, answer) => new Date(answer % 5 === 2 ? Date.UTC(2099, 0) : now).toUTCString(),
		],
		['not at all', () => undefined],
		['in words', () => 'yesterday'],
	])('gives each of 12 records once where answers are dated %s', async (_, dateHeader) => {
		let answer = 0;
		org.setPolicy({ dateHeader: (now) => dateHeader(now, (answer += 1)) });
		for (const ahead of [0, 90_000]) {
			const workflow = new ActiveWorkflow(org, parametersOf('created'));
			workflow.clockOffset = ahead;
			expect(await workflow.activate()).toEqual([]);
			const found: string[] = [];
			for (let count = 1; count <= 12; count += 1) {
				org.advance(20 * SECOND);
				org.insert('Account', name(`${ahead} ${count}`));
				found.push(...(await poll(workflow, 25 * SECOND)));
			}
			found.push(...(await poll(workflow, MINUTE)), ...(await poll(workflow, MINUTE)));
			const all = Array.from({ length: 12 }, (_name, index) => `created ${ahead} ${index + 1}`);
			expect(found).toEqual(all);
			// Two clocks that are wrong alike can't be told from right ones.
			if (ahead === 0) expect(workflow.warnings).toHaveLength(1);
		}
	});

	it('begins with nothing old and nothing lost where answers are dated ahead', async () => {
		org.setPolicy({ dateHeader: (now) => new Date(now + 90_000).toUTCString() });
		org.insert('Account', name('Old'));
		org.advance(10 * SECOND);
		const workflow = new ActiveWorkflow(org, parametersOf('created'));
		workflow.clockOffset = 90_000;
		expect(await workflow.activate()).toEqual([]);
		org.advance(SECOND);
		org.insert('Account', name('First'));
		expect(await poll(workflow)).toEqual(['created First']);
	});

	it('starts from a given date, in the time zone of the workflow', async () => {
		org.insert('Account', name('Too old'));
		org.advance(60 * MINUTE);
		org.insert('Account', name('Wanted'));
		org.advance(60 * MINUTE);
		const options = { startFrom: '2026-09-14T12:00:00' };
		const workflow = new ActiveWorkflow(org, parametersOf('created', { options }));
		expect((await workflow.activate()).map(({ Name }) => Name)).toEqual(['Wanted']);
		expect(await poll(workflow)).toEqual([]);
	});

	it('leaves a record alone that is being saved again and again, if only the latest state is wanted', async () => {
		const [id] = org.insert('Account', name('Acme'));
		org.advance(MINUTE);
		const each = await activate('updated');
		const latest = await activate('updated', { options: { emit: 'latest' } });
		const found: string[][] = [];
		for (const Name of ['One', 'Two', 'Three']) {
			org.update('Account', [{ Id: id!, Name }]);
			found.push(await poll(each), await poll(latest, 0));
		}
		found.push(await poll(each, 10 * SECOND), await poll(latest, 0));
		expect(found).toEqual([
			['updated One'],
			[],
			['updated Two'],
			[],
			['updated Three'],
			[],
			[],
			['updated Three'],
		]);
	});
});

describe('between two pages of one poll', () => {
	it('tells a record as created once that is changed by then', async () => {
		const workflow = await activate('createdOrUpdated', { options: { maxRecords: 5000 } });
		const rows = Array.from({ length: 2100 }, (_, index) => ({ Name: `Row ${index}` }));
		const [first] = org.insert('Account', rows);
		org.advance(2 * SECOND);
		const change = [{ Id: first!, Name: 'Row 0, changed' }];
		const held = org.update('Account', change, { hold: true });
		const before = queries().length;
		let isCommitted = false;
		org.setPolicy({
			dateHeader(now) {
				// The first page is on its way.
				if (!isCommitted && queries().length > before) held.commit();
				isCommitted ||= queries().length > before;
				return new Date(now).toUTCString();
			},
		});
		const found = await poll(workflow);
		expect(found).toHaveLength(2101);
		const ofFirst = found.filter((item) => /Row 0(,|$)/.test(item));
		expect(ofFirst).toEqual(['created Row 0', 'updated Row 0, changed']);
	});
});

describe('in n8n', () => {
	it('costs one API call where nothing changed', async () => {
		const workflow = await activate('createdOrUpdated');
		await poll(workflow);
		const before = org.calls.length;
		for (let polls = 0; polls < 10; polls += 1) await poll(workflow, MINUTE);
		expect(org.calls.length - before).toBe(10);
	});

	it('gives the rest of a large change with the next polls', async () => {
		const workflow = await activate('created', { options: { maxRecords: 300 } });
		org.insert(
			'Account',
			Array.from({ length: 1000 }, (_, index) => ({ Name: `Account ${index}` })),
		);
		const counts: number[] = [];
		const names = new Set<string>();
		for (let polls = 0; polls < 6; polls += 1) {
			const found = await poll(workflow);
			counts.push(found.length);
			found.forEach((item) => names.add(item));
		}
		expect(counts).toEqual([300, 300, 300, 100, 0, 0]);
		expect(names.size).toBe(1000);
	});

	it('survives restarts, with what was saved at the last delivery', async () => {
		const workflow = await activate('createdOrUpdated');
		const [id] = org.insert('Account', name('One'));
		expect(await poll(workflow)).toEqual(['created One']);
		workflow.restart();
		expect(await poll(workflow)).toEqual([]);
		expect(await poll(workflow, 10 * MINUTE)).toEqual([]);
		workflow.restart();
		org.update('Account', [{ Id: id!, Name: 'One, changed' }]);
		org.advance(3 * 86_400_000);
		org.insert('Account', name('Two'));
		expect(await poll(workflow)).toEqual(['updated One, changed', 'created Two']);
	});

	it('runs one poll at a time, whatever n8n starts', async () => {
		const workflow = await activate('created');
		org.insert('Account', name('One'));
		org.advance(5 * SECOND);
		const polls = await Promise.all([workflow.poll(), workflow.poll(), workflow.poll()]);
		expect(polls.flat()).toHaveLength(1);
		expect(await poll(workflow)).toEqual([]);
	});

	it('repeats nothing where n8n begins a poll before it has saved the last one', async () => {
		const workflow = await activate('created');
		org.insert('Account', name('One'));
		org.advance(5 * SECOND);
		const unsaved = workflow.savedState;
		expect(await workflow.poll()).toHaveLength(1);
		const saved = workflow.savedState;
		workflow.restart({}, unsaved);
		expect(await poll(workflow)).toEqual([]);
		workflow.restart({}, saved);
		org.insert('Account', name('Two'));
		expect(await poll(workflow)).toEqual(['created Two']);
	});

	it('loses nothing where n8n throws the result of a poll away', async () => {
		const workflow = await activate('created');
		org.insert('Account', name('One'));
		org.advance(5 * SECOND);
		const discarded = workflow.poll();
		workflow.restart();
		expect(await discarded).toEqual([]);
		workflow.passed += MINUTE;
		expect(await poll(workflow)).toEqual(['created One']);
	});

	it('loses nothing if the org refuses a poll or the session is over', async () => {
		const workflow = await activate('created');
		org.insert('Account', name('One'));
		org.advance(5 * SECOND);
		const message = 'TotalRequests Limit exceeded.';
		const body = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }];
		org.addFault({ match: { path: /query/ }, status: 403, body });
		await expect(workflow.poll()).rejects.toMatchObject({
			message,
			failure: { cause: 'quota-exhausted' },
		});
		org.clearFaults();
		org.revokeSessions();
		expect(await poll(workflow)).toEqual(['created One']);
	});

	it.each([
		['an end without its rest', { totalSize: 300, done: false, records: [] }],
		['a next page that is null', { totalSize: 3, done: false, nextRecordsUrl: null, records: [] }],
		['no list at all', {}],
		['a record without its stamp', { totalSize: 1, done: true, records: [{ Id: '001' }] }],
	])('loses nothing if a list comes with %s, and says that it passes', async (_, body) => {
		const workflow = await activate('created');
		const names = Array.from({ length: 300 }, (_name, index) => ({ Name: `Account ${index}` }));
		org.insert('Account', names);
		org.advance(5 * SECOND);
		const before = workflow.state;
		org.addFault({ match: { path: /query/ }, status: 200, body, times: 100 });
		await expect(workflow.poll()).rejects.toMatchObject({
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(workflow.state).toBe(before);
		org.clearFaults();
		expect(new Set(await poll(workflow)).size).toBe(300);
	});

	it('loses nothing if the second page of a list is cut', async () => {
		const workflow = await activate('created', { options: { maxRecords: 400 } });
		const names = Array.from({ length: 600 }, (_name, index) => ({ Name: `Account ${index}` }));
		org.insert('Account', names);
		org.setPolicy({ defaultBatchSize: 200 });
		org.advance(5 * SECOND);
		const before = workflow.state;
		const body = { totalSize: 400, done: false, records: [] };
		org.addFault({ match: { path: /query\// }, status: 200, body, times: 100 });
		await expect(workflow.poll()).rejects.toMatchObject({
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(workflow.state).toBe(before);
		org.clearFaults();
		const found = [...(await poll(workflow)), ...(await poll(workflow))];
		expect(new Set(found).size).toBe(600);
	});

	it('says that only a person can help if the credential is refused', async () => {
		const workflow = await activate('created');
		org.revokeSessions();
		org.app.clientCredentialsEnabled = false;
		await expect(workflow.poll()).rejects.toMatchObject({
			failure: { cause: 'credential-invalid' },
		});
	});

	it('shows the latest records by hand, and leaves the cursor alone', async () => {
		const [old] = org.insert('Account', [{ Name: 'Old' }, { Name: 'Older' }]);
		org.advance(MINUTE);
		const workflow = await activate('updated');
		org.update('Account', [{ Id: old!, Name: 'Old, changed' }]);
		const before = workflow.savedState;
		const [sample, ...more] = await workflow.poll('manual');
		expect(sample).toEqual({ Id: old, Name: 'Old, changed', event: 'updated' });
		expect(more).toHaveLength(1);
		expect(workflow.savedState).toBe(before);
		expect(await poll(workflow)).toEqual(['updated Old, changed']);
	});

	it('starts again for another object, and with its own fields', async () => {
		const workflow = await activate('created');
		org.insert('Contact', [{ LastName: 'Before' }]);
		org.advance(5 * SECOND);
		workflow.restart({ object: { mode: 'name', value: 'Contact' }, fields: ['LastName'] });
		expect(await workflow.activate()).toEqual([]);
		org.advance(5 * SECOND);
		const [Id] = org.insert('Contact', [{ LastName: 'After' }]);
		org.advance(5 * SECOND);
		expect(await workflow.poll()).toEqual([{ Id, LastName: 'After', event: 'created' }]);
	});
});

describe('conditions and fields', () => {
	it('puts the condition in parentheses', async () => {
		const condition = "where Industry = 'Banking' OR Industry = 'Energy'";
		const workflow = await activate('created', { condition });
		const accounts = ['Banking', 'Energy', 'Media'].map((Industry) => ({
			Name: Industry,
			Industry,
		}));
		org.insert('Account', accounts);
		expect((await poll(workflow)).toSorted()).toEqual(['created Banking', 'created Energy']);
		expect(queries().at(-1)?.query.q).toContain(
			"AND (Industry = 'Banking' OR Industry = 'Energy') ORDER BY",
		);
	});

	it.each([
		["Name = 'a') OR (Name = 'b'", "closes a '('"],
		["(Name = 'a'", "leaves a '(' open"],
		["Name = 'a", 'leaves a quote open'],
	])('refuses a condition that reaches out of its parentheses: %s', async (condition, message) => {
		const workflow = new ActiveWorkflow(org, parametersOf('created', { condition }));
		await expect(workflow.activate()).rejects.toThrow(message);
		expect(org.calls).toHaveLength(0);
	});

	it('names a field that is gone, and continues from there once it is left out', async () => {
		const workflow = await activate('created', { fields: ['Name', 'Phone'] });
		org.insert('Account', name('One'));
		org.setPolicy({ hiddenFields: ['Account.Phone'] });
		org.advance(5 * SECOND);
		await expect(workflow.poll()).rejects.toMatchObject({
			message: 'The field Phone of Account is gone, or the user may no longer see it',
			failure: { cause: 'configuration-invalid' },
		});
		workflow.restart({ options: { skipMissingFields: true } });
		expect(await poll(workflow)).toEqual(['created One']);
		expect(workflow.warnings.at(-1)).toContain('Phone');
	});

	it('continues without a field that is gone if all are wanted', async () => {
		const workflow = await activate('created', { fields: [] });
		org.insert('Account', name('One'));
		org.setPolicy({ hiddenFields: ['Account.Phone'] });
		expect(await poll(workflow)).toEqual(['created One']);
	});

	it('finds new fields within the hour, after a delivery', async () => {
		org.setPolicy({ hiddenFields: ['Account.Phone'] });
		const workflow = await activate('created', { fields: [] });
		org.setPolicy({ hiddenFields: [] });
		workflow.passed = 61 * MINUTE;
		const phones: unknown[] = [];
		for (const Name of ['One', 'Two']) {
			org.insert('Account', [{ Name, Phone: '123' }]);
			org.advance(5 * SECOND);
			phones.push((await workflow.poll())[0]?.Phone);
		}
		expect(phones).toEqual([undefined, '123']);
	});
});
