import { isId } from '../core/ids';
import { refuse } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';
import { type Context } from '../server/Route';
import { type InputRow, rowError, type SaveResult } from '../store/Row';

export const MAX_RECORDS = 200;
const MAX_RUNS = 10;

/** What a row says that another one's failure has undone. */
export const ROLLED_BACK = rowError(
	'ALL_OR_NONE_OPERATION_ROLLED_BACK',
	'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

/** One entry of the request: its object, its fields. */
export interface Entry {
	type: SObjectType;
	input: InputRow;
	/** Why the row can't be saved, where that shows before anything is looked at. */
	refused?: SaveResult;
}

/**
 * The records of a request, and whether they are saved all or none.
 *
 * @throws SalesforceError 400 for an envelope that Salesforce refuses as a whole
 */
export async function readRecords(
	context: Context,
	only?: SObjectType,
): Promise<{ entries: Entry[]; allOrNone: boolean }> {
	const body = (await context.readJson()) as { records?: unknown; allOrNone?: unknown } | null;
	const records: unknown = body?.records;
	if (!Array.isArray(records) || records.length === 0) {
		throw refuse(400, 'REQUIRED_FIELD_MISSING', 'At least 1 record is required');
	}
	refuseTooMany(records.length);
	const entries = records.map((record) =>
		only ? readEntryOf(only, record) : readEntry(context, record),
	);
	refuseManyRuns(entries);
	return { entries, allOrNone: body?.allOrNone === true || body?.allOrNone === 'true' };
}

/** @throws SalesforceError 400 EXCEEDED_ID_LIMIT */
export function refuseTooMany(count: number, most = MAX_RECORDS): void {
	if (count <= most) return;
	throw refuse(
		400,
		'EXCEEDED_ID_LIMIT',
		`record limit reached. cannot submit more than ${most} records into this call`,
	);
}

function readEntry(context: Context, record: unknown): Entry {
	const name = typeNameOf(record);
	if (typeof record !== 'object' || record === null || name === undefined) {
		throw refuse(
			400,
			'JSON_PARSER_ERROR',
			'Unable to find SObject type: no attributes with a type in the record',
		);
	}
	const type = context.org.metadata.object(name);
	if (!type) throw refuse(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
	return { type, input: record as InputRow };
}

/** An upsert's path says of what object all rows are: a row that says nothing, or another, is refused alone. */
function readEntryOf(type: SObjectType, record: unknown): Entry {
	if (typeof record !== 'object' || record === null) {
		throw refuse(400, 'JSON_PARSER_ERROR', 'A record must be an object');
	}
	const input = record as InputRow;
	const name = typeNameOf(record);
	if (name?.toLowerCase() === type.name.toLowerCase()) return { type, input };
	const message =
		name === undefined
			? `The record has no attributes with a type; it must be ${type.name}`
			: `The record's type ${name} is not that of the request: ${type.name}`;
	return { type, input, refused: { success: false, errors: [rowError('INVALID_TYPE', message)] } };
}

function typeNameOf(record: unknown): string | undefined {
	const { attributes } = (record ?? {}) as { attributes?: { type?: unknown } | null };
	return typeof attributes?.type === 'string' ? attributes.type : undefined;
}

function refuseManyRuns(entries: readonly Entry[]): void {
	const runs = entries.filter((entry, index) => entry.type !== entries[index - 1]?.type).length;
	if (runs <= MAX_RUNS) return;
	throw refuse(
		400,
		'INVALID_INPUT',
		`Cannot have more than ${MAX_RUNS} chunks in a single operation. Please rearrange the data to reduce chunking.`,
	);
}

class RolledBack extends Error {}

const LOCKED = 'unable to obtain exclusive access to this record or 1 records: 001000000000000AAA';

/** Saves row by row; with `allOrNone`, one failure undoes all. */
export function saveAll<T>(
	{ org: { store }, lockedRows }: Pick<Context, 'org' | 'lockedRows'>,
	items: readonly T[],
	allOrNone: boolean,
	save: (item: T) => SaveResult,
): SaveResult[] {
	const saveUnlocked = (item: T, index: number): SaveResult =>
		index < lockedRows
			? { success: false, errors: [rowError('UNABLE_TO_LOCK_ROW', LOCKED)] }
			: save(item);
	let results: SaveResult[] = [];
	try {
		store.transaction(() => {
			results = items.map(saveUnlocked);
			if (allOrNone && results.some((result) => !result.success)) throw new RolledBack();
		});
		return results;
	} catch (error) {
		if (!(error instanceof RolledBack)) throw error;
		return results.map((result) =>
			result.success
				? {
						success: false,
						...(result.created ? {} : { id: result.id }),
						errors: [ROLLED_BACK],
					}
				: result,
		);
	}
}

/** One entry of the answer. */
export function renderResult(
	result: SaveResult,
	extra: Record<string, unknown> = {},
): Record<string, unknown> {
	const errors = (result.errors ?? []).map(({ statusCode, message, fields, extra: more }) => ({
		statusCode,
		message,
		fields,
		...more,
	}));
	const { id, success } = result;
	// No spread: it costs more than all else that an answer's row does.
	return Object.assign(id === undefined ? { success, errors } : { id, success, errors }, extra);
}

/** The id of an entry of an update, under whatever case, and the fields without it. */
export function splitId(input: InputRow): { id: string | undefined; fields: InputRow } {
	const fields: Record<string, unknown> = {};
	let id: string | undefined;
	for (const [name, value] of Object.entries(input)) {
		if (name.toLowerCase() === 'id')
			id = typeof value === 'string' && value !== '' ? value : undefined;
		else fields[name] = value;
	}
	return { id, fields };
}

/** Why an id is no good, before any row is looked for. */
export function refuseId(id: string | undefined): SaveResult | undefined {
	if (id === undefined) {
		const message = 'Id not specified in an update call';
		return { success: false, errors: [rowError('MISSING_ARGUMENT', message)] };
	}
	if (isId(id)) return undefined;
	return { success: false, errors: [rowError('MALFORMED_ID', `malformed id ${id}`)] };
}
