import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { describeReport, listFilterColumns, listReports, parseRecordId } from '../../../rest';
import { salesforceClient } from '../salesforceClient';
import { nameAndLabel } from './nameAndLabel';

/** More reports than a person scrolls through; the rest is found by its name. */
const MAX_REPORTS = 100;

/** Reports with their folders, found by a part of either name. */
export async function searchReports(
	this: ILoadOptionsFunctions,
	search = '',
): Promise<INodeListSearchResult> {
	const reports = await listReports(await salesforceClient(this), { search, limit: MAX_REPORTS });
	return {
		results: reports.map(({ id, name, folderName }) => ({
			name: folderName === null ? name : `${folderName} / ${name}`,
			value: id,
		})),
	};
}

/** What the chosen report can be filtered by: its own columns first, then the others of its type. */
export async function getReportColumns(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const report = this.getCurrentNodeParameter('report', { extractValue: true });
	if (typeof report !== 'string' || report === '') return [];
	const id = parseRecordId(report);
	const description = await describeReport(await salesforceClient(this), id);
	const { detailColumns, groupingsDown, groupingsAcross } = description.reportMetadata;
	const groups = [...groupingsDown, ...groupingsAcross].map(({ name }) => name);
	const own = new Set([...groups, ...detailColumns]);
	return [...listFilterColumns(description)]
		.map(([name, { label }]) => ({ name: nameAndLabel({ name, label }), value: name }))
		.toSorted(
			(a, b) => Number(own.has(b.value)) - Number(own.has(a.value)) || a.name.localeCompare(b.name),
		);
}
