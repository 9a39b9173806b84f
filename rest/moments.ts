import { InvalidInputError } from './errors';

/** A day, and, if they were written, a time and a zone. */
interface Written {
	/** `2026-01-31` */
	day: string;
	/** Milliseconds since midnight. */
	time?: number;
	/** Milliseconds ahead of UTC. */
	offset?: number;
}

/** What n8n's expressions give for a moment; Luxon is not ours to import. */
interface LuxonMoment {
	toISO(): string | null;
	toISODate(): string | null;
}

export const isLuxonMoment = (value: unknown): value is LuxonMoment =>
	typeof (value as Partial<LuxonMoment> | null)?.toISODate === 'function' &&
	typeof (value as Partial<LuxonMoment>).toISO === 'function';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** ISO 8601, and as SQL writes it: `2026-01-31T09:30Z`, `2026-01-31 09:30:00.123+01`. */
const ISO =
	/^(?<y>\d{4})-(?<mo>\d{2})-(?<d>\d{2})(?:(?:T| +)(?<h>\d{2}):(?<mi>\d{2})(?::(?<s>\d{2})(?:[.,](?<f>\d{1,9}))?)?(?: ?(?<z>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/i;
/** RFC 2822 and HTTP: `Sat, 31 Jan 2026 09:30:00 +0100`. */
const RFC =
	/^(?:[a-z]{3}, )?(?<d>\d{1,2}) (?<mo>[a-z]{3}) (?<y>\d{4}) (?<h>\d{2}):(?<mi>\d{2})(?::(?<s>\d{2}))? (?<z>Z|UTC|GMT|[+-]\d{4})$/i;
/** JavaScript's: `Sat Jan 31 2026 09:30:00 GMT+0100 (Central European Standard Time)`. */
const JAVASCRIPT =
	/^[a-z]{3} (?<mo>[a-z]{3}) (?<d>\d{2}) (?<y>\d{4}) (?<h>\d{2}):(?<mi>\d{2}):(?<s>\d{2}) GMT(?<z>[+-]\d{4})(?: \([^()]*\))?$/i;
const CLOCK = /^(?<h>\d{2}):(?<mi>\d{2})(?::(?<s>\d{2})(?:\.(?<f>\d{1,9}))?)?Z?$/i;

type Groups = Record<string, string | undefined>;

/** Milliseconds since midnight, `undefined` for no time of a day. */
function readClock({ h, mi, s = '0', f = '' }: Groups): number | undefined {
	const [hours, minutes, seconds] = [h, mi, s].map(Number) as [number, number, number];
	if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
	return (hours * 60 + minutes) * MINUTE + seconds * 1000 + Number(f.padEnd(3, '0').slice(0, 3));
}

function readOffset(zone: string): number | undefined {
	const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
	if (!match) return 0;
	const [, sign, hours, minutes = '0'] = match;
	if (Number(hours) > 18 || Number(minutes) > 59) return undefined;
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

/** What a text says, or `undefined` if it is not a day or moment of the calendar. */
function readWritten(text: string): Written | undefined {
	const trimmed = text.trim();
	// The longest form is JavaScript's; a longer text is not a moment and needs no search.
	if (trimmed.length > 90) return undefined;
	const found = ISO.exec(trimmed) ?? RFC.exec(trimmed) ?? JAVASCRIPT.exec(trimmed);
	if (!found) return undefined;
	const groups = found.groups as Groups;
	const named = MONTHS.indexOf(groups.mo!.toLowerCase()) + 1;
	const month = String(named || groups.mo).padStart(2, '0');
	const day = `${groups.y}-${month}-${groups.d!.padStart(2, '0')}`;
	const midnight = Date.parse(`${day}T00:00:00Z`);
	if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
	if (groups.h === undefined) return { day };
	const time = readClock(groups);
	const offset = groups.z === undefined ? undefined : readOffset(groups.z);
	if (time === undefined || (groups.z !== undefined && offset === undefined)) return undefined;
	return { day, time, ...(offset !== undefined && { offset }) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
	const known = formats.get(zone);
	if (known) return known;
	const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
	const clock = { hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
	const options = { ...parts, ...clock, era: 'short', hourCycle: 'h23', timeZone: zone } as const;
	try {
		const format = new Intl.DateTimeFormat('en-US', options);
		formats.set(zone, format);
		return format;
	} catch {
		const advice = "Choose one in the workflow's settings, e.g. Europe/Berlin";
		throw new InvalidInputError(`"${zone}" is not a time zone`, advice);
	}
}

/** The wall clock of a zone at a moment, as if it were UTC. */
function wallAt(epoch: number, zone: string): number {
	const parts = formatOf(zone).formatToParts(epoch);
	const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
	const isBefore = parts.some(({ type, value }) => type === 'era' && value.startsWith('B'));
	const wall = new Date(0);
	wall.setUTCFullYear(isBefore ? 1 - read('year') : read('year'), read('month') - 1, read('day'));
	wall.setUTCHours(read('hour'), read('minute'), read('second'));
	return wall.getTime() + (((epoch % 1000) + 1000) % 1000);
}

/**
 * The moment at which a zone's clocks show this time. When clocks are put back and show a time twice, the first
 * moment counts. When they are put forward, a time that they skip is later by the length of the jump. Luxon, Java
 * and JavaScript's Temporal do the same.
 */
function momentOfWall(wall: number, zone: string): number {
	const offsets = [wall - DAY, wall + DAY].map((epoch) => wallAt(epoch, zone) - epoch);
	const moments = offsets.map((offset) => wall - offset);
	const [first] = moments.filter((epoch) => wallAt(epoch, zone) === wall).toSorted((a, b) => a - b);
	return first ?? moments[0]!;
}

const textOf = (value: unknown): string | undefined => {
	if (typeof value === 'string') return value;
	if (isLuxonMoment(value)) return value.toISO() ?? undefined;
	const isDate = value instanceof Date && !Number.isNaN(value.getTime());
	return isDate ? value.toISOString() : undefined;
};

const read = (value: unknown): Written | undefined => {
	const text = textOf(value);
	return text === undefined ? undefined : readWritten(text);
};

/**
 * The moment of a value. This is the only rule for zones, for writing, filters, bind variables and the trigger. A
 * value with a zone is taken in that zone, a value without one in the given zone, and a day without a time begins
 * there at midnight.
 *
 * @param value a JavaScript date, a DateTime of Luxon, or text: ISO 8601, SQL's, RFC 2822's or JavaScript's
 * @param zone the workflow's, by its IANA name: never the process's
 * @returns `undefined` for what is not a moment
 * @throws InvalidInputError for a zone that does not exist
 */
export function readMoment(value: unknown, zone: string): Date | undefined {
	const written = read(value);
	if (written === undefined) return undefined;
	const wall = Date.parse(`${written.day}T00:00:00Z`) + (written.time ?? 0);
	return new Date(written.offset === undefined ? momentOfWall(wall, zone) : wall - written.offset);
}

/**
 * The day of a value, as it is written. There is one exception: a moment in UTC that is midnight in the given zone
 * is the day that begins there, because databases give a day as such a JavaScript date.
 *
 * @returns `2026-01-31`, or `undefined` for a value without a day
 */
export function readDay(value: unknown, zone: string): string | undefined {
	const written = read(value);
	if (written === undefined) return undefined;
	const { day, time, offset } = written;
	if (offset !== 0 || !time) return day;
	const wall = wallAt(Date.parse(`${day}T00:00:00Z`) + time, zone);
	return wall % DAY === 0 ? new Date(wall).toISOString().slice(0, 10) : day;
}

/**
 * The time of day as it is written: Salesforce's Time fields have no zone.
 *
 * @returns `09:30:00.000Z`, Salesforce's form, or `undefined` for a value without a time
 */
export function readTime(value: unknown): string | undefined {
	const clock = typeof value === 'string' ? CLOCK.exec(value.trim()) : null;
	const time = clock ? readClock(clock.groups as Groups) : read(value)?.time;
	return time === undefined ? undefined : new Date(time).toISOString().slice(11);
}

/**
 * Whether a value is written as a day, a moment or a time of day, so that its form depends on the type of its
 * field; also a date that no calendar has.
 */
export function isTemporal(value: unknown): boolean {
	if (typeof value !== 'string') return value instanceof Date || isLuxonMoment(value);
	const text = value.trim();
	return (
		(text.length < 40 && ISO.test(text)) || CLOCK.test(text) || readWritten(text) !== undefined
	);
}
