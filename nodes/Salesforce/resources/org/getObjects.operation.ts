import type { IDataObject } from 'n8n-workflow';
import { listObjects, type ObjectSummary } from '../../../../rest';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';
import { simplifyProperty } from './simplifyProperty';

const simplified = (object: ObjectSummary): IDataObject => {
	const { name, label, custom, queryable, createable, updateable, deletable, searchable } = object;
	return { name, label, custom, queryable, createable, updateable, deletable, searchable };
};

export const getObjects: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Objects',
	value: 'getObjects',
	action: 'Get objects of org',
	description:
		'List the objects that the user can see, standard and custom, with what may be done to their records; one item for each object',
	properties: [simplifyProperty, optionsProperty()],
	async execute({ client, parameters, itemIndex }) {
		const isSimple = parameters.get('simplify', itemIndex, true);
		const objects = await listObjects(client);
		return objects.map((object) => ({
			json: isSimple ? simplified(object) : (object as unknown as IDataObject),
		}));
	},
};
