import { type OrgState } from '../core/OrgState';
import { notFound, refuse } from '../core/SalesforceError';
import { removeSetupRow, saveSetupRow } from '../store/setupRows';
import { type Dashboard, type DashboardDefinition } from './Dashboard';

/** The dashboards of an org; each is a row of the object Dashboard as well. */
export class DashboardTable {
	private readonly dashboards: Dashboard[] = [];
	private readonly removed = new Set<string>();
	private readonly publicFolder: string;

	constructor(private readonly org: OrgState) {
		this.publicFolder = org.store.ids.create('00l');
	}

	/** Saves a dashboard. Answers its ID. */
	define(definition: DashboardDefinition): string {
		const { name, developerName, description = null } = definition;
		const { folderId = this.publicFolder } = definition;
		const [admin] = this.org.store.table('User').all();
		const row = { Title: name, DeveloperName: developerName, Description: description };
		const rest = { FolderId: folderId, Type: 'SpecifiedUser', RunningUserId: admin?.Id ?? null };
		const id = saveSetupRow(this.org, 'Dashboard', { ...row, ...rest });
		const components = definition.components.map((component) => ({
			...component,
			id: this.org.store.ids.create('01a'),
		}));
		this.dashboards.push({ ...definition, id, folderId, components });
		return id;
	}

	/** By its 15- or 18-character ID. */
	find(id: string): Dashboard {
		const short = id.slice(0, 15);
		if (this.removed.has(short)) throw refuse(404, 'ENTITY_IS_DELETED', 'entity is deleted');
		const dashboard = this.dashboards.find((one) => one.id.slice(0, 15) === short);
		if (!dashboard) throw notFound('The data you are trying to access is not available.');
		return dashboard;
	}

	remove(dashboard: Dashboard, userId: string): void {
		const { id } = dashboard;
		removeSetupRow(this.org, 'Dashboard', id, userId);
		this.dashboards.splice(this.dashboards.indexOf(dashboard), 1);
		this.removed.add(id.slice(0, 15));
	}

	all(): readonly Dashboard[] {
		return this.dashboards;
	}
}

/** The dashboards of an org. */
export const dashboardsOf = (org: OrgState): DashboardTable =>
	org.state('dashboards', () => new DashboardTable(org));
