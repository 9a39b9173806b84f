import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { type FileSource, InvalidInputError, type OpenCsv } from '../../../rest';

/**
 * Bytes that are read off n8n's store at a time, at most. Larger pieces are slower: the system makes and clears new
 * memory for each. A multiple of four, as base64 is read in as many characters.
 */
const chunkBytes = 64 * 1024;

/** Bytes that wait for n8n's store: it writes them as one piece, and meanwhile the next ones come. */
const WAITING_BYTES = 512 * 1024;

/**
 * Writes a stream to n8n's binary store, in any of its modes, without keeping it in memory. If the stream fails,
 * the store keeps nothing of it.
 *
 * @param mimeType if it is not given, n8n takes it from the extension of the name
 */
export async function storeFile(
	{ helpers }: IExecuteFunctions,
	content: AsyncIterable<Buffer> | Readable,
	fileName?: string,
	mimeType?: string,
): Promise<IBinaryData> {
	const stream =
		content instanceof Readable
			? content
			: Readable.from(content, { objectMode: false, highWaterMark: WAITING_BYTES });
	try {
		return await helpers.prepareBinaryData(stream, fileName, mimeType);
	} finally {
		stream.destroy();
	}
}

/** A file that is in the item itself, as text. Other nodes break it into lines. */
const toBase64 = (data: string): string => (/\s/.test(data) ? data.replace(/\s+/g, '') : data);

function* decode(base64: string): Generator<Buffer> {
	for (let at = 0; at < base64.length; at += chunkBytes) {
		yield Buffer.from(base64.slice(at, at + chunkBytes), 'base64');
	}
}

/**
 * The bytes of a file in n8n's store. Each opening reads them again. In n8n's memory mode they are in the item
 * itself.
 *
 * @param size of the file, if it is known: each read takes memory for a whole chunk, and a file needs two at a time
 */
function openBinary(
	{ helpers }: IExecuteFunctions,
	{ id, data }: IBinaryData,
	size = chunkBytes,
): OpenCsv {
	const chunk = Math.max(1, Math.min(size, chunkBytes));
	if (id !== undefined) return () => helpers.getBinaryStream(id, chunk);
	return () => Readable.from(decode(toBase64(data)), { objectMode: true });
}

/** An item's file; each opening reads it again. */
export const openFile = (context: IExecuteFunctions, itemIndex: number, name: string): OpenCsv =>
	openBinary(context, context.helpers.assertBinaryData(itemIndex, name));

/** `undefined` if the item has none: n8n's own error says less. */
function findBinary({ helpers }: IExecuteFunctions, itemIndex: number, name: string) {
	try {
		return helpers.assertBinaryData(itemIndex, name);
	} catch {
		return undefined;
	}
}

function refuseMissing(context: IExecuteFunctions, itemIndex: number, name: string): never {
	const names = Object.keys(context.getInputData()[itemIndex]?.binary ?? {});
	const told = names.map((field) => `'${field}'`).join(', ');
	throw new InvalidInputError(
		`The item has no file in the field '${name}'`,
		names.length > 0
			? `Set 'Input Data Field Name' to where it has one: ${told}`
			: 'It has no file at all. The node before this one must give one, for example HTTP Request with the response format File.',
	);
}

/** Bytes. In n8n's memory mode the file is in the item itself. */
const measure = async (
	{ helpers }: IExecuteFunctions,
	{ id, data }: IBinaryData,
): Promise<number> =>
	id === undefined
		? Buffer.byteLength(toBase64(data), 'base64')
		: (await helpers.getBinaryMetadata(id)).fileSize;

const extensionOf = ({ fileExtension = '' }: IBinaryData) =>
	fileExtension === '' ? '' : `.${fileExtension}`;

/**
 * An item's file with its size, to be sent.
 *
 * @throws InvalidInputError if there is none, or it is gone from n8n's store
 */
export async function readFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
): Promise<FileSource> {
	const binary = findBinary(context, itemIndex, field) ?? refuseMissing(context, itemIndex, field);
	const name = binary.fileName?.trim() || `${field}${extensionOf(binary)}`;
	const size = await measure(context, binary).catch((error: Error) => {
		throw new InvalidInputError(
			`The file '${name}' is no longer in n8n's storage: ${error.message}`,
			'Run the node that made it again.',
		);
	});
	return { name, mimeType: binary.mimeType, size, open: openBinary(context, binary, size) };
}

/** MB that n8n's database takes for one file, by n8n's own defaults; undefined in other modes. */
export function databaseLimit(env: NodeJS.ProcessEnv = process.env): number | undefined {
	const mode =
		env.N8N_DEFAULT_BINARY_DATA_MODE ??
		(env.EXECUTIONS_MODE === 'queue' ? 'database' : 'filesystem');
	if (mode !== 'database') return undefined;
	return Number(env.N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE ?? 512);
}

const TO_TAKE_MORE =
	'N8N_DEFAULT_BINARY_DATA_MODE=filesystem (shared by all workers) or s3 takes any size.';

/** Says before a long job that its result could not be stored at the end. */
export function warnOfDatabaseLimit(
	context: IExecuteFunctions,
	hint: (text: string) => void,
): void {
	const limit = databaseLimit();
	if (limit === undefined) return;
	const text = `n8n keeps files in its database here, ${limit} MB each at most: a larger result can't be stored. ${TO_TAKE_MORE}`;
	context.logger.warn(text);
	hint(text);
}

/** @throws InvalidInputError for a file that n8n's database would refuse once all of it is there */
export function assertStorable(name: string, size: number): void {
	const limit = databaseLimit();
	if (limit === undefined || size <= limit * 1024 ** 2) return;
	throw new InvalidInputError(
		`n8n keeps files in its database here, ${limit} MB each at most, and '${name}' has ${(size / 1024 ** 2).toFixed(1)} MB`,
		TO_TAKE_MORE,
	);
}
