import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import {
	buildQuery,
	describeObject,
	joinQuery,
	listListViews,
	listNamedQueries,
	listObjects,
	type ObjectSummary,
	queryAll,
} from '../../../rest';
import { salesforceClient } from '../salesforceClient';
import { listNewestJobs } from './listJobs';
import { nameAndLabel } from './nameAndLabel';

/** What an operation, or a bulk job's, asks of an object. */
const CAPABILITIES: Record<string, (object: ObjectSummary) => boolean> = {
	create: (object) => object.createable,
	saveTree: (object) => object.createable,
	insert: (object) => object.createable,
	upsert: (object) => object.createable && object.updateable,
	update: (object) => object.updateable,
	delete: (object) => object.deletable,
	hardDelete: (object) => object.deletable,
	get: (object) => object.retrieveable,
	getAll: (object) => object.queryable,
};

/** The trigger has no operation: it reads what can be queried. */
const capabilityOf = (context: ILoadOptionsFunctions) => {
	const operation = context.getCurrentNodeParameter('operation') as string | undefined;
	const chosen =
		operation === 'ingest' ? context.getCurrentNodeParameter('bulkOperation') : operation;
	return CAPABILITIES[(chosen as string | undefined) || 'getAll'] ?? (() => true);
};

/** How well an object fits the typed text: its name or label equals it, begins with it, or contains it; or it does not fit. */
function rankOf({ name, label }: ObjectSummary, wanted: string): number {
	const texts = [name.toLowerCase(), label.toLowerCase()];
	if (texts.includes(wanted)) return 0;
	if (texts.some((text) => text.startsWith(wanted))) return 1;
	return `${label} ${name}`.toLowerCase().includes(wanted) ? 2 : Infinity;
}

async function search(
	context: ILoadOptionsFunctions,
	filter: string,
	isWanted: (object: ObjectSummary) => boolean,
): Promise<INodeListSearchResult> {
	const objects = await listObjects(await salesforceClient(context));
	const wanted = filter.trim().toLowerCase();
	const results = objects
		.filter((object) => !object.deprecatedAndHidden && isWanted(object))
		.map((object) => ({
			name: nameAndLabel(object),
			value: object.name,
			rank: wanted === '' ? 0 : rankOf(object, wanted),
		}))
		.filter(({ rank }) => rank < Infinity)
		.toSorted((a, b) => a.rank - b.rank || a.name.localeCompare(b.name))
		.map(({ name, value }) => ({ name, value }));
	return { results };
}

/** Objects that the chosen operation can work on, found by label or API name. */
export async function searchObjects(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const isWanted = capabilityOf(this);
	return search(this, filter, (object) => isWanted(object) && !object.name.endsWith('__e'));
}

/** Platform events, found by label or API name. */
export async function searchEvents(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return search(this, filter, (object) => object.name.endsWith('__e'));
}

/** Bulk jobs of the chosen type, newest first, found by object, operation, state or ID. */
export async function searchJobs(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const type = this.getCurrentNodeParameter('jobType') === 'query' ? 'query' : 'ingest';
	return { results: await listNewestJobs(this, type, filter) };
}

const byText = (filter: string) => {
	const wanted = filter.trim().toLowerCase();
	return ({ name }: { name: string }) => name.toLowerCase().includes(wanted);
};

/** List views of the chosen object, found by label or API name. */
export async function searchListViews(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const object = this.getCurrentNodeParameter('object', { extractValue: true });
	if (typeof object !== 'string' || object === '') return { results: [] };
	const views = await listListViews(await salesforceClient(this), object);
	const results = views
		.filter(({ soqlCompatible = true }) => soqlCompatible)
		.map(({ label, developerName }) => ({
			name: nameAndLabel({ label, name: developerName }),
			value: developerName,
		}))
		.filter(byText(filter));
	return { results: results.toSorted((a, b) => a.name.localeCompare(b.name)) };
}

/** Named queries of the org, found by label or API name. */
export async function searchNamedQueries(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const queries = await listNamedQueries(await salesforceClient(this));
	const results = queries
		.map((query) => ({ name: nameAndLabel(query), value: query.name }))
		.filter(byText(filter));
	return { results: results.toSorted((a, b) => a.name.localeCompare(b.name)) };
}

/** More records than a person scrolls through; the rest is found by its name. */
const MAX_RECORDS = 100;

/** Records of the chosen object, found by a part of their name. */
export async function searchRecords(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const object = this.getCurrentNodeParameter('object', { extractValue: true });
	if (typeof object !== 'string' || object === '') return { results: [] };
	const client = await salesforceClient(this);
	const nameField = (await describeObject(client, object)).fields.find((field) => field.nameField);
	const name = nameField?.name ?? 'Id';
	const wanted = filter.trim();
	const query = buildQuery({
		object,
		fields: name === 'Id' ? ['Id'] : ['Id', name],
		filters:
			wanted !== '' && nameField?.filterable
				? [{ field: name, operator: 'contains', value: wanted }]
				: [],
		...(nameField?.sortable && { sort: [{ field: name, direction: 'ASC' }] }),
		limit: MAX_RECORDS,
	});
	const records = await queryAll(client, joinQuery(query));
	return {
		results: records.map((record) => ({
			name: String(record[name] ?? record.Id),
			value: String(record.Id),
		})),
	};
}

export { searchApprovalProcesses } from './listApprovalProcesses';
export { searchReports } from './listReports';
