import type { IDataObject } from 'n8n-workflow';
import {
	describeObject as describe,
	type FieldDescribe,
	type ObjectDescribe,
} from '../../../../rest';
import { objectLocator } from '../../../shared/objectLocator';
import { readObject } from '../../items/saveItems';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { simplifyProperty } from './simplifyProperty';

/** What more a describe tells than the node needs elsewhere. */
type ReadField = FieldDescribe & {
	length?: number;
	unique?: boolean;
	custom?: boolean;
	calculated?: boolean;
	inlineHelpText?: string | null;
};

/** A field in a form for people, and for code that builds a form or a table. */
const toRow = ({ name: object }: ObjectDescribe, field: ReadField): IDataObject => {
	const { name, label, type, length = 0, nillable, createable, updateable, filterable } = field;
	const { unique = false, custom = false, calculated = false, externalId, referenceTo } = field;
	const isRequired = createable && !nillable && !field.defaultedOnCreate;
	return {
		object,
		name,
		label,
		type,
		length,
		required: isRequired,
		createable,
		updateable,
		filterable,
		custom,
		calculated,
		unique,
		externalId,
		referenceTo: referenceTo.join(', '),
		relationshipName: field.relationshipName,
		picklistValues: field.picklistValues
			.filter(({ active }) => active)
			.map(({ value }) => value)
			.join(', '),
		help: field.inlineHelpText ?? null,
	};
};

export const describeObject: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Describe Object',
	value: 'describeObject',
	action: 'Describe object of org',
	description:
		"Read an object's fields with their type, label, whether they are required, and which values they accept; one item for each field",
	properties: [objectLocator, simplifyProperty, optionsProperty()],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const described = await describe(client, readObject(run, itemIndex));
		if (!parameters.get('simplify', itemIndex, true)) {
			return [{ json: described as unknown as IDataObject }];
		}
		return described.fields.map((field) => ({ json: toRow(described, field) }));
	},
};
