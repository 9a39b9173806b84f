import { InvalidResponseError } from './errors';

/** Empty pages in a row that name a next one; Salesforce gives none. */
const MAX_EMPTY = 10;

/**
 * Checks where the pages of a list lead. A list that names a page twice, or always new pages that are empty, has no
 * end.
 *
 * @returns the guard: call it with each link before you follow it, and the number of entries of the page that names
 * it
 * @throws InvalidResponseError (from the guard) if the list has no end
 */
export function createLinkGuard(): (link: string, entries: number) => void {
	const seen = new Set<string>();
	let empty = 0;
	return (link, entries) => {
		empty = entries === 0 ? empty + 1 : 0;
		if (!seen.has(link) && empty < MAX_EMPTY) return void seen.add(link);
		const message = seen.has(link)
			? 'pages that lead back to an earlier page'
			: 'empty pages without end';
		throw new InvalidResponseError(message);
	};
}
