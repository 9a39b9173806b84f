import { type OrgState } from '../core/OrgState';
import { notFound } from '../core/SalesforceError';
import { removeSetupRow, saveSetupRow } from '../store/setupRows';
import { type Report, type ReportDefinition, sampleReports } from './Report';

const FORMATS = { TABULAR: 'Tabular', SUMMARY: 'Summary', MATRIX: 'Matrix' } as const;

/** The reports of an org; each is a row of the object Report as well. */
export class ReportTable {
	private readonly reports: Report[] = [];

	constructor(private readonly org: OrgState) {
		for (const report of sampleReports) this.define(report);
	}

	/** Saves a report. Answers its ID. */
	define(definition: ReportDefinition): string {
		const { name, developerName, folderName = 'Public Reports', description, format } = definition;
		const row = {
			Name: name,
			DeveloperName: developerName,
			FolderName: folderName,
			Description: description ?? null,
			Format: FORMATS[format],
		};
		const id = saveSetupRow(this.org, 'Report', row);
		this.reports.push({ ...definition, id });
		return id;
	}

	/** By its 15- or 18-character ID. */
	find(id: string): Report {
		const report = this.reports.find((one) => one.id === id || one.id.slice(0, 15) === id);
		if (!report) throw notFound('The data you are trying to access is not available.');
		return report;
	}

	remove({ id }: Report, userId: string): void {
		removeSetupRow(this.org, 'Report', id, userId);
		this.reports.splice(
			this.reports.findIndex((one) => one.id === id),
			1,
		);
	}

	all(): readonly Report[] {
		return this.reports;
	}
}

/** The reports of an org. */
export const reportsOf = (org: OrgState): ReportTable =>
	org.state('reports', () => new ReportTable(org));
