/** What tells an org's words from Salesforce's and from those of the cases. */
export interface Words {
	/** Takes an org's data out of a text. */
	mask: (text: string) => string;
	/** Whether all words of a text are those of the cases. */
	isOurs: (text: string) => boolean;
}

/** Keys whose texts are Salesforce's own words, not a user's. */
export const WORDED: ReadonlySet<string> = new Set([
	'message',
	'errorCode',
	'statusCode',
	'error',
	'error_description',
	'errorMessage',
	'state',
]);

const MAX_SHAPES = 3;

/**
 * Keys that people may have named must not show: custom fields, apps among the limits, single words that no case has.
 * Names in several humps, such as `nextRecordsUrl`, are Salesforce's.
 */
function maskKey(key: string, isLimit: boolean, { isOurs }: Words): string {
	if (/__\w$/.test(key)) return '«custom»';
	if (isOurs(key)) return key;
	const isNamedSo = /^[a-z]{1,30}$/.test(key) || /^[A-Za-z][a-z]*(?:[A-Z0-9]+[a-z]*)+$/.test(key);
	return isNamedSo && !isLimit && !/\d{4}/.test(key) ? key : '«key»';
}

/** The kind of a text, by its form alone. */
function kindOf(text: string): string {
	if (text === '') return 'empty text';
	if (/^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text) && /^\w{3}.*\d/.test(text)) {
		return `id ${text.slice(0, 3)}…`;
	}
	if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) {
		return `datetime ${text.replace(/\d/g, '0')}`;
	}
	if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'date';
	if (/^https?:\/\//.test(text)) return 'url';
	if (text.startsWith('/services/')) return 'path';
	return 'text';
}

/**
 * An answer without its values: keys, kinds of values, how ids begin; Salesforce's own words are kept, masked. Of a list
 * the different shapes that its entries have.
 */
export function shapeOf(value: unknown, words: Words, key = ''): unknown {
	if (Array.isArray(value)) {
		const shapes = new Map(
			value.map((one) => {
				const shape = shapeOf(one, words, key);
				return [JSON.stringify(shape), shape] as const;
			}),
		);
		return [...shapes.values()].slice(0, MAX_SHAPES);
	}
	if (typeof value === 'object' && value !== null) {
		const isLimit = 'Max' in value && 'Remaining' in value;
		const parts = Object.entries(value).map(
			([name, part]) => [maskKey(name, isLimit, words), shapeOf(part, words, name)] as const,
		);
		return Object.fromEntries(parts);
	}
	if (typeof value !== 'string') return value === null ? 'null' : typeof value;
	return WORDED.has(key) ? words.mask(value) : kindOf(value);
}

/** A body that is not JSON: of a page what its headline says, of a table how many columns it has. */
export function shapeOfText(text: string, { mask }: Words): string {
	if (text === '') return 'empty';
	const headline = /<(?:title|h1)>(.*?)<\//is.exec(text)?.[1];
	if (headline !== undefined) return `page: ${mask(headline)}`;
	const [first = ''] = text.split(/\r?\n/);
	if (first.startsWith('"')) {
		const ends = text.includes('\r\n') ? 'CRLF' : 'LF';
		return `table of ${first.split('","').length} columns, lines end in ${ends}`;
	}
	const isWord = /^[A-Za-z_]{1,40}$/.test(text) || text.startsWith('error=');
	return isWord ? `text: ${mask(text)}` : `text of ${text.length} characters`;
}

/** A value in a difference, by the key it stands at: its kind, for Salesforce's own words the masked text. */
export function describeShape(value: unknown, words: Words, key = ''): string {
	if (value === undefined) return 'missing';
	if (typeof value === 'string') return WORDED.has(key) ? words.mask(value) : kindOf(value);
	if (typeof value === 'number' || typeof value === 'boolean') return typeof value;
	const shape = JSON.stringify(shapeOf(value, words));
	return shape.length > 160 ? `${shape.slice(0, 160)}…` : shape;
}
