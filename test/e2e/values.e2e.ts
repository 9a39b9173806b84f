import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixture, type Fixture } from './openFixture';
import { autoMap, byName, runOperation } from './runOperation';

let fixture: Fixture;
let depot: string;
beforeAll(async () => {
	fixture = await openFixture();
	depot = fixture.org.insert('Depot__c', [{ Name: 'North' }])[0]!;
});
afterAll(() => fixture.close());

const create = (fields: object) => ({
	resource: 'record',
	operation: 'create',
	object: byName('Machine__c'),
	fields,
});

const machine = (model: string) =>
	fixture.org.records('Machine__c').find(({ Model__c }) => Model__c === model);

/** A node's code, which makes what no pinned item can hold. */
const code = (jsCode: string) => ({
	name: 'Code',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: { jsCode },
});

describe('values in a real n8n, as the table of docs/operations/values.md has them', () => {
	it('arrive as text, mapped automatically, for one describe', async () => {
		const calls = fixture.org.calls.length;
		const item = (model: string, fields: object) => ({
			Depot__c: depot,
			Model__c: model,
			...fields,
		});
		const run = await runOperation(fixture, {
			timezone: 'Asia/Kolkata',
			parameters: create(autoMap()),
			onError: 'continueRegularOutput',
			items: [
				item('sql', {
					Built_On__c: '2026-01-31 10:00:00',
					Last_Service__c: '2026-01-31 10:00:00',
					Shift_Start__c: '2026-01-31 10:00:00',
				}),
				item('midnight', { Built_On__c: '2026-01-31T00:00:00.000Z', Shift_Start__c: '10:00' }),
				item('day', { Last_Service__c: '2026-01-31' }),
				item('none', { Built_On__c: '2026-02-30T00:00:00Z' }),
				item('list', { Options__c: ['Cooling', 'Safety'], Active__c: '0', Weight__c: '12.50' }),
			],
		});
		expect(run.rows.map(({ success }) => success)).toEqual([true, true, true, undefined, true]);
		expect(run.rows[3]!.error).toContain('Built_On__c');
		expect(machine('sql')).toMatchObject({
			Built_On__c: '2026-01-31',
			Last_Service__c: '2026-01-31T04:30:00.000+0000',
			Shift_Start__c: '10:00:00.000Z',
		});
		expect(machine('midnight')).toMatchObject({
			Built_On__c: '2026-01-31',
			Shift_Start__c: '10:00:00.000Z',
		});
		expect(machine('day')).toMatchObject({ Last_Service__c: '2026-01-30T18:30:00.000+0000' });
		expect(machine('list')).toMatchObject({
			Options__c: 'Cooling;Safety',
			Active__c: false,
			Weight__c: 12.5,
		});
		const paths = fixture.org.calls.slice(calls).map(({ path }) => path.split('/').at(-1));
		expect(paths).toEqual(['describe', 'sobjects']);
	});

	it('arrive as the Dates and DateTimes that code makes', async () => {
		const jsCode = `
			const at = { Depot__c: '${depot}' };
			const tokyo = DateTime.fromISO('2026-01-31T10:00:00+09:00', { setZone: true });
			return [
				{ json: { ...at, Model__c: 'Date', Built_On__c: new Date('2026-01-30T18:30:00Z'), Last_Service__c: new Date('2026-01-31T10:00:00Z') } },
				{ json: { ...at, Model__c: 'DateTime', Built_On__c: tokyo, Last_Service__c: tokyo } },
			];`;
		const run = await runOperation(fixture, {
			timezone: 'Asia/Kolkata',
			parameters: create(autoMap()),
			before: code(jsCode),
		});
		expect(run.error).toBeUndefined();
		expect(machine('Date')).toMatchObject({
			Built_On__c: '2026-01-31',
			Last_Service__c: '2026-01-31T10:00:00.000+0000',
		});
		expect(machine('DateTime')).toMatchObject({
			Built_On__c: '2026-01-31',
			Last_Service__c: '2026-01-31T01:00:00.000+0000',
		});
	});

	it('are in the workflow’s own zone, whatever workflow evaluated an expression last', async () => {
		const typed = (model: string, at: string) =>
			create({
				mappingMode: 'defineBelow',
				matchingColumns: [],
				schema: [],
				value: { Depot__c: depot, Model__c: model, Last_Service__c: at },
			});
		const elsewhere = typed('elsewhere', '={{ $now.toISO() }}');
		await runOperation(fixture, { timezone: 'America/New_York', parameters: elsewhere });
		const parameters = typed('by hand', '2026-01-31T10:00:00');
		await runOperation(fixture, { timezone: 'Europe/Berlin', parameters });
		expect(machine('by hand')).toMatchObject({ Last_Service__c: '2026-01-31T09:00:00.000+0000' });

		const search = {
			resource: 'query',
			operation: 'executeQuery',
			query: 'SELECT Model__c FROM Machine__c WHERE Last_Service__c = :at',
			bindings: { values: [{ name: 'at', type: 'datetime', value: '2026-01-31T10:00:00' }] },
			returnAll: true,
			options: {},
		};
		await runOperation(fixture, { timezone: 'America/New_York', parameters: elsewhere });
		const found = await runOperation(fixture, { timezone: 'Europe/Berlin', parameters: search });
		expect(found.rows).toEqual([{ Model__c: 'by hand' }]);
	});
});
