import type { INodeProperties } from 'n8n-workflow';
import { checkIdentifier } from '../../../rest';
import type { ParameterReader } from '../items/createParameterReader';

/** The fields to return. Names of related records (`Owner.Name`) can be given by expression. */
export const fieldsOption: INodeProperties = {
	displayName: 'Fields to Return',
	name: 'fields',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value'] },
	default: [],
	description:
		'If none is chosen: all fields that the user can read. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/**
 * API names, from a list or from text separated by commas.
 *
 * @throws InvalidInputError for what is not a name
 */
export function readFieldNames(parameters: ParameterReader, itemIndex: number): string[] {
	const value = parameters.get<string[] | string>('options.fields', itemIndex, []);
	const names = typeof value === 'string' ? value.split(',') : value;
	return names.filter((name) => name.trim() !== '').map(checkIdentifier);
}
