import { malformed } from './soqlError';

const ESCAPES: Record<string, string> = {
	n: '\n',
	r: '\r',
	t: '\t',
	b: '\b',
	f: '\f',
	'"': '"',
	"'": "'",
	'\\': '\\',
};

/**
 * The text of a quoted literal.
 *
 * @throws SalesforceError MALFORMED_QUERY for an escape that SOQL doesn't have
 */
export function readString(literal: string): string {
	return unescape(literal, () => undefined);
}

/** A quoted LIKE pattern as an expression for the whole text, case aside. */
export function readLikePattern(literal: string): RegExp {
	const WILDCARDS: Record<string, string> = { '%': '\uE000', _: '\uE001' };
	const marked = unescape(
		literal.replace(/\\\\|\\[%_]|[%_]/g, (part) => WILDCARDS[part] ?? part),
		(escape) => (escape === '%' || escape === '_' ? escape : undefined),
	);
	const pattern = marked
		.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
		.replace(/\uE000/g, '[^]*')
		.replace(/\uE001/g, '[^]');
	return new RegExp(`^${pattern}$`, 'iu');
}

function unescape(literal: string, more: (escape: string) => string | undefined): string {
	const text = literal.slice(1, -1);
	return text.replace(
		/\\(?:[uU]([0-9a-fA-F]{4})|([^]))/g,
		(sequence, hex: string | undefined, escape: string | undefined) => {
			if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
			const plain = more(escape ?? '') ?? ESCAPES[(escape ?? '').toLowerCase()];
			if (plain !== undefined) return plain;
			throw malformed(
				`Invalid string literal '${text}'. Illegal character sequence '${sequence}' in string literal.`,
			);
		},
	);
}
