import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Spool } from '../bulk/Spool';

/** The bytes of a file as the org keeps them: large ones on disk, so that 2 GB cost the process nothing. */
export class FileContent {
	private constructor(
		private readonly spool: Spool,
		/** MD5 in hex, as ContentVersion.Checksum has it; null of one that was only measured. */
		readonly checksum: string | null,
		/** Bytes. */
		readonly size = spool.size,
	) {}

	/**
	 * Takes a stream to its end.
	 *
	 * @throws Error if it has more than `maxBytes`
	 */
	static async receive(
		this: void,
		stream: AsyncIterable<unknown>,
		maxBytes: number,
	): Promise<FileContent> {
		const spool = new Spool();
		const hash = createHash('md5');
		try {
			for await (const chunk of stream) {
				if (spool.size + (chunk as Buffer).length > maxBytes) {
					throw new Error(`A part is larger than ${maxBytes} bytes`);
				}
				hash.update(chunk as Buffer);
				await spool.append(chunk as Buffer);
			}
		} catch (error) {
			spool.close();
			throw error;
		}
		return new FileContent(spool, hash.digest('hex'));
	}

	/**
	 * Reads a stream to its end and keeps only its size.
	 *
	 * @throws Error if it has more than `maxBytes`
	 */
	static async measure(
		this: void,
		stream: AsyncIterable<unknown>,
		maxBytes: number,
	): Promise<FileContent> {
		let size = 0;
		for await (const chunk of stream) {
			size += (chunk as Buffer).length;
			if (size > maxBytes) throw new Error(`A part is larger than ${maxBytes} bytes`);
		}
		return new FileContent(new Spool(), null, size);
	}

	/** The bytes from the beginning; a reader may come as often as it likes. */
	open(): Readable {
		return Readable.from(this.spool.read(), { objectMode: false });
	}

	toString(): string {
		return `${this.size} bytes`;
	}

	/** Gives memory and file back. */
	close(): void {
		this.spool.close();
	}
}

export const isContent = (value: unknown): value is Buffer | FileContent =>
	Buffer.isBuffer(value) || value instanceof FileContent;

/** Bytes of a field's content; 0 if it has none. */
export function sizeOf(content: unknown): number {
	if (Buffer.isBuffer(content)) return content.length;
	return content instanceof FileContent ? content.size : 0;
}

/** MD5 in hex. */
export function checksumOf(content: unknown): string | null {
	if (content instanceof FileContent) return content.checksum;
	return Buffer.isBuffer(content) ? createHash('md5').update(content).digest('hex') : null;
}
