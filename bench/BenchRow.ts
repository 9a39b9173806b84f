/** One bar of the package, measured. */
export interface BenchRow {
	/** What was measured, as a person would say it. */
	what: string;
	/** The figure with its unit, beside what it is compared with. */
	figure: string;
	/** The bar in words. */
	bar: string;
	met: boolean;
}

/** The middle one of an odd number of measurements. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - text.length));

/** The rows as a table for a terminal. */
export function formatRows(rows: readonly BenchRow[]): string {
	const lines = [
		['what', 'figure', 'bar', ''],
		...rows.map(({ what, figure, bar, met }) => [what, figure, bar, met ? 'met' : 'MISSED']),
	];
	const widths = [0, 1, 2, 3].map((column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	return lines
		.map((line) =>
			line
				.map((cell, column) => pad(cell, widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
