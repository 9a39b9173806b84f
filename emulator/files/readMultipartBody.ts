import { refuse, type SalesforceError } from '../core/SalesforceError';
import { readMultipart } from './readMultipart';

/** Salesforce takes files of up to 2 GB by multipart. */
const maxBytes = 2 * 1024 ** 3;

type Values = Record<string, unknown>;

/**
 * A record, or a collection of records, that came with its files: the JSON part, with each file in
 * the field that its part is named after, or in a collection where the record's attributes say.
 *
 * @throws SalesforceError 400 for a body that is no multipart body, or has no JSON part
 */
export async function readMultipartBody(
	contentType: string,
	body: AsyncIterable<Buffer>,
): Promise<unknown> {
	const parts = await readMultipart(contentType, body, maxBytes).catch((error: Error) => {
		throw invalid(error.message);
	});
	const json = parts.find((part) => part.contentType.startsWith('application/json'));
	if (!json) throw invalid('The request has no part of type application/json');
	const values = parse(json.content.toString());
	const files = new Map(parts.filter((part) => part !== json).map((part) => [part.name, part]));
	const { records } = values;
	if (Array.isArray(records)) {
		return { ...values, records: (records as Values[]).map((record) => withFile(record, files)) };
	}
	const blobs = [...files.values()].map(({ name, content }) => [name, content] as const);
	return { ...values, ...Object.fromEntries(blobs) };
}

/** A collection's record names its part, and the field that the file goes into. */
function withFile(record: Values, files: ReadonlyMap<string, { content: Buffer }>): Values {
	const attributes = record.attributes as Values | undefined;
	const { binaryPartName: name, binaryPartNameAlias: field, ...others } = attributes ?? {};
	if (typeof name !== 'string' || typeof field !== 'string') return record;
	const file = files.get(name);
	if (!file) throw invalid(`There is no part named ${name}`);
	return { ...record, attributes: others, [field]: file.content };
}

function parse(text: string): Values {
	try {
		return JSON.parse(text) as Values;
	} catch (error) {
		throw refuse(400, 'JSON_PARSER_ERROR', (error as Error).message);
	}
}

function invalid(message: string): SalesforceError {
	return refuse(400, 'INVALID_MULTIPART_REQUEST', message);
}
