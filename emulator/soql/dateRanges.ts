/** Half-open span of time, epoch milliseconds. */
export interface Span {
	start: number;
	end: number;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const DAY_MS = 24 * 60 * 60 * 1000;
const FIXED: Record<string, [Unit, number, number]> = {
	YESTERDAY: ['day', -1, 0],
	TODAY: ['day', 0, 1],
	TOMORROW: ['day', 1, 2],
	LAST_90_DAYS: ['day', -90, 1],
	NEXT_90_DAYS: ['day', 1, 91],
};

/**
 * The span of a date literal, on the wall clock of the user's zone: `TODAY`, `LAST_N_DAYS:3`, `THIS_FISCAL_QUARTER`
 * (fiscal years follow the calendar). Undefined for what is not a literal.
 */
export function dateLiteralSpan(literal: string, now: number, timeZone: string): Span | undefined {
	const [word = '', argument] = literal.toUpperCase().split(':');
	const [unit, from, to] = FIXED[word] ?? relative(word, argument) ?? [];
	if (unit === undefined || from === undefined || to === undefined) return undefined;
	const today = wallDate(now, timeZone);
	const first = startOf(unit, today);
	return {
		start: toEpoch(move(first, unit, from), timeZone),
		end: toEpoch(move(first, unit, to), timeZone),
	};
}

function relative(word: string, argument: string | undefined): [Unit, number, number] | undefined {
	const match =
		/^(?:(LAST|THIS|NEXT)_(N_)?)?(?:(N)_)?(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S?(_AGO)?$/.exec(
			word.replace('_N_FISCAL_', '_N_').replace('N_FISCAL_', 'N_'),
		);
	if (!match) return undefined;
	const unit = (match[4] ?? 'day').toLowerCase() as Unit;
	const isCounted = match[2] !== undefined || match[3] !== undefined;
	if (isCounted !== (argument !== undefined)) return undefined;
	const count = Number(argument ?? 1);
	if (match[5]) return [unit, -count, -count + 1];
	if (match[1] === 'THIS') return [unit, 0, 1];
	if (match[1] === 'NEXT') return [unit, 1, count + 1];
	// The last n days include today, the last n of any longer unit leave the current one out.
	return [unit, -count, unit === 'day' ? 1 : 0];
}

/** The user's calendar day as a UTC date. */
function wallDate(now: number, timeZone: string): Date {
	const text = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
	return new Date(`${text}T00:00:00Z`);
}

function startOf(unit: Unit, day: Date): Date {
	const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
	switch (unit) {
		case 'day':
			return day;
		case 'week':
			return new Date(Date.UTC(year, month, date - day.getUTCDay()));
		case 'month':
			return new Date(Date.UTC(year, month, 1));
		case 'quarter':
			return new Date(Date.UTC(year, month - (month % 3), 1));
		case 'year':
			return new Date(Date.UTC(year, 0, 1));
	}
}

function move(first: Date, unit: Unit, count: number): Date {
	const [year, month, date] = [first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()];
	const days = unit === 'day' ? count : unit === 'week' ? count * 7 : 0;
	const months = { day: 0, week: 0, month: 1, quarter: 3, year: 12 }[unit] * count;
	return new Date(Date.UTC(year, month + months, date + days));
}

/** The moment at which the user's clock shows this midnight. */
function toEpoch(wall: Date, timeZone: string): number {
	const guess = wall.getTime();
	for (const shift of [offsetAt(guess, timeZone), offsetAt(guess - DAY_MS / 2, timeZone)]) {
		const epoch = guess - shift;
		if (offsetAt(epoch, timeZone) === shift) return epoch;
	}
	return guess - offsetAt(guess, timeZone);
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
export function offsetAt(epoch: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	}).formatToParts(epoch);
	const get = (type: string) => Number(parts.find((part) => part.type === type)?.value);
	const wall = Date.UTC(
		get('year'),
		get('month') - 1,
		get('day'),
		get('hour'),
		get('minute'),
		get('second'),
	);
	return wall - Math.floor(epoch / 1000) * 1000;
}
