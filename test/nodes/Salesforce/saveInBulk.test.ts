import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type OrgOptions, startOrg } from '../../../emulator';
import { createItemClients } from '../../../nodes/Salesforce/shared/createItemClients';
import { createParameterReader } from '../../../nodes/Salesforce/shared/createParameterReader';
import { isBulk, saveInBulk } from '../../../nodes/Salesforce/shared/saveInBulk';
import type { RecordInput } from '../../../rest';
import { createContext } from '../createContext';

const sleep = () => Promise.resolve();

async function startBulk(options: IDataObject, policy: OrgOptions['policy'] = {}) {
	const org = await startOrg({ policy });
	onTestFinished(() => org.close());
	const { context } = createContext(org, { parameters: { options } });
	const log: string[] = [];
	Object.assign(context, {
		logger: { info: (text: string) => log.push(text) },
		getMode: () => 'trigger',
	});
	const clients = createItemClients(context, createParameterReader(context));
	const hints: string[] = [];
	const run = {
		context,
		client: await clients.ofItem(0),
		parameters: clients.parameters,
		continueOnFail: true,
		hint: (text: string) => void hints.push(text),
		itemIndexes: [0],
	};
	return { org, run, log, hints };
}

const contact = (fields: IDataObject): RecordInput => ({ object: 'Contact', fields });
const account = (fields: IDataObject): RecordInput => ({ object: 'Account', fields });

describe('Use Bulk API Above', () => {
	it.each([
		[{ useBulkApiAbove: 5 }, 6, true],
		[{ useBulkApiAbove: 5 }, 5, false],
		[{ useBulkApiAbove: 0 }, 1_000_000, false],
		[{}, 1_000_000, false],
		[{ useBulkApiAbove: 5, allOrNone: true }, 6, false],
	])('of %o takes %i records by job: %s', async (options, count, expected) => {
		const { run } = await startBulk(options);
		expect(isBulk(run, count)).toBe(expected);
	});

	it('saves each object by a job of its own and gives the outcomes in the order of the records', async () => {
		const { org, run, log, hints } = await startBulk({}, { bulkShuffleSeed: 3 });
		const records = [
			contact({ LastName: 'A', Birthdate: null }),
			account({ Name: 'Acme' }),
			contact({ LastName: '' }),
			contact({ LastName: 'B', Account: { External_Id__c: 'nobody' } }),
			account({ Name: 'Globex' }),
			contact({ LastName: 'C' }),
		];
		const results = await saveInBulk(run, records, { operation: 'insert' }, sleep);
		const nameOf = (id: string) => {
			const [row] = [...org.records('Contact'), ...org.records('Account')].filter(
				(record) => record.Id === id,
			);
			return row?.LastName ?? row?.Name;
		};
		expect(
			results.map((result) => (result.success ? nameOf(result.id) : result.error.errorCode)),
		).toEqual(['A', 'Acme', 'REQUIRED_FIELD_MISSING', 'INVALID_FIELD', 'Globex', 'C']);
		expect(org.calls.filter(({ method }) => method === 'PUT')).toHaveLength(2);
		expect(hints).toEqual([
			expect.stringMatching(/^4 records in bulk job 750\w+$/),
			expect.stringMatching(/^2 records in bulk job 750\w+$/),
		]);
		expect(log.filter((line) => line.endsWith('created'))).toHaveLength(2);
	});

	it('tells every record of a job that fails as a whole, the job named, and saves the others', async () => {
		const { org, run } = await startBulk({});
		const records = [contact({ Nonsense__c: 1 }), account({ Name: 'Acme' })];
		const [failed, saved] = await saveInBulk(run, records, { operation: 'insert' }, sleep);
		expect(failed).toMatchObject({
			success: false,
			error: { errorCode: 'UNPROCESSED', jobId: expect.stringMatching(/^750/) as string },
		});
		expect(saved).toMatchObject({ success: true });
		expect(org.records('Contact')).toEqual([]);
	});

	it('updates the record that the external id finds', async () => {
		const { org, run } = await startBulk({});
		const [known] = org.insert('Contact', [{ LastName: 'Old', External_Id__c: 'K' }]);
		const records = [contact({ External_Id__c: 'K', LastName: 'New' })];
		const spec = { operation: 'upsert', externalIdFieldName: 'External_Id__c' } as const;
		expect(await saveInBulk(run, records, spec, sleep)).toEqual([
			{ success: true, id: known, created: false },
		]);
	});

	it('refuses the text that would clear its field, by name, and saves the others', async () => {
		const { org, run } = await startBulk({});
		const records = [contact({ LastName: 'A', Title: '#N/A' }), contact({ LastName: 'B' })];
		const [refused, saved] = await saveInBulk(run, records, { operation: 'insert' }, sleep);
		expect(refused).toMatchObject({
			error: { errorCode: 'INVALID_INPUT', message: expect.stringContaining("'Title'") as string },
		});
		expect(saved).toMatchObject({ success: true });
		expect(org.records('Contact').map(({ LastName }) => LastName)).toContain('B');
	});

	it('sends rows of one record by one job after the other, so that the last one wins', async () => {
		const { org, run } = await startBulk({});
		const records = ['key', 'other', 'KEY'].map((key, n) =>
			contact({ LastName: `Doe ${n}`, External_Id__c: key }),
		);
		const spec = { operation: 'upsert', externalIdFieldName: 'External_Id__c' } as const;
		const results = await saveInBulk(run, records, spec, sleep);
		expect(results.map((result) => result.success && result.created)).toEqual([true, true, false]);
		const found = org
			.records('Contact')
			.find(({ External_Id__c }) => /key/i.test(`${External_Id__c as string}`));
		expect(found).toMatchObject({ LastName: 'Doe 2' });
		expect(org.calls.filter(({ method }) => method === 'PUT')).toHaveLength(2);
	});
});
