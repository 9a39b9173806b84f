import type { Readable } from 'node:stream';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import {
	type FreeRequest,
	isReading,
	type OrgResponse,
	parseJson,
	readPagesOf,
	sendRequest,
	UnknownOutcomeError,
} from '../../../../rest';
import { earlierTry } from '../../shared/earlierTry';
import type { ItemOperation, ItemRun, OutputRow } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
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

function readJson(value: object | string | null): object | string | undefined {
	if (typeof value === 'object') return value ?? undefined;
	const text = value.trim();
	return text === '' ? undefined : (parseJson(text, "The parameter 'Body'") as object);
}

async function readBody(run: ItemRun): Promise<Partial<FreeRequest>> {
	const { context, parameters, itemIndex } = run;
	const kind = parameters.get<string>('bodyType', itemIndex, 'none');
	if (kind === 'json') {
		const body = readJson(parameters.get<object | string | null>('body', itemIndex, ''));
		return body === undefined ? {} : { body };
	}
	if (kind !== 'file') return {};
	const field = parameters.get<string>('inputDataFieldName', itemIndex, 'data');
	const { mimeType } = context.helpers.assertBinaryData(itemIndex, field);
	const body = await context.helpers.getBinaryDataBuffer(itemIndex, field);
	return { body, headers: { 'Content-Type': mimeType } };
}

async function readRequest(run: ItemRun): Promise<FreeRequest> {
	const { parameters, itemIndex } = run;
	const method = parameters.get<string>('method', itemIndex, 'GET');
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
	const stream = response.body as Readable;
	try {
		const data = await context.helpers.prepareBinaryData(stream, undefined, mimeType);
		const binary: IBinaryKeyData = { [field]: data };
		return { json: { statusCode: response.status }, binary };
	} finally {
		stream.destroy();
	}
}

/** The entries of a page, under the names that lists have in Salesforce's APIs. */
function listOf(body: unknown): unknown {
	if (!isObject(body)) return body;
	return [body.records, body.sobjects, body.elements, body.items].find(Array.isArray) ?? body;
}

async function sendOnce(run: ItemRun, request: FreeRequest): Promise<OutputRow[]> {
	const { client, parameters, itemIndex } = run;
	if (request.responseType === 'stream')
		return [await toFileRow(run, await sendRequest(client, request))];
	if (!parameters.get('options.allPages', itemIndex, false)) {
		return toRows((await sendRequest(client, request)).body);
	}
	const rows: OutputRow[] = [];
	for await (const page of readPagesOf(client, request)) rows.push(...toRows(listOf(page.body)));
	return rows;
}

export const send: ItemOperation = {
	kind: 'item',
	name: 'Send',
	value: 'send',
	action: 'Send API request',
	description:
		"Call any resource of the Salesforce REST API with the credential's session, for what the other resources don't offer",
	properties: [...requestProperties, optionsProperty(requestOptions)],
	async execute(run) {
		const request = await readRequest(run);
		if (isReading(request.method)) return sendOnce(run, request);
		const before = earlierTry(run.context, run.itemIndex);
		if (before.error) throw before.error;
		const noteLost = (error: unknown): never => {
			// The other methods change nothing twice.
			if (request.method === 'POST' && error instanceof UnknownOutcomeError) before.error = error;
			throw error;
		};
		return (before.rows ??= await sendOnce(run, request).catch(noteLost));
	},
};
