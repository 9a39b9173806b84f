import { buildQuery, type Filter } from '../buildQuery';
import { joinQuery } from '../bindQuery';
import { queryAll } from '../query';
import type { Client } from '../types';

export interface ReportSummary {
	/** 00O… */
	id: string;
	name: string;
	folderName: string | null;
	description: string | null;
	developerName: string;
	/** `Tabular`, `Summary`, `Matrix` or `MultiBlock`. */
	format: string;
	lastRunDate: string | null;
}

const FIELDS = [
	'Id',
	'Name',
	'FolderName',
	'Description',
	'DeveloperName',
	'Format',
	'LastRunDate',
];

/**
 * The reports that the session's user sees, by folder and name. The reports API itself lists only 200 that were
 * viewed last.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_report.htm
 *
 * @param search a part of the name or the folder's name; empty for all
 * @throws SalesforceApiError
 */
export async function listReports(
	client: Client,
	{ search = '', limit = Infinity }: { search?: string; limit?: number } = {},
): Promise<ReportSummary[]> {
	const wanted = search.trim();
	const contains = (field: string): Filter => ({ field, operator: 'contains', value: wanted });
	const query = buildQuery({
		object: 'Report',
		fields: FIELDS,
		...(wanted !== '' && { filters: [contains('Name'), contains('FolderName')], match: 'any' }),
		sort: [
			{ field: 'FolderName', direction: 'ASC' },
			{ field: 'Name', direction: 'ASC' },
		],
		...(limit < Infinity && { limit }),
	});
	const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
	return (await queryAll(client, joinQuery(query))).map((record) => ({
		id: textOf(record.Id) ?? '',
		name: textOf(record.Name) ?? '',
		folderName: textOf(record.FolderName),
		description: textOf(record.Description),
		developerName: textOf(record.DeveloperName) ?? '',
		format: textOf(record.Format) ?? '',
		lastRunDate: textOf(record.LastRunDate),
	}));
}
