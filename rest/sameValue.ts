import type { FieldDescribe } from './describe';
import { readMoment, readTime } from './moments';
import { isRecordId, toLongId } from './recordId';

/** Values that are read back in another form than they were written. */
const UNREADABLE = new Set([
	'address',
	'anyType',
	'base64',
	'complexvalue',
	'encryptedstring',
	'location',
]);

/** Whether the value that is read from a field can be compared with a new value. */
export const isComparable = ({ type }: Pick<FieldDescribe, 'type'>): boolean =>
	!UNREADABLE.has(type);

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** The digits that JavaScript's numbers keep for sure. */
const SURE_DIGITS = 15;

const digitsOf = (text: string) => text.split(/e/i)[0]!.replace(/\D/g, '').length;

/** What is too long for JavaScript's numbers is never said to be the same. */
function isSameNumber(given: unknown, present: unknown): boolean {
	if (typeof present !== 'number') return false;
	if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'bigint') {
		return false;
	}
	const text = String(given).trim();
	if (!NUMBER.test(text) || Number(text) !== present) return false;
	return typeof given === 'number' || digitsOf(text) <= SURE_DIGITS;
}

function isSameFlag(given: unknown, present: unknown): boolean {
	const told = typeof given === 'string' ? given.trim().toLowerCase() : given;
	return typeof present === 'boolean' && (told === present || told === String(present));
}

function isSameChoice(given: unknown, present: unknown): boolean {
	if (typeof given !== 'string' || typeof present !== 'string') return false;
	const [one, other] = [given, present].map((text) => new Set(text.split(';').filter(Boolean)));
	return one!.size === other!.size && [...one!].every((choice) => other!.has(choice));
}

const isSameId = (given: unknown, present: unknown) =>
	typeof given === 'string' &&
	typeof present === 'string' &&
	isRecordId(given.trim()) &&
	toLongId(given.trim()) === toLongId(present);

function isSameMoment(given: unknown, present: unknown): boolean {
	const [one, other] = [given, present].map((value) => readMoment(value, 'UTC')?.getTime());
	return one !== undefined && one === other;
}

function isSameTime(given: unknown, present: unknown): boolean {
	const one = readTime(given);
	return one !== undefined && one === readTime(present);
}

const NUMBERS = new Set(['int', 'long', 'double', 'currency', 'percent']);

/**
 * Whether a field would stay as it is if a value were written. If that isn't certain, the values count as
 * different: to write once too often does no harm, but a value that is not written would be lost.
 *
 * @param given as it would be sent: moments with their zone, days as `2026-01-31`
 * @param present as REST reads it
 */
export function isSameValue(
	{ type }: Pick<FieldDescribe, 'type'>,
	given: unknown,
	present: unknown,
): boolean {
	if (UNREADABLE.has(type) || given === undefined) return false;
	// Clearing a checkbox is a matter of its own.
	if (type === 'boolean') return isSameFlag(given, present);
	if (isEmpty(given) || isEmpty(present)) return isEmpty(given) && isEmpty(present);
	if (NUMBERS.has(type)) return isSameNumber(given, present);
	switch (type) {
		case 'id':
		case 'reference':
			return isSameId(given, present);
		case 'datetime':
			return isSameMoment(given, present);
		case 'time':
			return isSameTime(given, present);
		case 'multipicklist':
			return isSameChoice(given, present);
		default:
			return given === present;
	}
}
