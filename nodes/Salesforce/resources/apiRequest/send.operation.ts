import type { Readable } from 'node:stream';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import {
	type FreeRequest,
	isReading,
	type OrgResponse,
	parseJson,
	readPagesOf,
	sendRequest,
} from '../../../../rest';
import { storeFile } from '../../items/binaryFiles';
import type { ItemOperation, ItemRun, OutputRow } from '../../operation';
import { optionsProperty } from '../../options/options';
import { requestOptions, requestProperties } from './requestProperties';

interface NamedValue {
	name: string;
	value: string;
}

const readPairs = ({ parameters, itemIndex }: ItemRun, name: string): Record<string, string> =>
	Object.fromEntries(
		parameters
			.get<NamedValue[]>(`${name}.values`, itemIndex, [])
			.filter((pair) => pair.name !== '')
			.map((pair) => [pair.name, String(pair.value ?? '')]),
	);

/** The parameter as JSON text, any kind of value; `undefined` if it is empty. An expression gives the value itself. */
function readJson(value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== 'string') return JSON.stringify(value);
	const text = value.trim();
	return text === '' ? undefined : JSON.stringify(parseJson(text, "The parameter 'Body'"));
}

async function readBody(run: ItemRun): Promise<Partial<FreeRequest>> {
	const { context, parameters, itemIndex } = run;
	const kind = parameters.getChoice('bodyType', itemIndex, ['none', 'json', 'file'], 'none');
	if (kind === 'json') {
		const body = readJson(parameters.getValue('body', itemIndex));
		return body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } };
	}
	if (kind !== 'file') return {};
	const field = parameters.get<string>('inputDataFieldName', itemIndex, 'data');
	const { id, mimeType } = context.helpers.assertBinaryData(itemIndex, field);
	const headers = { 'Content-Type': mimeType };
	// A file in n8n's store is streamed, opened anew for each send. One without an id is in the memory already.
	if (id !== undefined) return { body: () => context.helpers.getBinaryStream(id), headers };
	return { body: await context.helpers.getBinaryDataBuffer(itemIndex, field), headers };
}

async function readRequest(run: ItemRun): Promise<FreeRequest> {
	const { parameters, itemIndex } = run;
	const method = parameters.get('method', itemIndex, 'GET');
	const body = isReading(method) ? {} : await readBody(run);
	const asFile = parameters.get<string>('options.responseFormat', itemIndex, 'json') === 'file';
	return {
		method,
		path: parameters.get<string>('path', itemIndex, ''),
		query: readPairs(run, 'queryParameters'),
		...body,
		headers: { ...body.headers, ...readPairs(run, 'options.headers') },
		...(asFile && { responseType: 'stream' }),
	};
}

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list answers with an item an entry; what is no object stands under `data`. */
const toRows = (body: unknown): OutputRow[] =>
	(Array.isArray(body) ? body : [body]).map((entry: unknown) => {
		if (isObject(entry)) return { json: entry };
		// A 204 has no body: the request was carried out.
		return {
			json: entry === '' || entry === undefined ? { success: true } : { data: entry },
		};
	});

/** The answer goes to n8n's store as it comes: it may be larger than the memory. */
async function toFileRow({ context, parameters, itemIndex }: ItemRun, response: OrgResponse) {
	const field = parameters.get<string>('options.outputDataFieldName', itemIndex, 'data');
	const mimeType = response.headers['content-type']?.split(';')[0];
	const data = await storeFile(context, response.body as Readable, undefined, mimeType);
	const binary: IBinaryKeyData = { [field]: data };
	return { json: { statusCode: response.status }, binary };
}

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
		"Call any resource of the Salesforce REST API with the credential's session, for what the other resources don't offer",
	properties: [...requestProperties, optionsProperty(requestOptions)],
	async execute(run) {
		const request = await readRequest(run);
		if (request.responseType === 'stream') {
			return [await toFileRow(run, await sendRequest(run.client, request))];
		}
		if (!run.parameters.get('options.allPages', run.itemIndex, false)) {
			return toRows((await sendRequest(run.client, request)).body);
		}
		const rows: OutputRow[] = [];
		for await (const page of readPagesOf(run.client, request)) {
			for (const row of toRows(listOf(page.body))) rows.push(row);
		}
		return rows;
	},
};
