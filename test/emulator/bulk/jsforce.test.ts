import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';

let org: Awaited<ReturnType<typeof startOrg>>;
let connection: Connection;

beforeEach(async () => {
	org = await startOrg();
	connection = new Connection({
		instanceUrl: org.url,
		accessToken: org.issueToken(),
		version: '67.0',
	});
	connection.bulk2.pollInterval = 1;
	connection.bulk2.pollTimeout = 5000;
});
afterEach(() => org.close());

describe("jsforce's Bulk API 2.0 client", () => {
	it('loads records and reads all three lists of results', async () => {
		const results = await connection.bulk2.loadAndWaitForResults({
			object: 'Contact',
			operation: 'insert',
			input: [
				{ LastName: 'One', Email: 'one@example.com' },
				{ LastName: 'Two, "quoted"', Email: 'nonsense' },
			],
		});
		expect(results.successfulResults).toMatchObject([
			{ sf__Id: expect.stringMatching(/^003/), sf__Created: 'true', LastName: 'One' },
		]);
		expect(results.failedResults).toMatchObject([
			{ sf__Error: expect.stringContaining('INVALID_EMAIL_ADDRESS'), LastName: 'Two, "quoted"' },
		]);
		expect(results.unprocessedRecords).toEqual([]);
	});

	it('fails with the message of the job', async () => {
		const load = connection.bulk2.loadAndWaitForResults({
			object: 'Contact',
			operation: 'insert',
			input: [{ LastName: 'One', Foo: '1' }],
		});
		await expect(load).rejects.toThrow('InvalidBatch : Field name not found : Foo');
	});

	// One page: jsforce itself writes after the end of its stream when a second one comes.
	it('queries', async () => {
		org.insert(
			'Contact',
			Array.from({ length: 100 }, (_, row) => ({ LastName: `n${row}`, Title: 'a "b", c' })),
		);
		const stream = await connection.bulk2.query('SELECT Id, LastName, Title FROM Contact');
		const records = await stream.toArray();
		expect(records).toHaveLength(100);
		expect(records[99]).toMatchObject({ LastName: 'n99', Title: 'a "b", c' });
	});
});
