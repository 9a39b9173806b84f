import { InvalidInputError, SalesforceApiError } from '../../../rest';
import type { Describer } from '../items/createDescriber';
import type { BatchRun } from '../operation';
import type { TreeOptions } from './TreeReader';

interface Entry {
	object?: unknown;
	field?: unknown;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

/** A name that is misspelt would have its records created again with each run. */
async function checkExternalId(object: string, field: string, describer: Describer) {
	if (object === '' || field === '') {
		throw new InvalidInputError(
			"An entry of 'External ID Fields' names no object or no field",
			'Give both, or remove the entry',
		);
	}
	const described = await describer(object).catch((error: unknown) => {
		if (!(error instanceof SalesforceApiError) || error.statusCode !== 404) throw error;
		throw new InvalidInputError(
			`'External ID Fields' names '${object}', and the org has no such object`,
			"Choose it from the list: a child is named by its object, such as 'Contact', not by the relationship",
		);
	});
	if (field.toLowerCase() === 'id') return;
	const keys = described.fields.filter(({ externalId, idLookup }) => externalId || idLookup);
	if (keys.some(({ name }) => name.toLowerCase() === field.toLowerCase())) return;
	throw new InvalidInputError(
		`'${field}' is not a field by which ${described.name} records can be found`,
		`It has these: ${keys.map(({ name }) => name).join(', ')}`,
	);
}

async function readExternalIds(run: BatchRun, item: number, describer: Describer) {
	const given = run.parameters.get<Entry[] | object>('externalIdFields.values', item, []);
	const externalIds = new Map<string, string>();
	for (const entry of Array.isArray(given) ? (given as Entry[]) : []) {
		const [object, field] = [textOf(entry.object), textOf(entry.field)];
		await checkExternalId(object, field, describer);
		externalIds.set(object.toLowerCase(), field);
	}
	return externalIds;
}

/**
 * How to read the tree of an item.
 *
 * @throws InvalidInputError for an external ID field that does not exist
 */
export async function readTreeOptions(
	run: BatchRun,
	item: number,
	describer: Describer,
): Promise<TreeOptions> {
	const { parameters } = run;
	const names = parameters.get<string[] | string>('options.childRelationships', item, []);
	const relationships = (typeof names === 'string' ? names.split(',') : names)
		.map((name) => name.trim().toLowerCase())
		.filter((name) => name !== '');
	return {
		externalIds: await readExternalIds(run, item, describer),
		relationships: new Set(relationships),
		emptyValues: parameters.getChoice(
			'options.emptyValues',
			item,
			['clear', 'keep'] as const,
			'clear',
		),
		unknownFields: parameters.getChoice(
			'options.unknownFields',
			item,
			['send', 'leaveOut'] as const,
			'send',
		),
		zone: parameters.zone,
	};
}
