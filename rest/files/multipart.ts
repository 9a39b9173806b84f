import { PassThrough, Readable } from 'node:stream';
import type { BodyOpener } from '../../http';
import { type FileSource, readFile } from './FileSource';

/** A request's body with its headers. */
export interface Multipart {
	headers: Record<string, string>;
	body: BodyOpener;
}

export interface FilePart {
	/** Of the part, as the record names it. */
	name: string;
	file: FileSource;
}

/** Holds what goes out until the connection takes it. */
const BUFFER_BYTES = 512 * 1024;

/** A name that no header can be broken by. Which one it is, the record's own fields tell. */
const toPlainName = (name: string): string => name.replace(/[^\w.-]/g, '_').slice(-100) || 'file';

/** A media type as RFC 9110 writes it. Any other text would end up in a header. */
const toMediaType = (type: string): string =>
	/^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';

/**
 * A record, or a collection of records, with its files as multipart/form-data: the JSON first, as Salesforce wants
 * it. The body's length is known. Each file is opened when its turn comes, again for each send.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_insert_update_blob.htm
 */
export async function createMultipart(
	json: { name: string; value: object },
	parts: readonly FilePart[],
): Promise<Multipart> {
	const { default: FormData } = await import('form-data');
	const build = (boundary?: string) => {
		const form = new FormData();
		if (boundary !== undefined) form.setBoundary(boundary);
		form.append(json.name, JSON.stringify(json.value), { contentType: 'application/json' });
		const streams = parts.map(({ name, file }) => {
			const stream = Readable.from(readFile(file), { objectMode: false });
			form.append(name, stream, {
				filename: toPlainName(file.name),
				contentType: toMediaType(file.mimeType),
				knownLength: file.size,
			});
			return stream;
		});
		return { form, streams };
	};
	const { form: measured } = build();
	const boundary = measured.getBoundary();
	return {
		headers: {
			'Content-Type': `multipart/form-data; boundary=${boundary}`,
			'Content-Length': String(measured.getLengthSync()),
		},
		body: () => {
			const { form, streams } = build(boundary);
			const body = new PassThrough({ highWaterMark: BUFFER_BYTES });
			form.once('error', (error) => body.destroy(error));
			body.once('close', () => {
				for (const stream of streams) stream.destroy();
			});
			return form.pipe(body);
		},
	};
}
