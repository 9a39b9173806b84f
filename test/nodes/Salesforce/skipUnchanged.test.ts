import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createQuickTiming } from '../../createQuickTiming';
import { createContext } from '../createContext';
import { runRouter } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

interface Wish {
	operation?: 'update' | 'upsert';
	object?: string;
	matchOn?: string;
	options?: IDataObject;
}

async function save(items: IDataObject[], wish: Wish = {}, on = org) {
	const { operation = 'update', object = 'Contact', matchOn = 'Id', options = {} } = wish;
	const test = createContext(on, {
		items,
		onError: 'continueRegularOutput',
		parameters: {
			resource: 'record',
			operation,
			object: byName(object),
			fields: {
				mappingMode: 'autoMapInputData',
				value: null,
				matchingColumns: [matchOn],
				schema: [],
			},
			options: { skipUnchanged: true, ...options },
		},
	});
	Object.assign(test.context, {
		getMode: () => 'trigger',
		logger: { debug() {}, info() {}, warn() {}, error() {} },
	});
	const output = await runRouter(test, createQuickTiming());
	return { json: output.map(({ json }) => json), output, hints: test.hints };
}

const row = (object: string, id: unknown) => org.records(object).find(({ Id }) => Id === id)!;
const written = () =>
	org.calls.filter(
		({ method, path }) => method === 'PATCH' || (method === 'POST' && /sobjects$/.test(path)),
	);

