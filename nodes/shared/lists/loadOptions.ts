import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import {
	describeObject,
	type FieldDescribe,
	listApiVersions,
	listNamedQueries,
	listObjects,
} from '../../../rest';
import { salesforceClient } from '../salesforceClient';
import { listFilterOperators } from './filterOperators';
import { listNewestJobs } from './listJobs';
import { nameAndLabel } from './nameAndLabel';

/** The API versions of the org, newest first. */
export async function getApiVersions(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const versions = await listApiVersions(await salesforceClient(this));
	return versions.map(({ label, version }) => ({
		name: `${version} (${label})`,
		value: `v${version}`,
	}));
}

async function listFields(
	context: ILoadOptionsFunctions,
	isWanted: (field: FieldDescribe) => boolean,
): Promise<INodePropertyOptions[]> {
	const object = context.getCurrentNodeParameter('object', { extractValue: true });
	if (typeof object !== 'string' || object === '') return [];
	const { fields } = await describeObject(await salesforceClient(context), object);
	return fields
		.filter((field) => !field.deprecatedAndHidden && isWanted(field))
		.map((field) => ({ name: nameAndLabel(field), value: field.name }))
		.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Fields that can be read. */
export async function getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return listFields(this, () => true);
}

/** Fields that a condition may name. */
export async function getFilterFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return listFields(this, (field) => field.filterable);
}

/** What the field of the same filter can be compared by; everything if that field isn't known. */
export async function getFilterOperators(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const object = this.getCurrentNodeParameter('object', { extractValue: true });
	const name = this.getCurrentNodeParameter('&field');
	const isKnown = [object, name].every((text) => typeof text === 'string' && /^\w+$/.test(text));
	if (!isKnown) return listFilterOperators(undefined);
	const { fields } = await describeObject(await salesforceClient(this), object as string);
	return listFilterOperators(fields.find((field) => field.name === name)?.type);
}

/** Fields that rows can be sorted by. */
export async function getSortFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return listFields(this, (field) => field.sortable);
}

/** Fields whose value finds one record. */
export async function getExternalIdFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return listFields(this, (field) => field.externalId || field.idLookup);
}

/** The child relationships of the chosen object, with the objects that they lead to. */
async function listChildren(context: ILoadOptionsFunctions) {
	const object = context.getCurrentNodeParameter('object', { extractValue: true });
	if (typeof object !== 'string' || object === '') return [];
	const { childRelationships, name, label } = await describeObject(
		await salesforceClient(context),
		object,
	);
	const children = childRelationships.flatMap(({ relationshipName, childSObject, field }) =>
		relationshipName === null ? [] : [{ relationshipName, childSObject, field }],
	);
	return [{ parent: { name, label }, children }];
}

/** Child relationships, as the lists of an item are named. */
export async function getChildRelationships(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const [found] = await listChildren(this);
	return (found?.children ?? [])
		.map(({ relationshipName, childSObject, field }) => ({
			name: `${relationshipName} (${childSObject}, by ${field})`,
			value: relationshipName,
		}))
		.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The chosen object and the objects of its children. */
export async function getTreeObjects(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const [found] = await listChildren(this);
	if (!found) return [];
	const relationships = new Map<string, string[]>();
	for (const { childSObject, relationshipName } of found.children) {
		const names = relationships.get(childSObject) ?? [];
		relationships.set(childSObject, [...names, relationshipName]);
	}
	const children = [...relationships].map(([value, names]) => ({
		name: `${value} (in ${names.join(', ')})`,
		value,
	}));
	return [
		{ name: nameAndLabel(found.parent), value: found.parent.name },
		...children.toSorted((a, b) => a.name.localeCompare(b.name)),
	];
}

/** The parameters of the chosen named query. */
export async function getNamedQueryParameters(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const chosen = this.getCurrentNodeParameter('namedQuery', { extractValue: true });
	const queries = await listNamedQueries(await salesforceClient(this));
	const found = queries.find(({ name }) => name === chosen);
	return (found?.parameters ?? []).map((name) => ({ name, value: name }));
}

/** `Employee__ChangeEvent` is of `Employee__c`, `AccountChangeEvent` of `Account`. */
const objectOfChanges = (name: string) =>
	name.replace(/__ChangeEvent$/, '__c').replace(/ChangeEvent$/, '');

/** Objects that have change events, if the org tells; otherwise all objects that can be read. */
export async function getChangeEventObjects(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const objects = await listObjects(await salesforceClient(this));
	const named = objects.filter(({ name }) => name.endsWith('ChangeEvent'));
	const captured = new Set(named.map(({ name }) => objectOfChanges(name)));
	return objects
		.filter(({ name, queryable }) => (captured.size > 0 ? captured.has(name) : queryable))
		.map((object) => ({ name: nameAndLabel(object), value: object.name }))
		.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Objects that a search finds records of. */
export async function getSearchableObjects(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const objects = await listObjects(await salesforceClient(this));
	return objects
		.filter(({ searchable, deprecatedAndHidden }) => searchable && !deprecatedAndHidden)
		.map((object) => ({ name: nameAndLabel(object), value: object.name }))
		.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Objects that have records to count. */
export async function getCountableObjects(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const objects = await listObjects(await salesforceClient(this));
	return objects
		.filter(({ queryable, deprecatedAndHidden }) => queryable && !deprecatedAndHidden)
		.map((object) => ({ name: nameAndLabel(object), value: object.name }))
		.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Fields that all chosen objects have, as the first of them calls them. */
export async function getSearchFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const chosen = this.getCurrentNodeParameter('objects') as string[] | string | undefined;
	const objects = Array.isArray(chosen) ? chosen : [];
	const client = await salesforceClient(this);
	const describes = await Promise.all(objects.map((object) => describeObject(client, object)));
	const [first, ...others] = describes.map(({ fields }) => fields);
	const isShared = ({ name }: FieldDescribe) =>
		others.every((fields) => fields.some((field) => field.name === name));
	return (first ?? [])
		.filter((field) => !field.deprecatedAndHidden && isShared(field))
		.map((field) => ({ name: nameAndLabel(field), value: field.name }))
		.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Bulk jobs that take rows, newest first. */
export async function getIngestJobs(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return listNewestJobs(this, 'ingest');
}

export { getReportColumns } from './listReports';
