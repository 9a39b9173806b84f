import { InvalidResponseError } from './errors';

/** Empty pages in a row that name a next one; Salesforce gives none. */
const MAX_EMPTY = 10;

/**
 * Watches where the pages of one list lead: a list that names a page twice, or ever new ones that hold nothing,
 * has no end.
 *
 * @returns to be called with each link before it is followed, and the number of entries of the page that names it
 * @throws InvalidResponseError (from the guard) where the list would go on forever
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
