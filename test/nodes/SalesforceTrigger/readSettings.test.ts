import type { IPollFunctions } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../../nodes/SalesforceTrigger/readSettings';

/** The settings of a trigger with this Start From, in a workflow of this zone. */
function settingsOf(startFrom: unknown, zone = 'Europe/Berlin') {
	const parameters: Record<string, unknown> = {
		object: 'Account',
		triggerOn: 'created',
		options: { startFrom },
	};
	const context: Partial<IPollFunctions> = {
		getNodeParameter: (name: string, fallback?: unknown) =>
			(parameters[name] ?? fallback) as ReturnType<IPollFunctions['getNodeParameter']>,
		getTimezone: () => zone,
	};
	return readSettings(context as IPollFunctions);
}

const startOf = (startFrom: unknown, zone?: string) =>
	new Date(settingsOf(startFrom, zone).startFrom!).toISOString();

describe('Start From', () => {
	it.each([
		['2026-09-14T12:00:00', 'Europe/Berlin', '2026-09-14T10:00:00.000Z'],
		['2026-09-14 12:00', 'Europe/Berlin', '2026-09-14T10:00:00.000Z'],
		['2026-09-14T12:00:00', 'America/New_York', '2026-09-14T16:00:00.000Z'],
		['2026-09-14', 'Asia/Kolkata', '2026-09-13T18:30:00.000Z'],
	])('%s in a workflow of %s is %s', (text, zone, moment) => {
		expect(startOf(text, zone)).toBe(moment);
	});

	it.each([
		['2026-09-14T12:00:00Z', '2026-09-14T12:00:00.000Z'],
		['2026-09-14T12:00:00-04:00', '2026-09-14T16:00:00.000Z'],
		[new Date('2026-09-14T12:00:00Z'), '2026-09-14T12:00:00.000Z'],
		[Date.parse('2026-09-14T12:00:00Z'), '2026-09-14T12:00:00.000Z'],
	])('%s goes by its own zone', (value, moment) => {
		expect(startOf(value)).toBe(moment);
	});

	it.each([
		// Clocks go from 02:00 to 03:00, and from 03:00 back to 02:00.
		['in the hour that is left out', '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
		['before it', '2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
		['after it', '2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
		['in the hour that comes twice', '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
	])('is read %s', (_, text, moment) => {
		expect(startOf(text)).toBe(moment);
	});

	it.each(['2026-02-30', 'yesterday', {}, NaN, true])('refuses %j by its name', (value) => {
		expect(() => settingsOf(value)).toThrow("'Start From' is not a date");
	});

	it('may be left out', () => {
		expect(settingsOf('').startFrom).toBeUndefined();
	});
});

describe("the machine's zone", () => {
	const before = process.env.TZ;
	afterEach(() => {
		if (before === undefined) delete process.env.TZ;
		else process.env.TZ = before;
	});

	it('is not asked', () => {
		process.env.TZ = 'America/New_York';
		expect(new Date('2026-09-14T12:00:00').toISOString()).toBe('2026-09-14T16:00:00.000Z');
		expect(startOf('2026-09-14T12:00:00')).toBe('2026-09-14T10:00:00.000Z');
	});
});
