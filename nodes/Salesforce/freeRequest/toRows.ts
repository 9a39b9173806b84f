import type { Readable } from 'node:stream';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import type { OrgResponse } from '../../../rest';
import { storeFile } from '../items/binaryFiles';
import type { ItemRun, OutputRow } from '../operation';

export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list gives an item for each entry; an entry that is not an object is put under `data`. */
export const toBodyRows = (body: unknown): OutputRow[] =>
	(Array.isArray(body) ? body : [body]).map((entry: unknown) => {
		if (isObject(entry)) return { json: entry };
		// A 204 has no body: the request was carried out.
		return {
			json: entry === '' || entry === undefined ? { success: true } : { data: entry },
		};
	});

const wantsAll = ({ parameters, itemIndex }: ItemRun) =>
	parameters.get('options.fullResponse', itemIndex, false);

/** The answer is streamed into n8n's store, because it may be larger than the memory. */
async function toFileRow(run: ItemRun, { status, headers, body }: OrgResponse): Promise<OutputRow> {
	const { context, parameters, itemIndex } = run;
	const field = parameters.get<string>('options.outputDataFieldName', itemIndex, 'data');
	const mimeType = headers['content-type']?.split(';')[0];
	const data = await storeFile(context, body as Readable, undefined, mimeType);
	const binary: IBinaryKeyData = { [field]: data };
	return { json: { statusCode: status, ...(wantsAll(run) && { headers }) }, binary };
}

/** The rows that an answer becomes, by the item's options. */
export async function toRows(run: ItemRun, response: OrgResponse): Promise<OutputRow[]> {
	const { parameters, itemIndex } = run;
	const format = parameters.get<string>('options.responseFormat', itemIndex, 'json');
	if (format === 'file') return [await toFileRow(run, response)];
	const { status, headers, body } = response;
	if (!wantsAll(run)) return toBodyRows(body);
	const content = body === '' ? null : (body ?? null);
	return [{ json: { statusCode: status, headers, body: content } }];
}
