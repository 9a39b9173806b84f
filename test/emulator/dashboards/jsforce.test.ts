import { Connection } from 'jsforce';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Org, startOrg } from '../../../emulator';

/** What jsforce's own tests of dashboards do, in its words. */
let org: Org;
let connection: Connection;
let dashboardId: string;
beforeEach(async () => {
	org = await startOrg({ sampleData: true });
	const [byList, byStage] = org.records('Report').map(({ Id }) => String(Id));
	org.addDashboard({
		name: 'Lead List Dashboard',
		developerName: 'Lead_List_Dashboard',
		components: [
			{ reportId: byList!, visualizationType: 'Metric' },
			{ reportId: byStage!, visualizationType: 'Donut', header: 'By stage' },
			{ reportId: byStage! },
			{ reportId: byList! },
		],
	});
	connection = new Connection({
		instanceUrl: org.url,
		accessToken: org.issueToken(),
		version: '67.0',
	});
	const title = { Title: 'Lead List Dashboard' };
	const found = await connection.sobject('Dashboard').findOne(title, 'Id');
	dashboardId = String(found?.Id);
});
afterEach(() => org.close());

describe('jsforce', () => {
	test('lists and describes dashboards', async () => {
		expect(await connection.analytics.dashboards()).toMatchObject([
			{ id: dashboardId, name: 'Lead List Dashboard', url: expect.stringContaining(dashboardId) },
		]);
		const meta = await connection.analytics.dashboard(dashboardId).describe();
		expect(meta).toMatchObject({
			id: dashboardId,
			layout: { gridLayout: false, columns: [{ components: [0, 1, 2, 3] }] },
			folderId: expect.stringMatching(/^00l/),
			runningUser: { id: expect.stringMatching(/^005/) },
		});
		expect(meta.components[1]).toMatchObject({ type: 'Report', header: 'By stage' });
	});

	test('gets all components, one, and three, in the order of the dashboard', async () => {
		const dashboard = connection.analytics.dashboard(dashboardId);
		const { components } = await dashboard.describe();
		const ids = components.map(({ id }) => id);
		const asked = async (wanted?: string | string[]) =>
			(await dashboard.components(wanted)).componentData.map(({ componentId }) => componentId);
		expect(await asked()).toEqual(ids);
		expect(await asked(ids[0])).toEqual(ids.slice(0, 1));
		expect(await asked([ids[2]!, ids[0]!, ids[1]!])).toEqual(ids.slice(0, 3));
		const { componentData } = await dashboard.components(ids[1]);
		expect(componentData[0]).toMatchObject({
			reportResult: { hasDetailRows: false, groupingsDown: { groupings: expect.any(Array) } },
			status: { dataStatus: 'DATA', refreshStatus: 'IDLE' },
		});
	});

	test('clones, refreshes and destroys one', async () => {
		const { folderId } = await connection.analytics.dashboard(dashboardId).describe();
		const config = { name: 'Lead List Dashboard Clone', folderId };
		const cloned = await connection.analytics.dashboard(dashboardId).clone(config);
		expect(cloned).toMatchObject({ name: config.name, folderId });
		const copy = connection.analytics.dashboard(cloned.attributes.dashboardId);
		expect(copy.id).not.toBe(dashboardId);
		expect(await copy.refresh()).toEqual({ statusUrl: cloned.attributes.statusUrl });
		await copy.destroy();
		await expect(copy.describe()).rejects.toMatchObject({ name: 'ENTITY_IS_DELETED' });
		expect(await connection.analytics.dashboards()).toHaveLength(1);
	});

	test('sees a refresh run, and new rows only after it', async () => {
		const dashboard = connection.analytics.dashboard(dashboardId);
		const count = async () => {
			const [first] = (await dashboard.components()).componentData;
			return first!.reportResult.factMap['T!T']!.aggregates.at(-1)!.value;
		};
		const before = Number(await count());
		org.insert('Opportunity', [{ Name: 'n', StageName: 'Prospecting', CloseDate: '2026-12-31' }]);
		expect(await count()).toBe(before);
		org.advance(60_000);
		await dashboard.refresh();
		const status = async () => {
			const { componentStatus } = await dashboard.status();
			return [...new Set(componentStatus.map(({ refreshStatus }) => refreshStatus))];
		};
		expect(await status()).toEqual(['RUNNING']);
		expect(await status()).toEqual(['IDLE']);
		expect(await count()).toBe(before + 1);
	});
});
