import { WORDED, type Words } from './shape';

/** Values of this length and less would take ordinary words out of every sentence. */
const SHORTEST = 4;
/** What is longer stands in no sentence of Salesforce's. */
const LONGEST = 255;

export interface Mask extends Words {
	/** Keeps these out of every text, whatever they are: tokens, secrets, names. */
	hide: (values: readonly (string | undefined)[]) => void;
	/** Keeps what an answer has of the org's data out of every text from now on. */
	learn: (value: unknown) => void;
}

/** Errors whose text an org's people, or their code, have written. */
const WORDED_BY_THE_ORG = new Set([
	'APEX_ERROR',
	'CANNOT_EXECUTE_FLOW_TRIGGER',
	'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
	'DUPLICATES_DETECTED',
	'FIELD_CUSTOM_VALIDATION_EXCEPTION',
]);

/**
 * What takes an org's data out of Salesforce's sentences. Hidden and learned values go wherever they stand; ids keep
 * their prefix; addresses, hosts and long numbers go by their form; so does what stands in quotes, and what looks like
 * a name, unless `isOurs` says that its words are those of the cases.
 */
export function createMask(isOurs: (text: string) => boolean): Mask {
	const known = new Set<string>();
	/** The known ones, the longest first, as of so many. */
	let sorted: string[] = [];

	function learn(value: unknown, key = ''): void {
		if (Array.isArray(value)) for (const one of value) learn(one, key);
		else if (typeof value === 'object' && value !== null) {
			const { errorCode, statusCode, message } = value as Record<string, unknown>;
			const code = errorCode ?? statusCode;
			const isWordedByOrg = typeof code === 'string' && WORDED_BY_THE_ORG.has(code);
			if (isWordedByOrg && typeof message === 'string') known.add(message);
			for (const [name, one] of Object.entries(value)) learn(one, name);
		} else if (typeof value === 'string' && !WORDED.has(key)) {
			const fits = value.length >= SHORTEST && value.length <= LONGEST;
			if (fits && !isOurs(value)) known.add(value);
		}
	}

	function hide(values: readonly (string | undefined)[]): void {
		for (const value of values) if (value !== undefined && value !== '') known.add(value);
	}

	function mask(text: string): string {
		let masked = text;
		if (sorted.length !== known.size) {
			sorted = [...known].sort((left, right) => right.length - left.length);
		}
		for (const value of sorted) {
			if (masked.includes(value)) masked = masked.replaceAll(value, '«value»');
		}
		return maskForms(masked)
			.replace(/'([^']*)'|"([^"]*)"/g, (whole, single?: string, double?: string) =>
				isOurs(single ?? double ?? '') ? whole : '«quoted»',
			)
			.replace(/[\p{L}_][\p{L}\p{N}_]*/gu, (word) =>
				isPlain(word) || isOurs(word) ? word : '«…»',
			);
	}

	return { hide, learn, mask, isOurs };
}

/** A word of no one in particular: all small, or all capitals as codes are. */
const isPlain = (word: string) => /^[a-z]{1,20}$/.test(word) || /^[A-Z][A-Z_]+$/.test(word);

/** Takes out what shows by its form. */
function maskForms(text: string): string {
	return text
		.replace(/\b00D\w{12,15}!\S+/g, '«token»')
		.replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '«token»')
		.replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '«address»')
		.replace(/https?:\/\/[^\s"'<>]+/g, '«url»')
		.replace(/\b[\w-]+(?:\.[\w-]+)*\.(?:salesforce|force|site|cloudforce)\.\w+\b/gi, '«host»')
		.replace(/\b(?=\w*\d)([a-zA-Z0-9]{3})[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?\b/g, '$1…')
		.replace(/\d{5,}/g, '«number»');
}

/** Tells the words of these cases, whatever is around them and however they begin, from all others. */
export function createVocabulary(cases: unknown): (text: string) => boolean {
	const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
	const words = new Set(wordsOf(JSON.stringify(cases)));
	return (text) => {
		const found = wordsOf(text);
		return found.length > 0 && found.every((word) => words.has(word));
	};
}
