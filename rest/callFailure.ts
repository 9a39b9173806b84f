import { HttpError } from '../http';
import type { RecordInput } from './collections';
import { isPassing, type RowRefusal } from './rowResult';
import { SalesforceApiError } from './SalesforceApiError';

const NOT_REPEATED =
	'No answer came after the record was sent, so it may have been saved or not. It was not sent again. ' +
	'Look for it in Salesforce, for example by CreatedDate, before you send it again; Create or Update ' +
	'by an external id is safe to repeat.';

const SAFE_TO_REPEAT =
	'No answer came after the record was sent, so the change may have been made or not. ' +
	'To send it again is safe: that changes nothing twice.';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The refusal of each row of a call that may have been carried out. */
export const toUnknownOutcome = (error: unknown, repeatable: boolean): RowRefusal => ({
	errorCode: 'UNKNOWN_OUTCOME',
	message: `${repeatable ? SAFE_TO_REPEAT : NOT_REPEATED} What came instead: ${messageOf(error)}`,
	fields: [],
	...(!repeatable && { mayBeSaved: true }),
	cause: error,
});

/** Whether a call may have been carried out although no answer says so. An Apex exception undoes what it did. */
export const isUnknownOutcome = (error: unknown): boolean =>
	error instanceof SalesforceApiError
		? error.statusCode >= 500 && error.errorCode !== 'APEX_ERROR'
		: error instanceof HttpError && error.mayHaveBeenSent;

/** The field that Salesforce doesn't know, named by its refusal. */
const unknownColumn = (error: SalesforceApiError) =>
	/No such column '([^']+)'/i.exec(error.message)?.[1]?.toLowerCase();

/**
 * Parts of a refused call that are worth sending by themselves, or `undefined` where the refusal is not about
 * single rows. Salesforce refuses 200 rows for one that it can't read; nothing was saved then.
 */
export function separateRows(
	error: unknown,
	batch: number[],
	rows: RecordInput[],
): number[][] | undefined {
	if (!(error instanceof SalesforceApiError) || batch.length < 2) return undefined;
	if (error.statusCode !== 400 && error.statusCode !== 413) return undefined;
	if (error.entries.some((entry) => isPassing(entry))) return undefined;
	const column = unknownColumn(error);
	const isCulprit = (i: number) =>
		Object.keys(rows[i]!.fields).some((name) => name.toLowerCase() === column);
	const culprits = column === undefined ? [] : batch.filter(isCulprit);
	if (culprits.length === batch.length) return undefined;
	if (culprits.length > 0) return [culprits, batch.filter((i) => !culprits.includes(i))];
	const types = new Set(batch.map((i) => rows[i]!.object));
	if (error.errorCode === 'INVALID_TYPE' && types.size === 1) return undefined;
	const middle = batch.length >> 1;
	return [batch.slice(0, middle), batch.slice(middle)];
}
