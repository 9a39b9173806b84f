import { explainQuery, joinQuery } from '../../../../rest';
import { bindingsProperty, queryProperty, readBoundQuery } from '../../options/bindings';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';

export const explain: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Explain',
	value: 'explain',
	action: 'Explain query',
	description:
		'Show how Salesforce would run a SOQL query, without running it: one item for each plan, the cheapest first. A relative cost above 1 means that the query is not selective.',
	properties: [queryProperty, bindingsProperty, optionsProperty()],
	async execute({ client, parameters, itemIndex }) {
		const plans = await explainQuery(client, joinQuery(readBoundQuery(parameters, itemIndex)));
		return plans.map((plan) => ({ json: { ...plan } }));
	},
};
