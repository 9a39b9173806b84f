import type { INodeProperties } from 'n8n-workflow';
import { readPagesOf, sendRequest } from '../../../../rest';
import { readRequest } from '../../freeRequest/readRequest';
import { requestOptions, requestProperties } from '../../freeRequest/requestProperties';
import { isObject, toBodyRows, toRows } from '../../freeRequest/toRows';
import type { ItemOperation, OutputRow } from '../../operation';
import { optionsProperty } from '../../options/options';

const path: INodeProperties = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. sobjects/Account/describe',
	hint: 'Begin with /services/ for a path outside the API version, e.g. /services/apexrest/orders',
	description:
		"The path below the API version, or from the root of the org if it begins with /services/. A full URL of the org works too. The request can't leave the org.",
};

const allPages: INodeProperties = {
	displayName: 'All Pages',
	name: 'allPages',
	type: 'boolean',
	default: false,
	description:
		'Whether to follow nextRecordsUrl and nextPageUrl to the end, and return each entry as an item',
};

/** The entries of a page, under the names that lists have in Salesforce's APIs. */
function listOf(body: unknown): unknown {
	if (!isObject(body)) return body;
	return [body.records, body.sobjects, body.elements, body.items].find(Array.isArray) ?? body;
}

export const send: ItemOperation = {
	kind: 'item',
	effect: { noun: 'request', done: 'sent', stays: 'in effect' },
	name: 'Send',
	value: 'send',
	action: 'Send API request',
	description:
		"Call any resource of the Salesforce REST API with the credential's session, if the other resources don't offer it",
	properties: [...requestProperties(path), optionsProperty([allPages, ...requestOptions])],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const around = await readRequest(run);
		const request = { ...around, path: parameters.get<string>('path', itemIndex, '') };
		const isFile = request.responseType === 'stream';
		if (isFile || !parameters.get('options.allPages', itemIndex, false)) {
			return toRows(run, await sendRequest(client, request));
		}
		const rows: OutputRow[] = [];
		for await (const page of readPagesOf(client, request)) {
			for (const row of toBodyRows(listOf(page.body))) rows.push(row);
		}
		return rows;
	},
};
