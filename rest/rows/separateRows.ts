import { isTransient } from '../call/meaning';
import { SalesforceApiError } from '../errors';
import type { RecordInput } from './carrier';

/** The field that Salesforce doesn't know, named by its refusal. */
const unknownColumn = (error: SalesforceApiError) =>
	/No such column '([^']+)'/i.exec(error.message)?.[1]?.toLowerCase();

const positions = (rows: readonly unknown[]) => rows.map((_, at) => at);

/**
 * Parts of a refused call that are worth sending alone, as positions; `undefined` if the refusal is not about
 * single rows. If Salesforce can't read one row, it refuses all 200 and saves nothing.
 */
export function separateRows(error: unknown, rows: readonly RecordInput[]): number[][] | undefined {
	if (!(error instanceof SalesforceApiError) || rows.length < 2) return undefined;
	if (error.statusCode !== 400 && error.statusCode !== 413) return undefined;
	if (error.entries.some(isTransient)) return undefined;
	const column = unknownColumn(error);
	const isCulprit = (at: number) =>
		Object.keys(rows[at]!.fields).some((name) => name.toLowerCase() === column);
	const culprits = column === undefined ? [] : positions(rows).filter(isCulprit);
	if (culprits.length === rows.length) return undefined;
	if (culprits.length > 0) {
		return [culprits, positions(rows).filter((at) => !culprits.includes(at))];
	}
	const types = new Set(rows.map(({ object }) => object));
	if (error.errorCode === 'INVALID_TYPE' && types.size === 1) return undefined;
	const middle = rows.length >> 1;
	return [positions(rows).slice(0, middle), positions(rows).slice(middle)];
}
