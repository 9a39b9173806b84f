import { randomUUID } from 'node:crypto';
import { close, openSync, read, unlinkSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const readAt = promisify(read);
const writeAt = promisify(write);

const pageBytes = 256 * 1024;

/**
 * An append-only run of bytes. It is in memory while it is small and in a temporary file when it is larger, so that
 * a 200 MB upload or the result of a million rows takes no memory. The file has no name: it is unlinked as soon as
 * it is open, so nothing is left behind, however the process ends.
 */
export class Spool {
	private chunks: Buffer[] = [];
	private file: number | undefined;
	private bytes = 0;

	constructor(private readonly memoryLimit = 1024 * 1024) {}

	/** Bytes appended so far. */
	get size(): number {
		return this.bytes;
	}

	async append(chunk: Uint8Array | string): Promise<void> {
		const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array);
		if (this.file === undefined && this.bytes + buffer.length > this.memoryLimit) {
			await this.moveToFile();
		}
		// A copy: the chunk may be a slice of a socket's larger one, which it would hold. Buffer.from would copy byte by byte.
		if (this.file === undefined) this.chunks.push(Buffer.concat([buffer]));
		else await this.writeToFile(this.file, buffer);
		this.bytes += buffer.length;
	}

	/** The bytes from `start` up to, not including, `end`; a reader may come as often as it likes. */
	async *read(start = 0, end = this.bytes): AsyncGenerator<Buffer> {
		const last = Math.min(end, this.bytes);
		let position = start;
		if (this.file === undefined) {
			let offset = 0;
			for (const chunk of this.chunks) {
				const part = chunk.subarray(Math.max(0, start - offset), Math.max(0, last - offset));
				offset += chunk.length;
				if (part.length > 0) yield part;
			}
			return;
		}
		while (position < last) {
			const page = Buffer.allocUnsafe(Math.min(pageBytes, last - position));
			const { bytesRead } = await readAt(this.file, page, 0, page.length, position);
			if (bytesRead === 0) return;
			position += bytesRead;
			yield page.subarray(0, bytesRead);
		}
	}

	/** Gives memory and file back. Reading after that yields nothing. */
	close(): void {
		if (this.file !== undefined) close(this.file);
		this.file = undefined;
		this.chunks = [];
		this.bytes = 0;
	}

	private async moveToFile(): Promise<void> {
		const path = join(tmpdir(), `salesforce-emulator-${randomUUID()}`);
		const file = openSync(path, 'wx+', 0o600);
		unlinkSync(path);
		const kept = Buffer.concat(this.chunks);
		this.chunks = [];
		this.file = file;
		let written = 0;
		while (written < kept.length) {
			written += (await writeAt(file, kept, written, kept.length - written, written)).bytesWritten;
		}
	}

	private async writeToFile(file: number, buffer: Buffer): Promise<void> {
		let written = 0;
		while (written < buffer.length) {
			const at = this.bytes + written;
			written += (await writeAt(file, buffer, written, buffer.length - written, at)).bytesWritten;
		}
	}
}
