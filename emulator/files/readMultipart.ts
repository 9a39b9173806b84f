import Busboy from '@fastify/busboy';
import { Readable } from 'node:stream';

/** One part of a multipart body. */
export interface Part<Content = Buffer> {
	name: string;
	filename?: string;
	contentType: string;
	content: Content;
}

/** Takes a part's bytes. */
type Receive<Content> = (stream: AsyncIterable<unknown>, maxBytes: number) => Promise<Content>;

/**
 * The parts of a multipart/form-data body, in order.
 *
 * @param contentType the request's Content-Type, with the boundary
 * @param maxBytes limit of one part
 * @param receive takes the bytes of each part
 * @throws Error when the body is not a multipart body, is cut short, or a part is larger than `maxBytes`
 */
export async function readMultipart<Content = Buffer>(
	contentType: string,
	body: AsyncIterable<Buffer>,
	maxBytes: number,
	receive: Receive<Content> = readPart as Receive<Content>,
): Promise<Part<Content>[]> {
	const parser = new Busboy({
		headers: { 'content-type': contentType },
		limits: { fileSize: maxBytes + 1 },
		// Every part is taken as bytes: Salesforce's JSON part has a content type and no file name.
		isPartAFile: () => true,
	});
	const parts: Promise<Part<Content>>[] = [];
	parser.on('file', (name, stream, filename, _encoding, type) => {
		const part = receive(stream, maxBytes).then((content) => ({
			name,
			...(filename ? { filename } : {}),
			contentType: type,
			content,
		}));
		part.catch((error: Error) => parser.destroy(error));
		parts.push(part);
	});
	await new Promise<void>((resolve, reject) => {
		parser.on('finish', resolve).on('error', reject);
		Readable.from(body).on('error', reject).pipe(parser);
	});
	return await Promise.all(parts);
}

async function readPart(stream: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += (chunk as Buffer).length;
		if (size > maxBytes) throw new Error(`A part is larger than ${maxBytes} bytes`);
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks);
}
