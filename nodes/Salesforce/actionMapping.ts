import type { FieldType, ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import {
	type ActionParameter,
	describeAction,
	describeObject,
	describeQuickAction,
	type InvocableKind,
} from '../../rest';
import { nameAndLabel } from '../shared/lists/nameAndLabel';
import { salesforceClient } from '../shared/salesforceClient';
import { fieldTypeOf, inputTypeOf } from './fields/actionInputs';
import { NONE, toMapperField } from './fields/mapperField';
import type { MapperField } from './fields/readFields';

/** n8n's input for each type that is not text. */
const INPUTS: Record<string, FieldType> = {
	double: 'number',
	currency: 'number',
	percent: 'number',
	int: 'number',
	long: 'number',
	date: 'dateTime',
	datetime: 'dateTime',
};

/** A help that is longer is left to Salesforce. */
const LONGEST_HELP = 120;

/** "Record ID (recordId): The record that the task is about". n8n's mapper has no other place for help. */
function labelOf({ name, label, description, maxOccurs, type, sobjectType }: ActionParameter) {
	const isList = (maxOccurs ?? 1) > 1;
	const record = type.toUpperCase() === 'SOBJECT' ? (sobjectType ?? 'record') : '';
	const kind = isList ? `, list${record && ` of ${record}`}` : record && `, ${record} as JSON`;
	const named = `${nameAndLabel({ name, label })}${kind}`;
	const help = description?.trim() ?? '';
	return help === '' || help.length > LONGEST_HELP ? named : `${named}: ${help}`;
}

function choicesOf({ type, picklistValues }: ActionParameter): MapperField['options'] {
	if (type.toUpperCase() === 'BOOLEAN') {
		return [{ name: 'True', value: true }, { name: 'False', value: false }, NONE];
	}
	if (!picklistValues?.length) return undefined;
	return [...picklistValues.map(({ label, value }) => ({ name: label ?? value, value })), NONE];
}

function toInput(parameter: ActionParameter): MapperField {
	const actionInput = inputTypeOf(parameter);
	const { name, required, type, isList } = actionInput;
	const options = isList ? undefined : choicesOf(parameter);
	const single = type === 'SOBJECT' ? 'object' : (INPUTS[fieldTypeOf(type)] ?? 'string');
	return {
		id: name,
		displayName: labelOf(parameter),
		required,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		type: isList ? 'array' : options ? 'options' : single,
		actionInput,
		...(options && { options }),
	};
}

const byRequired = (a: MapperField, b: MapperField) => Number(b.required) - Number(a.required);

const readLocator = (context: ILoadOptionsFunctions, name: string): string => {
	const value = context.getNodeParameter(name, '', { extractValue: true });
	return typeof value === 'string' ? value : '';
};

/** The form of a quick action: the fields of its layout, as its object describes them, with what it begins with. */
async function listQuickFields(
	context: ILoadOptionsFunctions,
	name: string,
): Promise<MapperField[]> {
	const client = await salesforceClient(context);
	const of = readLocator(context, 'object') || undefined;
	const { target, fields, defaults } = await describeQuickAction(client, name, of);
	const described = await describeObject(client, target);
	return fields.flatMap(({ name: wanted, required }) => {
		const field = described.fields.find((one) => one.name === wanted);
		if (!field) return [];
		const begins = defaults.get(wanted);
		const defaultValue = typeof begins === 'string' || typeof begins === 'number' ? begins : null;
		return [
			{
				...toMapperField(field, required),
				removed: false,
				...(defaultValue !== null && { defaultValue }),
			},
		];
	});
}

/** What the chosen action takes: required inputs first. */
export async function getActionInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const name = readLocator(this, 'action');
	const kind = this.getNodeParameter('actionType', 'flow') as InvocableKind | 'quickAction';
	const none = { emptyFieldsNotice: 'This action has no inputs' };
	if (kind === 'quickAction') {
		return { fields: (await listQuickFields(this, name)).toSorted(byRequired), ...none };
	}
	const { inputs } = await describeAction(await salesforceClient(this), kind, name);
	return { fields: inputs.map(toInput).toSorted(byRequired), ...none };
}