describe('Skip Unchanged', () => {
	it('sends only records that differ, and tells of each what has changed', async () => {
		const ids = org.insert('Contact', [
			{ LastName: 'Same', Email: 'a@example.com' },
			{ LastName: 'Old', Email: 'b@example.com' },
		]);
		const before = row('Contact', ids[0]);
		org.advance(60_000);
		const { json, hints } = await save([
			{ Id: ids[0]!, LastName: 'Same', Email: 'a@example.com' },
			{ Id: ids[1]!, LastName: 'New', Email: 'b@example.com' },
		]);
		expect(json).toEqual([
			{ id: ids[0], success: true, created: false, changed: false },
			{ id: ids[1], success: true, created: false, changed: true, changedFields: ['LastName'] },
		]);
		expect(row('Contact', ids[0])).toEqual(before);
		expect(hints[0]?.message).toMatch(/^Skip Unchanged: 1 of 2 records already have these values/);
	});

	it('sends nothing at all where nothing differs', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'Same' }]);
		await save([{ Id: Id!, LastName: 'Same' }]);
		expect(written()).toEqual([]);
	});

	it('sends only the fields that differ, so that what others have changed meanwhile stays', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'Old', Title: 'CEO' }]);
		const item = { Id: Id!, LastName: 'New', Title: 'CEO' };
		const bytes = async (options: IDataObject) => {
			org.update('Contact', [{ Id: Id!, LastName: 'Old', Title: 'CEO' }]);
			await save([item], { options });
			return written().at(-1)!.bodyBytes;
		};
		const part = await bytes({});
		const whole = await bytes({ sendOnlyChanges: false });
		expect(whole - part).toBe(',"Title":"CEO"'.length);
	});

	it('finds records by an external id with any characters, and creates what is not there', async () => {
		const keys = ["O'Hara", 'ä/ß💙', 'x\\y', '%_'];
		org.insert(
			'Contact',
			keys.map((key) => ({ External_Id__c: key, LastName: 'Same' })),
		);
		const items = [...keys, 'new'].map((key) => ({ External_Id__c: key, LastName: 'Same' }));
		const { json } = await save(items, { operation: 'upsert', matchOn: 'External_Id__c' });
		expect(json.map(({ changed }) => changed)).toEqual([false, false, false, false, true]);
		expect(json[4]).toMatchObject({ created: true, changedFields: ['LastName'] });
		expect(org.records('Contact')).toHaveLength(5);
	});

	it('tells upper from lower case if the external id does', async () => {
		const depot = org.insert('Depot__c', [{ Name: 'D', Code__c: 'D' }])[0]!;
		const machine = { Depot__c: depot, Model__c: 'M' };
		org.insert('Machine__c', [{ ...machine, Legacy_Key__c: 'a' }]);
		const { json } = await save([{ ...machine, Legacy_Key__c: 'A' }], {
			operation: 'upsert',
			object: 'Machine__c',
			matchOn: 'Legacy_Key__c',
		});
		expect(json).toMatchObject([{ created: true }]);
		expect(org.records('Machine__c')).toHaveLength(2);
	});

	it('compares each type of field as what it means', async () => {
		const [depot] = org.insert('Depot__c', [{ Name: 'D', Code__c: 'D' }]);
		const [Id] = org.insert('Machine__c', [
			{
				Depot__c: depot!,
				Model__c: 'M',
				Options__c: 'Safety;Cooling',
				Price__c: 12.5,
				Built_On__c: '2026-01-31',
				Last_Service__c: '2026-01-31T09:30:00.000+0000',
				Shift_Start__c: '09:30:00.000Z',
				Notes__c: '<p>Fine</p>',
				Report__c: 'a\nb',
				Active__c: true,
			},
		]);
		const item = {
			Id: Id!,
			Depot__c: depot!.slice(0, 15),
			Price__c: '12.50',
			Built_On__c: '2026-01-31',
			Last_Service__c: '2026-01-31T10:30:00+01:00',
			Shift_Start__c: '09:30',
			Notes__c: '<p>Fine</p>',
			Report__c: 'a\nb',
			Active__c: true,
			Hotline__c: '',
			Manual__c: null,
		};
		const options = String(row('Machine__c', Id).Options__c);
		const reversed = options.split(';').toReversed().join(';');
		const { json } = await save([{ ...item, Options__c: reversed }], { object: 'Machine__c' });
		expect(json).toEqual([{ id: Id, success: true, created: false, changed: false }]);
	});

	it('compares a parent that is named by its external id', async () => {
		const [account] = org.insert('Account', [{ Name: 'A', External_Id__c: 'A-1' }]);
		const [Id] = org.insert('Contact', [{ LastName: 'Same', AccountId: account! }]);
		const [same] = (await save([{ Id: Id!, 'Account.External_Id__c': 'A-1' }])).json;
		expect(same).toMatchObject({ changed: false });
		org.insert('Account', [{ Name: 'B', External_Id__c: 'B-1' }]);
		const [other] = (await save([{ Id: Id!, 'Account.External_Id__c': 'B-1' }])).json;
		expect(other).toMatchObject({ changed: true, changedFields: ['Account'] });
	});

	it('sends what it can not read: hidden fields, records that are gone, fields that there are not', async () => {
		org.setPolicy({ hiddenFields: ['Contact.Title'] });
		const [kept, gone] = org.insert('Contact', [{ LastName: 'A' }, { LastName: 'B' }]);
		org.delete('Contact', [gone!]);
		const { json } = await save([
			{ Id: kept!, LastName: 'A', Title: 'CEO' },
			{ Id: gone!, LastName: 'B' },
			{ Id: '003000000000000AAA', LastName: 'C' },
			{ Id: 'nonsense', LastName: 'D' },
		]);
		expect(json[0]).toMatchObject({ error: expect.stringContaining('Title') as string });
		expect(json.map(({ details }) => (details as IDataObject).errorCode)).toEqual([
			expect.stringMatching(/^INVALID_FIELD/),
			'ENTITY_IS_DELETED',
			'INVALID_CROSS_REFERENCE_KEY',
			'MALFORMED_ID',
		]);
		expect(row('Contact', kept).LastName).toBe('A');
	});

	it('sends a later row of the same record, whatever was read before the first one', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'One' }]);
		const { json } = await save([
			{ Id: Id!, LastName: 'Two' },
			{ Id: Id!, LastName: 'One' },
		]);
		expect(json.map(({ changed }) => changed)).toEqual([true, true]);
		expect(row('Contact', Id).LastName).toBe('One');
	});

	it('reads nothing twice for two rows of one record', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'One' }]);
		const { json } = await save([
			{ Id: Id!, LastName: 'One' },
			{ Id: Id!.slice(0, 15), LastName: 'One' },
		]);
		expect(json.map(({ changed }) => changed)).toEqual([false, false]);
	});

	it('finds records by another field that update matches on', async () => {
		org.insert('Contact', [{ LastName: 'Same', External_Id__c: 'E-1' }]);
		const items = [
			{ External_Id__c: 'E-1', LastName: 'Same' },
			{ External_Id__c: 'E-2', LastName: 'x' },
		];
		const { json } = await save(items, { matchOn: 'External_Id__c' });
		expect(json[0]).toMatchObject({ changed: false });
		expect(json[1]).toMatchObject({ details: { errorCode: 'NOT_FOUND' } });
	});

	it('sends 100 of 10,000 rows where 1 % differ, in one call instead of a bulk job', async () => {
		const contacts = Array.from({ length: 10_000 }, (_, n) => ({
			External_Id__c: `E-${n}`,
			LastName: `Doe ${n}`,
		}));
		org.insert('Contact', contacts);
		const items = contacts.map((contact, n) =>
			n % 100 === 0 ? { ...contact, LastName: `New ${n}` } : contact,
		);
		const wish = {
			operation: 'upsert',
			matchOn: 'External_Id__c',
			options: { useBulkApiAbove: 2000 },
		} as const;
		const { json, hints } = await save(items, wish);
		expect(json.filter(({ changed }) => changed)).toHaveLength(100);
		expect(json.map(({ changed }) => changed)).toEqual(items.map((_, n) => n % 100 === 0));
		expect(written()).toHaveLength(1);
		expect(hints[0]?.message).toMatch(
			/9,900 of 10,000 .* sending takes 1 instead of a bulk job\.$/,
		);
		expect(org.calls.every(({ path }) => path.length < 16_384)).toBe(true);
	}, 60_000);

	it('works with a bulk job too', async () => {
		const ids = org.insert(
			'Contact',
			Array.from({ length: 6 }, (_, n) => ({ LastName: `Doe ${n}`, Title: 'CEO' })),
		);
		const items = ids.map((Id, n) => ({
			Id,
			LastName: n < 4 ? `New ${n}` : `Doe ${n}`,
			Title: n === 0 ? null : 'CEO',
		}));
		const { json } = await save(items, { options: { useBulkApiAbove: 3 } });
		expect(json.map(({ changedFields }) => changedFields)).toEqual([
			['LastName', 'Title'],
			['LastName'],
			['LastName'],
			['LastName'],
			undefined,
			undefined,
		]);
		expect(row('Contact', ids[0]).Title).toBeNull();
		expect(row('Contact', ids[1]).Title).toBe('CEO');
		expect(org.calls.some(({ path }) => path.includes('jobs/ingest'))).toBe(true);
	}, 60_000);

	it('leaves a record exactly as a plain update would, and touches no other', async () => {
		const values = fc.record(
			{
				LastName: fc.constantFrom('Doe', 'doe', 'Roe'),
				Title: fc.constantFrom('CEO', '', null, 'Ä'),
				HasOptedOutOfEmail: fc.boolean(),
				Birthdate: fc.constantFrom('2026-01-31', null, '1990-12-24'),
				LeadSource: fc.constantFrom('Web', 'Other', null),
			},
			{ requiredKeys: ['LastName'] },
		);
		const plain = await startOrg({ sampleData: false });
		try {
			await fc.assert(
				fc.asyncProperty(
					fc.array(fc.tuple(values, values), { minLength: 1, maxLength: 12 }),
					fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
					async (pairs, twins) => {
						const seeds = pairs.map(([present]) => ({ ...present, Title: present.Title || null }));
						const ids = [org, plain].map((one) => one.insert('Contact', seeds));
						const order = [...pairs.keys(), ...twins.filter((n) => n < pairs.length)];
						const itemsOf = (on: 0 | 1): IDataObject[] =>
							order.map((n, at) => ({ Id: ids[on]![n]!, ...pairs[at < pairs.length ? n : 0]![1] }));
						const before = new Map(ids[0]!.map((id) => [id, row('Contact', id)]));
						org.advance(60_000);
						const { json } = await save(itemsOf(0));
						await save(itemsOf(1), { options: { skipUnchanged: false } }, plain);
						const keep = (one: Org, id: string) => {
							const { LastName, Title, HasOptedOutOfEmail, Birthdate, LeadSource } = one
								.records('Contact')
								.find(({ Id }) => Id === id)!;
							return { LastName, Title, HasOptedOutOfEmail, Birthdate, LeadSource };
						};
						pairs.forEach((_, n) => {
							const [id, other] = [ids[0]![n]!, ids[1]![n]!];
							expect(keep(org, id)).toEqual(keep(plain, other));
							const rows = json.filter((one) => one.id === id);
							const isTouched =
								row('Contact', id).SystemModstamp !== before.get(id)!.SystemModstamp;
							expect(isTouched).toBe(rows.some(({ changed }) => changed === true));
						});
					},
				),
				{ numRuns: 40 },
			);
		} finally {
			await plain.close();
		}
	}, 60_000);
});

