import type { INodeProperties } from 'n8n-workflow';
import { sendApexRest } from '../../../../rest';
import { readRequest } from '../../freeRequest/readRequest';
import { requestOptions, requestProperties } from '../../freeRequest/requestProperties';
import { toRows } from '../../freeRequest/toRows';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';

const path: INodeProperties = {
	displayName: 'Path',
	name: 'path',
	type: 'resourceLocator',
	default: { mode: 'path', value: '' },
	required: true,
	description: "The part of the URL after /services/apexrest/. The request can't leave that path.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a class…',
			typeOptions: { searchListMethod: 'searchApexRestServices', searchable: true },
		},
		{
			displayName: 'By Path',
			name: 'path',
			type: 'string',
			placeholder: 'e.g. orders/4711',
			hint: 'The urlMapping of the class, with a value instead of its *',
		},
	],
};

export const send: ItemOperation = {
	kind: 'item',
	effect: { noun: 'request', done: 'sent', stays: 'in effect' },
	name: 'Send',
	value: 'send',
	action: 'Send Apex REST request',
	description:
		"Call a REST service that the org's developers have written in Apex, once for each item; only a GET is ever sent again",
	properties: [...requestProperties(path), optionsProperty(requestOptions)],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const request = { ...(await readRequest(run)), path: parameters.getLocator('path', itemIndex) };
		return toRows(run, await sendApexRest(client, request));
	},
};
