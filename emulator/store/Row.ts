import { type FileContent } from '../files/FileContent';

/** What a field may hold. Datetimes, dates and times are kept as REST JSON shows them, so that text order is time order. */
export type FieldValue = string | number | boolean | Buffer | FileContent | null;

/** One stored record: field names in their proper case; fields without value may be left out. Never changed in place. */
export type Row = Readonly<Record<string, FieldValue>>;

/** Values as a client sends them: names in any case, values not yet checked. */
export type InputRow = Readonly<Record<string, unknown>>;

/** One reason why a row was not written; `statusCode` as in collections, `errorCode` as in single calls. */
export interface RowError {
	statusCode: string;
	message: string;
	fields: string[];
	/** Further keys that a single call shows, such as `duplicateResut`. */
	extra?: Record<string, unknown>;
	/** HTTP status where a single call is refused so. @default 400 */
	status?: number;
}

export type SaveResult =
	| { success: true; id: string; created: boolean; errors?: RowError[] }
	| { success: false; errors: RowError[]; id?: string };

/** One error that a row has. */
export function rowError(statusCode: string, message: string, fields: string[] = []): RowError {
	return { statusCode, message, fields };
}

/** How a row is written. */
export interface WriteOptions {
	/** Who writes. */
	userId: string;
	/** Lets audit and other system fields be set, and asks no rule: seeding. */
	system?: boolean;
	/** Passes duplicate rules that only alert. */
	allowDuplicates?: boolean;
	/** Shows the fields of found duplicates. */
	includeDuplicateDetails?: boolean;
}
