import { type Context } from '../server/Route';
import { type Dashboard } from './Dashboard';

export const linkOf = (base: string, id: string): string => `${base}/analytics/dashboards/${id}`;

/** What a dashboard is made of: its components in one column, no filters, seen as its running user. */
export function describeDashboard({ base, org }: Context, dashboard: Dashboard) {
	const { id, name, developerName, description = null, folderId, components } = dashboard;
	const user = org.store.get('User', String(org.store.get('Dashboard', id)?.RunningUserId));
	return {
		attributes: {
			dashboardId: id,
			dashboardName: name,
			statusUrl: `${linkOf(base, id)}/status`,
			type: 'Dashboard',
		},
		canChangeRunningUser: false,
		canUseStickyFilter: true,
		chartTheme: 'light',
		colorPalette: 'unity',
		components: components.map((component, componentData) => ({
			componentData,
			footer: component.footer ?? null,
			header: component.header ?? null,
			id: component.id,
			properties: {
				aggregates: [],
				autoSelectColumns: true,
				filterColumns: [],
				groupings: null,
				maxRows: null,
				sort: null,
				useReportChart: false,
				visualizationProperties: {},
				visualizationType: component.visualizationType ?? 'Table',
			},
			reportId: component.reportId,
			title: component.title ?? null,
			type: 'Report',
		})),
		dashboardType: 'SpecifiedUser',
		description,
		developerName,
		filters: [],
		folderId,
		id,
		layout: { columns: [{ components: components.map((_, at) => at) }], gridLayout: false },
		maxFilterOptions: 50,
		name,
		runningUser: { displayName: user?.Name ?? null, id: user?.Id ?? null },
	};
}
