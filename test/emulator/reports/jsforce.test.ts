import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../../emulator';

/** What jsforce's own tests of reports do, in its words. */
let org: Org;
let connection: Connection;
let reportId: string;
beforeEach(async () => {
	org = await startOrg({ sampleData: true });
	org.addReport({
		name: 'Lead List Report',
		developerName: 'Lead_List_Report',
		format: 'TABULAR',
		object: 'Lead',
		columns: [
			{ name: 'FULL_NAME', label: 'Name', path: 'Name', dataType: 'string', idPath: 'Id' },
			{ name: 'COMPANY', label: 'Company', path: 'Company', dataType: 'string' },
		],
		detailColumns: ['FULL_NAME', 'COMPANY'],
		aggregates: ['RowCount'],
	});
	connection = new Connection({
		instanceUrl: org.url,
		accessToken: org.issueToken(),
		version: '67.0',
	});
	const found = await connection.sobject('Report').findOne({ Name: 'Lead List Report' }, 'Id');
	reportId = String(found?.Id);
});
afterEach(() => org.close());

describe('jsforce', () => {
	test('lists and describes reports', async () => {
		const reports = await connection.analytics.reports();
		expect(reports).toContainEqual(expect.objectContaining({ id: reportId }));
		const described = await connection.analytics.report(reportId).describe();
		expect(Object.keys(described)).toEqual(
			expect.arrayContaining(['reportMetadata', 'reportTypeMetadata', 'reportExtendedMetadata']),
		);
	});

	test('executes one, with and without details and filters', async () => {
		const report = connection.analytics.report(reportId);
		const plain = await report.execute();
		expect(plain.hasDetailRows).toBe(false);
		expect(plain.factMap['T!T']).not.toHaveProperty('rows');
		const detailed = await report.execute({ details: true });
		expect(detailed.reportMetadata.id).toBe(reportId);
		expect(detailed.factMap['T!T']?.rows?.length).toBeGreaterThan(2);
		const filters = [{ column: 'COMPANY', operator: 'contains', value: ',Inc.' }];
		const metadata = { reportMetadata: { historicalSnapshotDates: [], reportFilters: filters } };
		const filtered = await report.execute({ metadata: metadata as never, details: true });
		expect(filtered.reportMetadata.reportFilters).toMatchObject(filters);
	});

	test('executes one in the background', async () => {
		const report = connection.analytics.report(reportId);
		const instance = await report.executeAsync();
		expect(instance).toMatchObject({ id: expect.any(String), status: 'New' });
		expect(await report.instances()).toMatchObject([{ id: instance.id }]);
		await report.instance(instance.id).retrieve();
		const result = await report.instance(instance.id).retrieve();
		expect(result.attributes).toMatchObject({ id: instance.id, status: 'Success' });
		expect(result.reportMetadata.id).toBe(reportId);
	});

	test('explains, clones and destroys one', async () => {
		const report = connection.analytics.report(reportId);
		expect((await report.explain()).plans).toMatchObject([{ sobjectType: 'Lead' }]);
		const cloned = await report.clone('Lead List Report Clone');
		expect(cloned.reportMetadata.name).toBe('Lead List Report Clone');
		const copy = connection.analytics.report(cloned.reportMetadata.id);
		expect(copy.id).not.toBe(reportId);
		await copy.destroy();
		await expect(copy.describe()).rejects.toMatchObject({ name: 'NOT_FOUND' });
	});
});
