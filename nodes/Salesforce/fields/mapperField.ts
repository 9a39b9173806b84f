import type { FieldType } from 'n8n-workflow';
import type { FieldDescribe } from '../../../rest';
import { nameAndLabel } from '../../shared/lists/nameAndLabel';
import type { MapperField } from './readFields';

/**
 * n8n's input for each Salesforce type; text for all others. Multi-select picklists are text too: n8n's list takes
 * JSON only, and people write `Price;Quality`.
 */
const TYPES: Record<string, FieldType> = {
	int: 'number',
	long: 'number',
	double: 'number',
	currency: 'number',
	percent: 'number',
	date: 'dateTime',
	datetime: 'dateTime',
};

/** The values are offered as a list. A picklist that isn't restricted takes others too: those are given by expression. */
const isChoice = ({ type, picklistValues }: FieldDescribe) =>
	(type === 'picklist' || type === 'combobox') && picklistValues.some(({ active }) => active);

/** n8n refuses to publish an empty choice, unless "empty" is one of the choices. */
export const NONE = { name: '(Empty)', value: '' };

/** Yes or no is a choice too: n8n's switch has no third state, and an empty one is refused. */
function choicesOf(field: FieldDescribe): MapperField['options'] {
	if (field.type === 'boolean') {
		return [{ name: 'True', value: true }, { name: 'False', value: false }, NONE];
	}
	if (!isChoice(field)) return undefined;
	const active = field.picklistValues.filter((value) => value.active);
	return [...active.map(({ label, value }) => ({ name: label ?? value, value })), NONE];
}

const squash = (text: string) => text.replace(/__c$/, '').replace(/[\s_]/g, '').toLowerCase();

/**
 * Only the label, if it also says the name. n8n makes the key that an AI fills in from it: `Last_Name` instead of
 * `Last_Name__LastName_`.
 */
const labelOf = (field: FieldDescribe, fields: FieldDescribe[]) => {
	const { label, name, type, referenceTo, controllerName } = field;
	// n8n's mapper can't narrow one list by another field's value.
	if (controllerName) return `${label} (${name}, depends on ${controllerName})`;
	if (type === 'reference' && referenceTo.length > 0) {
		return `${label} (${name}, ID of ${referenceTo.slice(0, 3).join(' or ')})`;
	}
	const isOnly = fields.filter((other) => other.label === label).length < 2;
	return isOnly && squash(label) === squash(name) ? label : nameAndLabel(field);
};

/**
 * A field as the mapper shows it.
 *
 * @param fields all fields that are shown with it
 */
export function toMapperField(
	field: FieldDescribe,
	required: boolean,
	fields: FieldDescribe[] = [],
): MapperField {
	const options = choicesOf(field);
	return {
		id: field.name,
		displayName: labelOf(field, fields),
		required,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		// Nothing is sent that the user didn't ask for: only required fields are shown from the start.
		removed: !required,
		type: options ? 'options' : (TYPES[field.type] ?? 'string'),
		salesforceType: field.type,
		...(options && { options }),
	};
}
