import { InvalidInputError } from './errors';

const ID = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** Whether it has the form of a record id, in 15 or 18 characters. */
export const isRecordId = (value: string): boolean => ID.test(value);

/**
 * The 18-character form of an ID, safe to compare without case. Each letter of the suffix says which of five
 * characters are capitals.
 */
export function toLongId(id: string): string {
	if (id.length !== 15) return id;
	const letter = (offset: number) => {
		const bits = [0, 1, 2, 3, 4].filter((i) => /[A-Z]/.test(id.charAt(offset + i)));
		return SUFFIX.charAt(bits.reduce((sum, i) => sum + 2 ** i, 0));
	};
	return id + letter(0) + letter(5) + letter(10);
}

/**
 * The record ID in what a user pasted: an ID, or the URL of a record in Lightning, Classic or the API.
 *
 * @throws InvalidInputError if there is none
 */
export function parseRecordId(value: string): string {
	const text = value.trim();
	if (isRecordId(text)) return text;
	if (/^https?:\/\//i.test(text)) {
		const segments = new URL(text).pathname.split('/').filter(isRecordId);
		// An object's name may look like an ID; the ID comes after it, and IDs hold digits.
		const id = segments.reverse().find((segment) => /\d/.test(segment));
		if (id !== undefined) return id;
	}
	throw new InvalidInputError(
		text === '' ? 'The record ID is empty' : `"${text}" is not a record ID or record URL`,
		'A record ID has 15 or 18 letters and digits, e.g. 001xx000003DGb2AAG',
	);
}
