import fc from 'fast-check';
import { tryToParseDateTime } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { isTemporal, readDay, readMoment, readTime } from '../../rest';

/** Luxon, by the one door that n8n has: an independent judge of zones. */
const parseByLuxon = tryToParseDateTime as (
	value: unknown,
	zone: string,
) => { toISO(): string; toMillis(): number; isValid: boolean };

const iso = (value: unknown, zone = 'Europe/Berlin') => readMoment(value, zone)?.toISOString();

describe('readMoment', () => {
	it.each<[string, unknown, string]>([
		['a day, at midnight', '2026-01-31', '2026-01-30T23:00:00.000Z'],
		['a moment without a zone', '2026-01-31T09:30:00', '2026-01-31T08:30:00.000Z'],
		['one in summer', '2026-07-31T09:30', '2026-07-31T07:30:00.000Z'],
		['one of SQL', '2026-01-31 09:30:00.123456', '2026-01-31T08:30:00.123Z'],
		['one of PostgreSQL, its zone in hours', '2026-01-31 09:30:00+02', '2026-01-31T07:30:00.000Z'],
		['Salesforce’s own', '2026-01-31T09:30:00.000+0000', '2026-01-31T09:30:00.000Z'],
		['an email’s', 'Sat, 31 Jan 2026 09:30:00 +0900', '2026-01-31T00:30:00.000Z'],
		['JavaScript’s text', String(new Date(0)), '1970-01-01T00:00:00.000Z'],
		['a JavaScript date', new Date('2026-01-31T09:30:00Z'), '2026-01-31T09:30:00.000Z'],
		[
			'a DateTime, in its own zone',
			parseByLuxon('2026-01-31T09:30:00', 'Asia/Tokyo'),
			'2026-01-31T00:30:00.000Z',
		],
		['a time that clocks leave out', '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
		['a time that comes twice', '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
	])('reads %s', (_, value, expected) => {
		expect(iso(value)).toBe(expected);
	});

	it.each([
		'2026-02-30',
		'2026-01-31T24:30:00',
		'2026-01-31T10:00:00+25:00',
		'31.01.2026',
		'01/31/2026',
		'Price 5',
		'12',
		'2026-01-31 kick-off',
		'',
		12,
		true,
		null,
		{},
		new Date(NaN),
		`2026-01-31${' '.repeat(100_000)}x`,
	])('takes %j for none', (value) => {
		expect(iso(value)).toBeUndefined();
		expect(readDay(value, 'UTC')).toBeUndefined();
	});

	it('refuses a zone that there isn’t', () => {
		expect(() => iso('2026-01-31T09:30', 'Berlin')).toThrow('"Berlin" is not a time zone');
	});

	const zones = fc.constantFrom(
		'UTC',
		'Europe/Berlin',
		'America/New_York',
		'America/St_Johns',
		'Asia/Kolkata',
		'Asia/Kathmandu',
		'Australia/Lord_Howe',
		'Pacific/Apia',
		'Africa/Casablanca',
	);
	const days = fc.date({
		min: new Date('1971-01-01'),
		max: new Date('2100-01-01'),
		noInvalidDate: true,
	});
	/** Hours about the days on which Berlin's and New York's clocks are changed. */
	const changes = fc
		.tuple(
			fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01', '2027-04-04'),
			fc.integer({ min: -180, max: 600 }),
		)
		.map(([day, minutes]) => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000));

	it('shows in its zone what was written, or what Luxon makes of a time that there isn’t', () => {
		fc.assert(
			fc.property(fc.oneof(days, changes), zones, (date, zone) => {
				const wall = date.toISOString().slice(0, 23);
				const moment = readMoment(wall, zone)!;
				const shown = parseByLuxon(moment, zone).toISO().slice(0, 23);
				if (shown !== wall) expect(moment.getTime()).toBe(parseByLuxon(wall, zone).toMillis());
			}),
			{ numRuns: 500 },
		);
	});

	it('is the same moment whatever way it is written', () => {
		fc.assert(
			fc.property(fc.oneof(days, changes), zones, (date, zone) => {
				date.setUTCMilliseconds(0);
				const text = date.toISOString();
				const forms = [
					text,
					text.replace('.000Z', '+00:00'),
					text.replace('Z', '+0000'),
					text.replace('T', ' '),
					date.toUTCString(),
					date.toString(),
					date,
					parseByLuxon(date, zone),
				];
				for (const form of forms) expect(readMoment(form, zone)).toEqual(date);
				for (const form of forms) expect(isTemporal(form)).toBe(true);
			}),
		);
	});
});

describe('readDay', () => {
	it.each<[string, unknown, string]>([
		['a day as it is', '2026-01-31', '2026-01-31'],
		['the day written before a midnight in UTC', '2026-01-31T00:00:00.000Z', '2026-01-31'],
		['the day written, whatever the zone', '2026-01-31T23:30:00-08:00', '2026-01-31'],
		['a database’s day, midnight of the zone', new Date('2026-01-30T23:00:00Z'), '2026-01-31'],
		['the same as text', '2026-01-30T23:00:00.000Z', '2026-01-31'],
		['a DateTime’s own day', parseByLuxon('2026-01-31T01:00', 'Asia/Tokyo'), '2026-01-31'],
	])('reads %s', (_, value, expected) => {
		expect(readDay(value, 'Europe/Berlin')).toBe(expected);
	});
});

describe('readTime', () => {
	it.each<[unknown, string | undefined]>([
		['09:30', '09:30:00.000Z'],
		['09:30:15.5', '09:30:15.500Z'],
		['09:30:00.000Z', '09:30:00.000Z'],
		['2026-01-31T09:30:00+02:00', '09:30:00.000Z'],
		['24:00', undefined],
		['9 o’clock', undefined],
		['2026-01-31', undefined],
	])('reads %j as %j', (value, expected) => {
		expect(readTime(value)).toBe(expected);
	});
});
