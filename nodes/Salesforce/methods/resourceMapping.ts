import type { FieldType, ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { describeObject, type FieldDescribe, type ObjectDescribe } from '../../../rest';
import { salesforceClient } from '../../shared/salesforceClient';
import type { MapperField } from '../shared/readFields';

/** n8n's input for each Salesforce type; text for all others. */
const TYPES: Record<string, FieldType> = {
	boolean: 'boolean',
	int: 'number',
	long: 'number',
	double: 'number',
	currency: 'number',
	percent: 'number',
	date: 'dateTime',
	datetime: 'dateTime',
	multipicklist: 'array',
};

/** Salesforce takes any text for a picklist that is not restricted, and n8n would refuse all but the options. */
const isChoice = ({ type, restrictedPicklist }: FieldDescribe) =>
	type === 'picklist' && restrictedPicklist;

const labelOf = ({ label, name, type, referenceTo }: FieldDescribe) =>
	type === 'reference' && referenceTo.length > 0
		? `${label} (${name}, ID of ${referenceTo.slice(0, 3).join(' or ')})`
		: `${label} (${name})`;

const toMapperField = (field: FieldDescribe, required: boolean): MapperField => ({
	id: field.name,
	displayName: labelOf(field),
	required,
	display: true,
	defaultMatch: false,
	canBeUsedToMatch: false,
	// Nothing is sent that the user didn't ask for: only required fields are shown from the start.
	removed: !required,
	type: isChoice(field) ? 'options' : (TYPES[field.type] ?? 'string'),
	salesforceType: field.type,
	...(isChoice(field) && {
		options: field.picklistValues
			.filter((value) => value.active)
			.map(({ label, value }) => ({ name: label ?? value, value })),
	}),
});

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
		.map((field) => toMapperField(field, isNeeded(field)))
		.toSorted(byRequiredThenLabel);

const asMatch = (field: MapperField, isDefault: boolean): MapperField => ({
	...field,
	canBeUsedToMatch: true,
	defaultMatch: isDefault,
	removed: false,
});

async function describeChosen(
	context: ILoadOptionsFunctions,
	parameter = 'object',
): Promise<ObjectDescribe> {
	const object = context.getNodeParameter(parameter, undefined, { extractValue: true }) as string;
	return describeObject(await salesforceClient(context), object);
}

export async function getCreateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const describe = await describeChosen(this);
	return { fields: toMapperFields(describe, (field) => field.createable, isRequired) };
}

export async function getEventFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const describe = await describeChosen(this, 'event');
	return { fields: toMapperFields(describe, (field) => field.createable, isRequired) };
}

export async function getUpdateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const describe = await describeChosen(this);
	const id = describe.fields.find((field) => field.name === 'Id');
	const fields = toMapperFields(
		describe,
		(field) => field.updateable,
		() => false,
	);
	return { fields: id ? [asMatch(toMapperField(id, false), true), ...fields] : fields };
}

export async function getUpsertFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const describe = await describeChosen(this);
	// `idLookup` marks what REST finds records by: external ids, Id, and some such as e-mail addresses.
	const matching = describe.fields
		.filter((field) => field.externalId || field.idLookup)
		.toSorted((a, b) => Number(b.externalId) - Number(a.externalId));
	const names = new Set(matching.map((field) => field.name));
	const fields = toMapperFields(
		describe,
		(field) => (field.createable || field.updateable) && !names.has(field.name),
		isRequired,
	);
	const matches = matching.map((field, n) => ({
		...asMatch(toMapperField(field, false), n === 0),
		removed: n > 0,
	}));
	return { fields: [...matches, ...fields] };
}
