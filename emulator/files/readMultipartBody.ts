import { type OrgState } from '../core/OrgState';
import { refuse, type SalesforceError } from '../core/SalesforceError';
import { FileContent } from './FileContent';
import { type Part, readMultipart } from './readMultipart';

type Values = Record<string, unknown>;
type File = Part<FileContent>;

/** Largest JSON part: what a request without files may have. */
const maxJsonBytes = 50 * 1024 ** 2;

/**
 * A record, or a collection of records, that came with its files: the JSON part, with each file in the field that
 * its part is named after. In a collection, the record's attributes name the field. Sources: docs; the texts of
 * refusals are from memory.
 *
 * @throws SalesforceError 400 for a body that is not a multipart body, or whose parts don't fit together
 */
export async function readMultipartBody(
	org: OrgState,
	{ path, stream }: { path: string; stream: AsyncIterable<Buffer> },
	contentType: string,
): Promise<unknown> {
	const isCollection = /\/composite\/sobjects\b/i.test(path);
	const parts = await readMultipart(
		contentType,
		stream,
		maxBytesOf(org, path, isCollection),
		receiverOf(org),
	).catch((error: Error) => {
		if (/is larger than/.test(error.message)) throw tooLarge(error.message);
		throw invalid(error.message);
	});
	for (const { content } of parts) org.onClose(() => content.close());
	const [json, ...files] = parts;
	if (!json?.contentType.startsWith('application/json')) {
		throw invalid('The first part of the request must be of type application/json');
	}
	const values = await parse(json.content);
	const byName = new Map(files.map((part) => [part.name, part]));
	const nameless = files.find((part) => part.filename === undefined);
	if (nameless) throw invalid(`The binary part ${nameless.name} has no file name`);
	if (!isCollection) return withParts(json, values, files);
	const bytes = files.reduce((sum, { content }) => sum + content.size, 0);
	if (bytes > org.policy.fileMaxCollectionBytes) {
		throw tooLarge(`The files of the request have ${bytes} bytes in all`);
	}
	const { records } = values;
	if (!Array.isArray(records)) throw invalid('The request has no records');
	const filled = (records as Values[]).map((record) => withFile(record, byName));
	if (byName.size > 0) throw invalid(`No record names the part ${[...byName.keys()].join(', ')}`);
	return { ...values, records: filled };
}

/** Takes the first part, which is the record, and the files as the org keeps them. */
function receiverOf({ policy }: OrgState): typeof FileContent.receive {
	let parts = 0;
	return (stream, maxBytes) => {
		const isFile = parts > 0;
		parts += 1;
		const receive =
			isFile && policy.fileDiscardsContent ? FileContent.measure : FileContent.receive;
		return receive(stream, maxBytes);
	};
}

function maxBytesOf({ policy }: OrgState, path: string, isCollection: boolean): number {
	if (isCollection) return policy.fileMaxCollectionBytes;
	return /\/ContentVersion\b/i.test(path) ? policy.fileMaxBytes : policy.fileMaxOtherBytes;
}

/** One record: its parts are named `entity_…`, and after the field that the file goes into. */
function withParts(json: File, values: Values, files: readonly File[]): Values {
	if (!json.name.startsWith('entity_')) {
		throw invalid(`The part of the record is named ${json.name}, not entity_…`);
	}
	return { ...values, ...Object.fromEntries(files.map(({ name, content }) => [name, content])) };
}

/** A collection's record names its part, and the field that the file goes into. */
function withFile(record: Values, files: Map<string, File>): Values {
	const attributes = record.attributes as Values | undefined;
	const { binaryPartName: name, binaryPartNameAlias: field, ...others } = attributes ?? {};
	if (typeof name !== 'string' || typeof field !== 'string') return record;
	const file = files.get(name);
	if (!file) throw invalid(`There is no part named ${name}`);
	files.delete(name);
	return { ...record, attributes: others, [field]: file.content };
}

async function parse(content: FileContent): Promise<Values> {
	if (content.size > maxJsonBytes) throw tooLarge('The record is larger than 50 MB');
	const chunks = await content.open().toArray();
	try {
		return JSON.parse(Buffer.concat(chunks as Buffer[]).toString('utf8')) as Values;
	} catch (error) {
		throw refuse(400, 'JSON_PARSER_ERROR', (error as Error).message);
	}
}

function invalid(message: string): SalesforceError {
	return refuse(400, 'INVALID_MULTIPART_REQUEST', message);
}

function tooLarge(message: string): SalesforceError {
	return refuse(400, 'FILE_SIZE_LIMIT_EXCEEDED', message);
}
