/** The form of every datetime in REST JSON: UTC, milliseconds, an offset without colon. */
export function formatDatetime(epochMs: number): string {
	return new Date(epochMs).toISOString().replace('Z', '+0000');
}

let lastSecond = { second: 0, text: formatDatetime(0) };

/** Audit fields are kept to the second. Many rows share one, and so its text. */
export function formatAuditDatetime(epochMs: number): string {
	const second = Math.floor(epochMs / 1000);
	if (second !== lastSecond.second) lastSecond = { second, text: formatDatetime(second * 1000) };
	return lastSecond.text;
}

const DATETIME =
	/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * Epoch milliseconds of an ISO datetime with a zone (`Z`, `+02:00`, `+0200`), or undefined.
 */
export function parseDatetime(text: string): number | undefined {
	const match = DATETIME.exec(text);
	if (!match || !isDate(match[1] ?? '')) return undefined;
	const zone = (match[3] ?? 'Z').toUpperCase();
	const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
	const time = Date.parse(`${match[1]}T${match[2]}${offset}`);
	return Number.isNaN(time) ? undefined : time;
}

/** Whether the text is a calendar date `yyyy-MM-dd` that exists. */
export function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** `HH:mm:ss.SSSZ` of a time of day, or undefined. */
export function parseTime(text: string): string | undefined {
	const match = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?$/.exec(text);
	if (!match) return undefined;
	const [hours, minutes, seconds] = [match[1], match[2], match[3] ?? '00'].map(Number);
	if ((hours ?? 99) > 23 || (minutes ?? 99) > 59 || (seconds ?? 99) > 59) return undefined;
	return `${match[1]}:${match[2]}:${match[3] ?? '00'}.${(match[4] ?? '').padEnd(3, '0')}Z`;
}
