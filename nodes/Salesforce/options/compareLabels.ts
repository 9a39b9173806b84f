/**
 * The order of two labels, whatever their case. Lists that are there at n8n's start are sorted by it: the first
 * call of localeCompare loads the collation of a language, which takes a third of all that this package costs then.
 */
export function compareLabels(a: string, b: string): number {
	const [first, second] = [a.toLowerCase(), b.toLowerCase()];
	if (first === second) return 0;
	return first < second ? -1 : 1;
}
