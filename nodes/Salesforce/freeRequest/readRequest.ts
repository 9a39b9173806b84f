import { type FreeRequest, isReading, parseJson } from '../../../rest';
import type { ItemRun } from '../operation';

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
	// A file in n8n's store is streamed, opened again for each send. One without an id is in the memory already.
	if (id !== undefined) return { body: () => context.helpers.getBinaryStream(id), headers };
	return { body: await context.helpers.getBinaryDataBuffer(itemIndex, field), headers };
}

/** The request that an item describes, but for its path. */
export async function readRequest(run: ItemRun): Promise<Omit<FreeRequest, 'path'>> {
	const { parameters, itemIndex } = run;
	const method = parameters.get('method', itemIndex, 'GET');
	const body = isReading(method) ? {} : await readBody(run);
	const asFile = parameters.get<string>('options.responseFormat', itemIndex, 'json') === 'file';
	return {
		method,
		query: readPairs(run, 'queryParameters'),
		...body,
		headers: { ...body.headers, ...readPairs(run, 'options.headers') },
		...(asFile && { responseType: 'stream' }),
	};
}
