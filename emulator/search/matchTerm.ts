/** Whether texts of a row answer a search term. */
export type TermMatcher = (text: string) => boolean;

const MIN_LETTERS = 2;

/**
 * Reads a search term: words that must all occur, `"phrases"`, the wildcards `*` and `?`, AND, OR, AND NOT. A word
 * matches whole words. Undefined if it is too short to search for.
 */
export function compileTerm(term: string): TermMatcher | undefined {
	const letters = term.replace(/\\/g, '').replace(/[\s"*?()]/g, '');
	if (letters.length < MIN_LETTERS) return undefined;
	const tokens = term.match(/"(?:\\.|[^"\\])*"|(?:\\.|[^\s"\\])+/g) ?? [];
	const alternatives: { words: RegExp[]; excluded: RegExp[] }[] = [{ words: [], excluded: [] }];
	let isExcluded = false;
	for (const token of tokens) {
		const operator = token.toUpperCase();
		if (operator === 'OR') alternatives.push({ words: [], excluded: [] });
		else if (operator === 'NOT') isExcluded = true;
		else if (operator !== 'AND') {
			const last = alternatives.at(-1);
			(isExcluded ? last?.excluded : last?.words)?.push(toPattern(token));
			isExcluded = false;
		}
	}
	return (text) =>
		alternatives.some(
			({ words, excluded }) =>
				words.every((word) => word.test(text)) && !excluded.some((word) => word.test(text)),
		);
}

function toPattern(token: string): RegExp {
	const bare = token.startsWith('"') ? token.slice(1, -1) : token;
	const pattern = bare.replace(
		/\\([^])|([*?])|([^\\])/g,
		(_all, escaped?: string, wildcard?: string, plain?: string) => {
			if (wildcard === '*') return '[\\p{L}\\p{N}]*';
			if (wildcard === '?') return '[\\p{L}\\p{N}]';
			return (escaped ?? plain ?? '').replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
		},
	);
	return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu');
}
