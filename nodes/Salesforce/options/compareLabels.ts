/**
 * The order of two labels, without regard to case. Lists are sorted with it when n8n starts: the first call of
 * localeCompare would load the collation of a language, which takes a third of this package's whole start time.
 */
export function compareLabels(a: string, b: string): number {
	const [first, second] = [a.toLowerCase(), b.toLowerCase()];
	if (first === second) return 0;
	return first < second ? -1 : 1;
}
