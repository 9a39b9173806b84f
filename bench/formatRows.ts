import type { BenchRow } from './BenchRow';

const COLUMNS = ['what', 'figure', 'bar', 'past it', ''];

const cellsOf = ({ what, figure, bar, ratio, met }: BenchRow): string[] => [
	what,
	figure,
	bar,
	`${ratio.toFixed(2)} x`,
	met ? 'met' : 'MISSED',
];

/** The rows as a table for a terminal. */
export function formatRows(rows: readonly BenchRow[]): string {
	const lines = [COLUMNS, ...rows.map(cellsOf)];
	const widths = COLUMNS.map((_, column) =>
		Math.max(...lines.map((line) => line[column]?.length ?? 0)),
	);
	return lines
		.map((line) =>
			line
				.map((cell, column) => cell.padEnd(widths[column] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
