import { InvalidInputError } from '../errors';
import { isRecordId, parseRecordId, toLongId } from '../recordId';

/** What a file can be in Salesforce, by what the IDs of each begin with. */
const PREFIXES = {
	/** A file with all its versions. */
	ContentDocument: '069',
	/** One version of a file. */
	ContentVersion: '068',
	/** Of the days before files: belongs to one record. */
	Attachment: '00P',
	/** Of the Documents tab of Salesforce Classic. */
	Document: '015',
} as const;

export type FileObject = keyof typeof PREFIXES;

export interface FileId {
	object: FileObject;
	/** 18 characters. */
	id: string;
}

/** The kinds whose versions Salesforce keeps. */
export const FILES: readonly FileObject[] = ['ContentDocument', 'ContentVersion'];

export const ALL_FILES = Object.keys(PREFIXES) as FileObject[];

const objectOf = (id: string) => ALL_FILES.find((object) => id.startsWith(PREFIXES[object]));

/**
 * The possible IDs in what a user pasted: an ID, or the URL of a file's page, of its preview or of a download. URLs
 * have the ID in the path, behind a hash, or in the query, as `versionId=068…` and `file=00P…`.
 */
function listIds(text: string): string[] {
	if (!/^https?:\/\//i.test(text)) return isRecordId(text) ? [text] : [];
	return text.split(/[^a-zA-Z0-9]+/).filter((part) => isRecordId(part) && /\d/.test(part));
}

/**
 * The file in what a user pasted.
 *
 * @param taken the kinds of file that are accepted
 * @throws InvalidInputError if there is no file, or a file of another kind
 */
export function parseFileId(value: string, taken: readonly FileObject[] = ALL_FILES): FileId {
	const text = value.trim();
	const ids = listIds(text);
	for (const id of ids) {
		const object = objectOf(id);
		if (object && taken.includes(object)) return { object, id: toLongId(id) };
	}
	const begin = taken.map((object) => `${PREFIXES[object]} (${object})`).join(', ');
	throw new InvalidInputError(
		text === '' ? "The parameter 'File' is empty" : `"${text}" is not the ID or URL of such a file`,
		`The ID begins with ${begin}`,
	);
}

/**
 * Record IDs, in the order given and each once: a list, or text with commas between them. URLs of records work too.
 *
 * @param value what an expression gave; an empty value gives no ID
 * @throws InvalidInputError that names all values that are not IDs
 */
export function parseRecordIds(value: unknown, label: string): string[] {
	const entries: unknown[] = Array.isArray(value) ? value : [value ?? ''];
	const texts = entries.flatMap((entry) =>
		typeof entry === 'string' ? entry.split(/[,\s]+/) : [JSON.stringify(entry) ?? ''],
	);
	const wrong: string[] = [];
	const ids = texts
		.filter((text) => text !== '')
		.flatMap((text) => {
			try {
				return [toLongId(parseRecordId(text))];
			} catch {
				wrong.push(`"${text}"`);
				return [];
			}
		});
	if (wrong.length === 0) return [...new Set(ids)];
	throw new InvalidInputError(
		`'${label}' has values that are not record IDs: ${wrong.join(', ')}`,
		'A record ID has 15 or 18 letters and digits, e.g. 001xx000003DGb2AAG; separate several IDs by commas',
	);
}
