import { InvalidResponseError } from '../errors';

/**
 * Reads a part of an answer. Returns the same value, with its type.
 *
 * @param place where the value is in the answer, e.g. `records[2].Id`
 * @throws InvalidResponseError if it has another form
 */
export type Shape<Value> = (value: unknown, place: string) => Value;

const fail = (place: string, what: string): never => {
	const where = place === '' ? 'an answer' : `an answer whose "${place}"`;
	throw new InvalidResponseError(`${where} ${place === '' ? 'that is' : 'is'} not ${what}`);
};

export const text: Shape<string> = (value, place) =>
	typeof value === 'string' ? value : fail(place, 'a text');

export const number: Shape<number> = (value, place) =>
	typeof value === 'number' ? value : fail(place, 'a number');

export const flag: Shape<boolean> = (value, place) =>
	typeof value === 'boolean' ? value : fail(place, 'true or false');

/** Whatever comes, also nothing. */
export const anything: Shape<unknown> = (value) => value;

/** An object whose keys are the org's. */
export const record: Shape<Record<string, unknown>> = (value, place) =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: fail(place, 'an object');

export const list =
	<Entry>(entry: Shape<Entry>): Shape<Entry[]> =>
	(value, place) => {
		if (!Array.isArray(value)) return fail(place, 'a list');
		value.forEach((one, at) => entry(one, `${place}[${at}]`));
		return value as Entry[];
	};

/** A list of one entry for each of so many, called `what`: fewer or more tell nothing of any. */
export const listFor =
	<Entry>(count: number, what: string, entry: Shape<Entry>): Shape<Entry[]> =>
	(value, place) => {
		const entries = list(entry)(value, place);
		if (entries.length === count) return entries;
		throw new InvalidResponseError(`${entries.length} results for ${count} ${what}`);
	};

/** A value that may be missing or null. */
export const optional =
	<Value>(shape: Shape<Value>): Shape<Value | null | undefined> =>
	(value, place) =>
		value === null || value === undefined ? value : shape(value, place);

/** An object of the org whose values all have one shape. */
export const mapOf =
	<Value>(shape: Shape<Value>): Shape<Record<string, Value>> =>
	(value, place) => {
		for (const [name, one] of Object.entries(record(value, place))) shape(one, `${place}.${name}`);
		return value as Record<string, Value>;
	};

/** An object that has at least these keys. */
export const object =
	<Value extends object>(keys: { [Name in keyof Value]?: Shape<Value[Name]> }): Shape<Value> =>
	(value, place) => {
		const found = record(value, place);
		for (const name in keys) {
			keys[name]?.(found[name], place === '' ? name : `${place}.${name}`);
		}
		return value as Value;
	};

/** A text of a known form. */
export const textLike =
	(pattern: RegExp): Shape<string> =>
	(value, place) =>
		typeof value === 'string' && pattern.test(value) ? value : fail(place, 'a known value');

/** One of these texts. */
export const oneOf =
	<Value extends string>(values: readonly Value[]): Shape<Value> =>
	(value, place) =>
		values.find((one) => one === value) ?? fail(place, 'a known value');
