import fc, { type StringConstraints } from 'fast-check';

const SURROGATES = [0xd800, 0xe000] as const;
const COUNT = SURROGATES[1] - SURROGATES[0];

const toCharacter = (number: number) =>
	String.fromCodePoint(number < SURROGATES[0] ? number : number + COUNT);

function toNumber(character: unknown): number {
	const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
	if (code === undefined || String.fromCodePoint(code) !== character)
		throw new Error('no character');
	return code < SURROGATES[0] ? code : code - COUNT;
}

const among = (min: number, max: number) => fc.integer({ min, max }).map(toCharacter, toNumber);

/** Half of it what is on a keyboard; then what has two or three bytes, then what has four in UTF-8. */
const character = fc.oneof(
	{ weight: 4, arbitrary: among(0x20, 0x7e) },
	{ weight: 2, arbitrary: among(0, 0xffff - COUNT) },
	{ weight: 1, arbitrary: among(0x10000 - COUNT, 0x10ffff - COUNT) },
);

/**
 * A text of any characters, as `fc.string({ unit: 'binary' })` makes them. That one first makes a table of all of them,
 * which takes longer than what is tested with them.
 */
export const anyText = (constraints: Omit<StringConstraints, 'unit'> = {}) =>
	fc.string({ ...constraints, unit: character });
