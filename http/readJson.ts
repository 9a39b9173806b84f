/** Deeper than any answer of Salesforce, and far from where functions that call themselves run out of stack. */
const MAX_DEPTH = 500;
/**
 * The most objects and lists. Each takes at least 50 bytes of memory, but may take only two bytes in the text. A
 * page of 2,000 records has some ten thousand, the description of the largest objects some hundred thousand.
 */
const MAX_CONTAINERS = 1_000_000;
/** Values of all kinds: 2,000 records of 800 fields are 1.6 million. */
const MAX_VALUES = 5_000_000;

/** Also where letters of it are escaped. */
const MAY_HOLD_PROTOTYPE =
	/"(?:_|\\u005f)(?:_|\\u005f)(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f)(?:_|\\u005f)"/i;

/** JSON that is valid, but too large or too deep to parse. */
export class HostileJsonError extends Error {
	override readonly name = 'HostileJsonError';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** `[` and `{` differ in this bit alone, and so do `]` and `}`. */
const BRACE = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The end of the text that begins at a quote. */
function skipText(bytes: Uint8Array, quote: number): number {
	let at = quote + 1;
	while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
	return at;
}

/** One pass over the bytes before they are parsed: a text of kilobytes can take gigabytes, or the whole stack. */
function assertBounded(bytes: Uint8Array): void {
	let depth = 0;
	let containers = 0;
	let values = 0;
	for (let at = 0; at < bytes.length; at += 1) {
		const byte = bytes[at]!;
		if (byte === QUOTE) at = skipText(bytes, at);
		else if (byte === COMMA) values += 1;
		else if ((byte | BRACE) === OPEN) {
			depth += 1;
			containers += 1;
			if (depth > MAX_DEPTH) {
				throw new HostileJsonError(`JSON that is nested more than ${MAX_DEPTH} levels deep`);
			}
			if (containers > MAX_CONTAINERS) break;
		} else if ((byte | BRACE) === CLOSE) depth -= 1;
	}
	if (containers > MAX_CONTAINERS || values > MAX_VALUES) {
		throw new HostileJsonError(
			`JSON of more values than any answer has: over ${MAX_CONTAINERS} objects and lists, or ${MAX_VALUES} values in all`,
		);
	}
}

/** A key of that name is data to `JSON.parse`, but sets the prototype wherever it is copied by assignment. */
const dropPrototypes = (_name: string, value: unknown): unknown => {
	if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
		delete (value as Record<string, unknown>)['__proto__'];
	}
	return value;
};

/** Most answers hold neither an escape nor that name, and looking for those two costs next to nothing. */
const mayHoldPrototype = (bytes: Buffer, text: string) =>
	bytes.includes('__proto__') || (bytes.includes('\\u') && MAY_HOLD_PROTOTYPE.test(text));

/**
 * Parses an answer. Keys called `__proto__`, which no resource of Salesforce has, are left out.
 *
 * @param answer a text, or its bytes in UTF-8
 * @throws SyntaxError for what is not JSON
 * @throws HostileJsonError for JSON that is nested more than 500 deep, or has more than a million objects and
 * lists, or five million values
 */
export function readJson(answer: string | Buffer): unknown {
	const bytes = typeof answer === 'string' ? Buffer.from(answer) : answer;
	assertBounded(bytes);
	const text = typeof answer === 'string' ? answer : answer.toString('utf8');
	return mayHoldPrototype(bytes, text) ? JSON.parse(text, dropPrototypes) : JSON.parse(text);
}
