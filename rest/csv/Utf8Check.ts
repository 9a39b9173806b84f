import { isUtf8 } from 'node:buffer';
import { InvalidInputError } from '../errors';

/** Tells whether bytes are UTF-8, whatever way they are cut into chunks. */
export class Utf8Check {
	/** The character that the last chunk was cut in. */
	private cut = Buffer.alloc(0);

	/**
	 * Throws an InvalidInputError if the bytes so far can't be UTF-8.
	 *
	 * @param where says which part of the file the chunk is
	 */
	take(chunk: Uint8Array, where: () => string): void {
		let rest = chunk;
		if (this.cut.length > 0) {
			const missing = lengthOfCharacter(this.cut[0]!) - this.cut.length;
			this.cut = Buffer.concat([this.cut, rest.subarray(0, missing)]);
			if (rest.length < missing) return;
			if (!isUtf8(this.cut)) throw notUtf8(where());
			rest = rest.subarray(missing);
		}
		const whole = startOfCutCharacter(rest);
		if (!isUtf8(rest.subarray(0, whole))) throw notUtf8(where());
		this.cut = Buffer.from(rest.subarray(whole));
	}

	/** Throws an InvalidInputError if the file ends within a character. */
	end(where: () => string): void {
		if (this.cut.length > 0) throw notUtf8(where());
	}
}

function lengthOfCharacter(lead: number): number {
	if (lead >= 0xf0) return 4;
	if (lead >= 0xe0) return 3;
	return lead >= 0xc0 ? 2 : 1;
}

/** Where a character begins that continues after the chunk; the chunk's length if none does. */
function startOfCutCharacter(chunk: Uint8Array): number {
	for (let back = 1; back <= 3 && back <= chunk.length; back++) {
		const at = chunk.length - back;
		const byte = chunk[at]!;
		if (byte < 0x80) break;
		if (byte >= 0xc0) return lengthOfCharacter(byte) > back ? at : chunk.length;
	}
	return chunk.length;
}

function notUtf8(where: string): InvalidInputError {
	return new InvalidInputError(
		`The CSV is not UTF-8 (${where})`,
		'Salesforce takes UTF-8 only. Save the file as "CSV UTF-8", or convert it before this node.',
	);
}
