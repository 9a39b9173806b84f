/** The text that replaces a secret. */
const STARS = Buffer.from('***');
/** A part of a secret that is at least this long, in any form, is removed; a shorter part reveals nothing. */
const WINDOW = 16;
const STEP = WINDOW / 2;
/** Of a secret as short as that no other form is looked for: it would be found anywhere. */
const SHORTEST = 8;

/** A text in its normal form, one character a byte, and the place of each byte in the original. */
interface Normal {
	text: string;
	/** For each byte its first place in the original, and at the end the length of the original. */
	starts: number[];
}

/** Letters in lower case, and the two alphabets of base64 as one. */
const fold = (latin: string) =>
	latin
		.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
		.replaceAll('-', '+')
		.replaceAll('_', '/');

/** Escapes of URLs, of JSON, and of HTML by number; a backslash before any other sign of ASCII is dropped. */
const ESCAPE =
	/%([\da-f]{2})|\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})|\\u([\da-f]{4})|&#(\d{1,5});|&#x([\da-f]{1,4});|\\([^\w\s])/gi;

function decode([, percent, high, low, unicode, decimal, hex, sign]: RegExpExecArray): string {
	if (percent !== undefined) return String.fromCharCode(parseInt(percent, 16));
	if (sign !== undefined) return sign;
	const code = decimal === undefined ? parseInt(high ?? unicode ?? hex ?? '', 16) : Number(decimal);
	const units = low === undefined ? [code] : [code, parseInt(low, 16)];
	return Buffer.from(String.fromCharCode(...units)).toString('latin1');
}

function unescape({ text, starts }: Normal): Normal {
	let plain = '';
	const places: number[] = [];
	let from = 0;
	const keep = (to: number) => {
		plain += text.slice(from, to);
		for (let i = from; i < to; i += 1) places.push(starts[i]!);
	};
	for (const match of text.matchAll(ESCAPE)) {
		keep(match.index);
		const decoded = decode(match);
		plain += decoded;
		for (let i = 0; i < decoded.length; i += 1) places.push(starts[match.index]!);
		from = match.index + match[0].length;
	}
	keep(text.length);
	return { text: plain, starts: [...places, starts.at(-1)!] };
}

/** A text as it is, and with its escapes undone, up to three times over: a secret may hold what looks like one. */
function* normalForms(bytes: Buffer): Generator<Normal> {
	const text = bytes.toString('latin1');
	let normal: Normal = { text, starts: Array.from({ length: text.length + 1 }, (_, i) => i) };
	yield { ...normal, text: fold(text) };
	for (let i = 0; i < 3 && /[%\\&]/.test(normal.text); i += 1) {
		normal = unescape(normal);
		yield { ...normal, text: fold(normal.text) };
	}
}

/**
 * The secret as it is, in lower and in upper case (`fold` knows the letters of ASCII only), in hex,
 * and in base64 at each of the three places that it may have in a longer text.
 */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const raw = fold(bytes.toString('latin1'));
	if (raw.length < SHORTEST) return [raw];
	const packed = [0, 1, 2].map((before) => {
		const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		const whole = Math.floor(((before + bytes.length) * 8) / 6);
		return fold(text.slice(Math.ceil((before * 8) / 6), whole));
	});
	const recased = [secret.toLowerCase(), secret.toUpperCase()].map((text) =>
		fold(Buffer.from(text).toString('latin1')),
	);
	return [...new Set([raw, ...recased, bytes.toString('hex'), ...packed])];
}

type Span = [from: number, to: number];

/** The places of a form in a text, as long as they are. */
function* findRuns(text: string, form: string): Generator<Span> {
	const length = Math.min(WINDOW, form.length);
	for (let start = 0; start + length <= form.length; start += STEP) {
		const piece = form.slice(start, start + length);
		for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
			let from = 0;
			while (start > from && at > from && text[at - from - 1] === form[start - from - 1]) from += 1;
			let to = length;
			while (start + to < form.length && text[at + to] === form[start + to]) to += 1;
			yield [at - from, at + to];
		}
	}
}

function cut(bytes: Buffer, spans: Span[]): Buffer {
	const pieces: Buffer[] = [];
	let end = 0;
	for (const [from, to] of spans.sort((one, other) => one[0] - other[0])) {
		if (from >= end || pieces.length === 0) pieces.push(bytes.subarray(end, from), STARS);
		end = Math.max(end, to);
	}
	return Buffer.concat([...pieces, bytes.subarray(end)]);
}

/** Removes secrets from a text; returns the same text if there is none. */
export interface Redactor {
	(text: string): string;
	/** The same for a text in UTF-8. */
	bytes(text: Buffer): Buffer;
}

/**
 * Makes the function that removes secrets from texts that others wrote, such as the answer of a server that repeats
 * the request: each secret becomes `***`. It finds a secret in any case of its letters, percent-encoded, escaped as
 * in JSON or HTML, in hex, in base64 and base64url also in the middle of something longer, and runs of it of 24
 * characters or more.
 *
 * @param secrets empty ones are left out
 */
export function createRedactor(secrets: readonly string[]): Redactor {
	const forms = [...new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))];
	function bytes(text: Buffer): Buffer {
		const spans: Span[] = [];
		for (const { text: plain, starts } of normalForms(text)) {
			for (const form of forms) {
				for (const [from, to] of findRuns(plain, form)) spans.push([starts[from]!, starts[to]!]);
			}
		}
		return spans.length === 0 ? text : cut(text, spans);
	}
	function redact(text: string): string {
		const before = Buffer.from(text);
		const after = bytes(before);
		return after === before ? text : after.toString('utf8');
	}
	return Object.assign(redact, { bytes });
}

/** The part of an Authorization header that proves who asks; `undefined` for none. */
export function secretOfHeader(headers: Record<string, string> = {}): string | undefined {
	const [, value] = Object.entries(headers).find(([name]) => /^authorization$/i.test(name)) ?? [];
	const secret = value?.trim().split(/\s+/).at(-1) ?? '';
	return secret.length < SHORTEST ? undefined : secret;
}
