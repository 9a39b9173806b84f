import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { type Client, describeObject, type FieldDescribe, type ObjectDescribe } from '../../rest';
import { salesforceClient } from '../shared/salesforceClient';
import { toMapperField } from './fields/mapperField';
import type { MapperField } from './fields/readFields';

const isRequired = (field: FieldDescribe) =>
	field.createable && !field.nillable && !field.defaultedOnCreate;

const byRequiredThenLabel = (a: MapperField, b: MapperField) =>
	Number(b.required) - Number(a.required) || a.displayName.localeCompare(b.displayName);

/** Required fields first, then by label; what the user can't set is absent. */
const toMapperFields = (
	{ fields }: ObjectDescribe,
	canSet: (field: FieldDescribe) => boolean,
	isNeeded: (field: FieldDescribe) => boolean,
): MapperField[] =>
	fields
		.filter((field) => canSet(field) && !field.deprecatedAndHidden)
		.map((field) => toMapperField(field, isNeeded(field), fields))
		.toSorted(byRequiredThenLabel);

/** A describe of a referenced object may weigh a megabyte. */
const MAX_RELATED = 8;

/** Lookups that can be set by an external ID of the parent: `Account.ExtId__c`. */
async function listParentKeys(
	client: Client,
	{ fields }: ObjectDescribe,
	canSet: (field: FieldDescribe) => boolean,
): Promise<MapperField[]> {
	const lookups = fields.filter(
		(field) => canSet(field) && field.relationshipName !== null && field.referenceTo.length === 1,
	);
	const targets = [...new Set(lookups.map((field) => field.referenceTo[0]!))].slice(0, MAX_RELATED);
	// A parent that the user may not see has no keys to offer.
	const settled = await Promise.allSettled(targets.map((target) => describeObject(client, target)));
	const parents = new Map(
		settled.flatMap((result, n) =>
			result.status === 'fulfilled' ? [[targets[n]!, result.value.fields]] : [],
		),
	);
	return lookups.flatMap((lookup) =>
		(parents.get(lookup.referenceTo[0]!) ?? [])
			.filter((field) => field.externalId)
			.map((field) => ({
				...toMapperField(field, false),
				id: `${lookup.relationshipName}.${field.name}`,
				displayName: `${lookup.label} by ${field.label} (${lookup.relationshipName}.${field.name})`,
			})),
	);
}

/** n8n hides all but required fields when an object is chosen, the one that records are matched on included. */
const asMatch = (field: MapperField, isDefault: boolean): MapperField => ({
	...field,
	required: isDefault,
	canBeUsedToMatch: true,
	defaultMatch: isDefault,
	removed: false,
});

async function describeChosen(context: ILoadOptionsFunctions, parameter = 'object') {
	const object = context.getNodeParameter(parameter, undefined, { extractValue: true }) as string;
	const client = await salesforceClient(context);
	return { client, describe: await describeObject(client, object) };
}

/** What can be set on creation: required fields first. */
export async function getCreateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { client, describe } = await describeChosen(this);
	const canSet = (field: FieldDescribe) => field.createable;
	const parentKeys = await listParentKeys(client, describe, canSet);
	return { fields: [...toMapperFields(describe, canSet, isRequired), ...parentKeys] };
}

/** The fields of a platform event. */
export async function getEventFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { describe } = await describeChosen(this, 'event');
	return { fields: toMapperFields(describe, (field) => field.createable, isRequired) };
}

/** The fields that can be changed, after the field that finds the record: the Id, or another key. */
export async function getUpdateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { client, describe } = await describeChosen(this);
	const matching = describe.fields
		.filter((field) => field.name === 'Id' || field.externalId || field.idLookup)
		.toSorted(
			(a, b) =>
				Number(b.name === 'Id') - Number(a.name === 'Id') ||
				Number(b.externalId) - Number(a.externalId),
		);
	const names = new Set(matching.map((field) => field.name));
	const canSet = (field: FieldDescribe) => field.updateable && !names.has(field.name);
	const matches = matching.map((field, n) => ({
		...asMatch(toMapperField(field, false), n === 0),
		removed: n > 0,
	}));
	return {
		fields: [
			...matches,
			...toMapperFields(describe, canSet, () => false),
			...(await listParentKeys(client, describe, canSet)),
		],
	};
}

/** What a bulk job can change, after the Id. It finds records only by Id, unless it may create them too. */
export async function getBulkUpdateFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const { client, describe } = await describeChosen(this);
	const canSet = (field: FieldDescribe) => field.updateable;
	const id = describe.fields.filter((field) => field.name === 'Id');
	return {
		fields: [
			...id.map((field) => asMatch(toMapperField(field, false), true)),
			...toMapperFields(describe, canSet, () => false),
			...(await listParentKeys(client, describe, canSet)),
		],
	};
}

/** What can be set, after the fields that find the record, external IDs first. */
export async function getUpsertFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { client, describe } = await describeChosen(this);
	// `idLookup` marks what REST finds records by: external IDs, Id, and some such as email addresses.
	const matching = describe.fields
		.filter((field) => field.externalId || field.idLookup)
		.toSorted((a, b) => Number(b.externalId) - Number(a.externalId));
	const names = new Set(matching.map((field) => field.name));
	const canSet = (field: FieldDescribe) =>
		(field.createable || field.updateable) && !names.has(field.name);
	const matches = matching.map((field, n) => ({
		...asMatch(toMapperField(field, false), n === 0),
		removed: n > 0,
	}));
	const parentKeys = await listParentKeys(client, describe, canSet);
	return { fields: [...matches, ...toMapperFields(describe, canSet, isRequired), ...parentKeys] };
}
