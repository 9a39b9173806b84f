/** What a dashboard shows of one report. */
export interface DashboardComponent {
	/** ID of the report. */
	reportId: string;
	/** @default 'Table' */
	visualizationType?: 'Bar' | 'Column' | 'Donut' | 'Funnel' | 'Gauge' | 'Line' | 'Metric' | 'Table';
	header?: string;
	footer?: string;
	title?: string;
}

/** A saved dashboard, of one column. */
export interface DashboardDefinition {
	name: string;
	developerName: string;
	/** 18 characters. @default the org's public dashboards */
	folderId?: string;
	description?: string;
	components: readonly DashboardComponent[];
}

/** What its components showed when they were refreshed last. */
export interface Snapshot {
	/** Epoch milliseconds. */
	takenAt: number;
	/** In the order of the components. */
	results: Record<string, unknown>[];
	/** How often somebody has asked how far the refresh is. */
	looks: number;
}

export interface Dashboard extends DashboardDefinition {
	/** 18 characters. */
	id: string;
	folderId: string;
	components: readonly (DashboardComponent & { id: string })[];
	/** `undefined` until it was refreshed or looked at. */
	snapshot?: Snapshot;
}
