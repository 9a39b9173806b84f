import { InvalidInputError } from '../errors';

/** A file to send. */
export interface FileSource {
	/** With its extension, which decides what Salesforce takes it for. */
	name: string;
	mimeType: string;
	/** Bytes. */
	size: number;
	/** Opens it again with each call: a request may have to be sent again. */
	open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>;
}

/** A file that can't be read, or has another length than it should: no request with it was ever whole. */
export class UnreadableFileError extends InvalidInputError {
	constructor(
		readonly file: FileSource,
		reason: string,
	) {
		super(
			`The file '${file.name}' could not be read: ${reason}`,
			'Run the node that made the file again.',
		);
	}
}

/** What goes out at once: of a store that gives a file as one piece, every stream behind would copy it whole. */
const PIECE_BYTES = 256 * 1024;

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
		yield bytes.subarray(at, at + PIECE_BYTES);
	}
}

/**
 * The bytes of a file. The file is opened when the first byte is read.
 *
 * @throws UnreadableFileError
 */
export async function* readFile(file: FileSource): AsyncGenerator<Uint8Array, void, undefined> {
	let size = 0;
	try {
		for await (const piece of await file.open()) {
			size += piece.length;
			if (size > file.size) break;
			yield* cut(piece);
		}
	} catch (error) {
		throw new UnreadableFileError(file, error instanceof Error ? error.message : String(error));
	}
	if (size !== file.size) {
		const told = size > file.size ? 'more' : `only ${size}`;
		throw new UnreadableFileError(file, `it has ${told} than the expected ${file.size} bytes`);
	}
}
