import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { OpenCsv } from '../../../../rest';

/** Bytes that are read off n8n's store at a time. */
const chunkBytes = 256 * 1024;

/** Writes a stream to n8n's binary store, whatever its mode, without holding it. */
export async function storeFile(
	{ helpers }: IExecuteFunctions,
	content: AsyncIterable<Buffer>,
	fileName: string,
	mimeType = 'text/csv',
): Promise<IBinaryData> {
	const stream = Readable.from(content, { objectMode: false });
	try {
		return await helpers.prepareBinaryData(stream, fileName, mimeType);
	} finally {
		stream.destroy();
	}
}

/** An item's file; each opening reads it anew. In n8n's memory mode it is in the item itself. */
export function openFile(context: IExecuteFunctions, itemIndex: number, name: string): OpenCsv {
	const binary = context.helpers.assertBinaryData(itemIndex, name);
	const { id } = binary;
	if (id !== undefined) {
		return () => context.helpers.getBinaryStream(id, chunkBytes);
	}
	const bytes = Buffer.from(binary.data, 'base64');
	return () => Readable.from(bytes.length > 0 ? [bytes] : [], { objectMode: true });
}

/** MB that n8n's database takes for one file, by n8n's own defaults; undefined in other modes. */
export function databaseLimit(env: NodeJS.ProcessEnv = process.env): number | undefined {
	const mode =
		env.N8N_DEFAULT_BINARY_DATA_MODE ??
		(env.EXECUTIONS_MODE === 'queue' ? 'database' : 'filesystem');
	if (mode !== 'database') return undefined;
	return Number(env.N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE ?? 512);
}

/** Says before a long job what would end it at its end. */
export function warnOfDatabaseLimit(
	context: IExecuteFunctions,
	hint: (text: string) => void,
): void {
	const limit = databaseLimit();
	if (limit === undefined) return;
	const text = `n8n keeps files in its database here, ${limit} MB each at most: a larger result can't be stored. N8N_DEFAULT_BINARY_DATA_MODE=filesystem (shared by all workers) or s3 takes any size.`;
	context.logger.warn(text);
	hint(text);
}
