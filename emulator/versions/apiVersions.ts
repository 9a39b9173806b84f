export const OLDEST_VERSION = 31;
export const NEWEST_VERSION = 68;

const SEASONS = ['Spring', 'Summer', 'Winter'] as const;

/** `Summer '26` for 67: three releases a year, of which Winter carries the next year's number. */
export function labelVersion(version: number): string {
	const releases = version - 60;
	const season = SEASONS[((releases % 3) + 3) % 3] ?? 'Spring';
	const year = 24 + Math.floor(releases / 3) + (season === 'Winter' ? 1 : 0);
	return `${season} '${String(year)}`;
}
