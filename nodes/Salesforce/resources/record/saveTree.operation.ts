import type { IDataObject } from 'n8n-workflow';
import { carryByGraphs, parseJson, saveRows, type Saved, type TreeRow } from '../../../../rest';
import { objectLocator } from '../../../shared/objectLocator';
import { createDescriber } from '../../items/createDescriber';
import { readItems } from '../../items/readItems';
import { readObject } from '../../items/saveItems';
import type { BatchOperation, BatchRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { readCollectionOptions, readSaveOptions, recordOptions } from '../../options/saveOptions';
import { readTreeOptions } from '../../trees/readTreeOptions';
import { childRelationshipsOption, treeProperties } from '../../trees/treeProperties';
import { TreeReader } from '../../trees/TreeReader';

/** What the item wants to be saved, as it is written. */
function readSource({ context, parameters }: BatchRun, item: number): unknown {
	const source = parameters.getChoice('treeSource', item, ['item', 'json'] as const, 'item');
	if (source === 'item') return context.getInputData()[item]!.json;
	const value = parameters.getValue('tree', item);
	return typeof value === 'string' ? parseJson(value, "The parameter 'JSON'") : value;
}

const toJson = ({ id, created, children }: Saved): IDataObject => ({
	id,
	success: true,
	created,
	...(children && {
		children: Object.fromEntries(
			Object.entries(children).map(([name, rows]) => [name, rows.map(toJson)]),
		),
	}),
});

export const saveTree: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'item', done: 'saved' },
	name: 'Save with Children',
	value: 'saveTree',
	action: 'Save record with children',
	description:
		'Save a record together with its children, all or nothing: an account with its contacts and their cases from one item. Many items share an API call.',
	properties: [
		objectLocator,
		...treeProperties,
		optionsProperty([...recordOptions, childRelationshipsOption]),
	],
	async execute(run) {
		const describer = createDescriber(run.client);
		const { values, refused } = await readItems<TreeRow & { item: number }>(run, async (item) => {
			const object = readObject(run, item);
			const options = await readTreeOptions(run, item, describer);
			const root = await TreeReader.read(readSource(run, item), object, describer, options);
			return { item, object: root.object, fields: root.fields, root };
		});
		const { headers = {} } = readCollectionOptions(run);
		const carrier = carryByGraphs(run.client, { headers });
		const results = await saveRows(run.client, values, carrier, readSaveOptions(run));
		const outcomes = results.map((result, n) => {
			const { item } = values[n]!;
			return result.success ? { item, json: toJson(result) } : { item, error: result.error };
		});
		return [...refused, ...outcomes];
	},
};
