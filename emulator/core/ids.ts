const CHECK_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;

/** Whether the text has the form of a record id, 15 or 18 characters. */
export function isId(text: string): boolean {
	return ID.test(text);
}

/** The 18-character form: three characters that tell the case of each group of five. */
export function to18(id: string): string {
	if (id.length !== 15) return id;
	let suffix = '';
	for (const start of [0, 5, 10]) {
		let bits = 0;
		for (let offset = 0; offset < 5; offset++) {
			const code = id.charCodeAt(start + offset);
			if (code >= 65 && code <= 90) bits |= 1 << offset;
		}
		suffix += CHECK_CHARACTERS[bits];
	}
	return id + suffix;
}

/** The number in base 62, padded with zeros. */
export function base62(value: number, length: number): string {
	let text = '';
	for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = BASE62[rest % 62] + text;
	return text.padStart(length, '0');
}

/** Hands out 18-character ids per key prefix, counting up as an org does. */
export class IdSequence {
	private readonly next = new Map<string, number>();

	/** `pod` is the org's two characters after the prefix. */
	constructor(private readonly pod: string) {}

	/** A new id with this three-character key prefix. */
	create(keyPrefix: string): string {
		const count = this.next.get(keyPrefix) ?? 1;
		this.next.set(keyPrefix, count + 1);
		return to18(keyPrefix + this.pod + base62(count, 15 - keyPrefix.length - this.pod.length));
	}
}
