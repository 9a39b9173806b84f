import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

async function getMany(parameters: IDataObject = {}) {
	const test = createContext(org, {
		parameters: { resource: 'record', operation: 'getAll', object: 'Contact', ...parameters },
	});
	const rows = (await runNode(test)).map(({ json }) => json);
	return { rows, hints: test.hints.map(({ message }) => message) };
}

const SYSTEM = ['CreatedDate', 'LastModifiedById', 'SystemModstamp', 'IsDeleted', 'PhotoUrl'];

describe('Get Many', () => {
	it('gives the ID, the name and the fields people use, and no others, unless asked', async () => {
		org.insert('Contact', [{ LastName: 'Doe', MailingCity: 'Bonn' }, { LastName: 'Roe' }]);
		const { rows } = await getMany();
		const names = Object.keys(rows[0]!);
		expect(names.slice(0, 2)).toEqual(['Id', 'Name']);
		expect(names).toEqual(expect.arrayContaining(['LastName', 'Email', 'OwnerId', 'Level__c']));
		expect(names.filter((name) => SYSTEM.includes(name))).toEqual([]);
		// One address is empty in both records; of the other one, each has all parts.
		expect(names.filter((name) => name.startsWith('Other') && name !== 'OtherPhone')).toEqual([]);
		expect(names.filter((name) => name.startsWith('Mailing'))).toEqual([
			'MailingStreet',
			'MailingCity',
			'MailingState',
			'MailingPostalCode',
			'MailingCountry',
		]);
		expect(Object.keys(rows[1]!)).toEqual(names);
	});

	it('gives all fields without Simplify, system fields last', async () => {
		org.insert('Contact', [{ LastName: 'Doe' }]);
		const { rows } = await getMany({ simplify: false });
		const names = Object.keys(rows[0]!);
		const { fields } = org.metadata.object('Contact')!;
		expect(names.toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
		expect(names.slice(0, 2)).toEqual(['Id', 'Name']);
		const places = SYSTEM.map((name) => names.indexOf(name));
		expect(Math.min(...places)).toBeGreaterThan(names.indexOf('Level__c'));
	});

	it.each<[string, unknown]>([
		['a list', ['Email', 'LastName', 'id']],
		['text with commas', 'Email, LastName'],
	])('gives chosen fields in their order, with the ID first: %s', async (_how, returnFields) => {
		org.insert('Contact', [{ LastName: 'Doe' }]);
		const { rows } = await getMany({ returnFields } as IDataObject);
		expect(Object.keys(rows[0]!)).toEqual(['Id', 'Email', 'LastName']);
	});

	it('shows its SOQL on one short line', async () => {
		org.insert('Contact', [{ LastName: 'Doe' }]);
		const all = await getMany({ simplify: false });
		const count = org.metadata.object('Contact')!.fields.length;
		expect(all.hints[0]).toBe(`SOQL: SELECT Id, … (${count} fields) FROM Contact LIMIT 50`);
		const value = Array.from({ length: 200 }, (_, n) => `Doe ${n}`);
		const filters = { conditions: [{ field: 'LastName', operator: 'in', value }] };
		const { hints } = await getMany({ filters });
		const soql = hints.find((hint) => hint.startsWith('SOQL'))!;
		expect(soql.length).toBeLessThan(420);
		expect(soql).toContain("FROM Contact WHERE LastName IN ('Doe 0','Doe 1'");
	});

	it('says that there may be more if its limit was reached', async () => {
		org.insert('Contact', [{ LastName: 'Doe' }, { LastName: 'Roe' }]);
		const hint = expect.stringContaining('there may be more records') as string;
		expect((await getMany({ limit: 2 })).hints).toContainEqual(hint);
		expect((await getMany({ limit: 3 })).hints).not.toContainEqual(hint);
	});
});

describe('Get', () => {
	async function getOne(ids: string[], parameters: IDataObject = {}) {
		const test = createContext(org, {
			items: ids.map((id) => ({ id })),
			parameters: {
				resource: 'record',
				operation: 'get',
				object: 'Contact',
				recordId: '={{ $json.id }}',
				...parameters,
			},
		});
		const before = org.calls.length;
		const rows = (await runNode(test)).map(({ json }) => json);
		return { rows, calls: org.calls.slice(before).filter(({ path }) => !/oauth/.test(path)) };
	}

	it('gives the same fields for one record, in one call, and for many', async () => {
		const ids = org.insert('Contact', [
			{ LastName: 'Doe', MailingCity: 'Bonn' },
			{ LastName: 'Roe' },
		]);
		const { rows, calls } = await getOne(ids.slice(0, 1));
		expect(calls).toHaveLength(1);
		const names = Object.keys(rows[0]!);
		expect(names[0]).toBe('Id');
		expect(names).toEqual(expect.arrayContaining(['LastName', 'Email', 'MailingCity', 'Level__c']));
		expect(names.filter((name) => SYSTEM.includes(name))).toEqual([]);
		expect(names.filter((name) => /Address$|Latitude|^OtherCity$/.test(name))).toEqual([]);
		const many = await getOne(ids);
		expect(many.rows[0]).toEqual(rows[0]);
		expect(many.rows[1]).not.toHaveProperty('MailingCity');
	});

	it('gives all fields with Simplify off, and those that were chosen in any case', async () => {
		const [id] = org.insert('Contact', [{ LastName: 'Doe' }]);
		const whole = await getOne([id!], { simplify: false });
		expect(Object.keys(whole.rows[0]!)).toEqual(
			expect.arrayContaining(['SystemModstamp', 'MailingAddress', 'MailingCity']),
		);
		const chosen = await getOne([id!], { options: { fields: ['CreatedDate'] } });
		expect(chosen.rows[0]).toHaveProperty('CreatedDate');
	});
});

it('shows the whole query on request', async () => {
	const { hints } = await getMany({ options: { showQuery: true } });
	expect(hints.join()).toMatch(/SOQL: SELECT Id, Name, .*Level__c.* FROM Contact LIMIT 50/);
});
