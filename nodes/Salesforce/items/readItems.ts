import type { BatchRun, RowOutcome } from '../operation';

/**
 * Reads what each item asks for, before anything is sent. An item that can't be read has the error as its outcome.
 * If the user wants to stop at the first error, no more items are read.
 */
export async function readItems<Value>(
	run: BatchRun,
	read: (item: number) => Value | Promise<Value>,
): Promise<{ values: Value[]; refused: RowOutcome[] }> {
	const values: Value[] = [];
	const refused: RowOutcome[] = [];
	for (const item of run.itemIndexes) {
		try {
			values.push(await read(item));
		} catch (error) {
			refused.push({ item, error });
			if (!run.continueOnFail) return { values: [], refused };
		}
	}
	return { values, refused };
}