describe('Return Previous Values', () => {
	it('returns the mapped fields as they were, with or without Skip Unchanged', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'Old', Title: 'CEO' }]);
		const item = { Id: Id!, LastName: 'New', Title: 'CEO' };
		const { json } = await save([item], {
			options: { skipUnchanged: false, returnPrevious: true },
		});
		expect(json).toEqual([
			{
				id: Id,
				success: true,
				created: false,
				previous: { Id, LastName: 'Old', Title: 'CEO' },
			},
		]);
		const again = await save([item], { options: { returnPrevious: true } });
		expect(again.json).toMatchObject([{ changed: false, previous: { LastName: 'New' } }]);
	});

	it('has none of a record that is created', async () => {
		const { json } = await save([{ External_Id__c: 'E-1', LastName: 'x' }], {
			operation: 'upsert',
			matchOn: 'External_Id__c',
			options: { returnPrevious: true },
		});
		expect(json).toMatchObject([{ created: true, previous: null }]);
	});

	it('sends nothing if the records can not be read before', async () => {
		const [Id] = org.insert('Contact', [{ LastName: 'Old' }]);
		const down = { match: { method: 'POST', path: 'composite/sobjects/Contact' }, status: 503 };
		org.addFault({ ...down, times: Infinity });
		const { json } = await save([{ Id: Id!, LastName: 'New' }]);
		expect(json).toMatchObject([{ error: expect.any(String) as string }]);
		expect(row('Contact', Id).LastName).toBe('Old');
	});
});
