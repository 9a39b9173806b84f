import type { BatchRun, RowOutcome } from '../operation';

/**
 * Reads what each item asks for, before anything is sent. What can't be read becomes the item's outcome; where
 * the user wants to stop at the first one, nothing else is read.
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
