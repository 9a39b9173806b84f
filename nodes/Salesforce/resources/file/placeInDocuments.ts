import { type FileId, findDocumentIds } from '../../../../rest';
import type { BatchRun, RowOutcome } from '../../operation';

/** The documents of files that items name, by one query for those that are named by a version. */
export async function placeInDocuments<Value extends { item: number; fileId: FileId }>(
	{ client, continueOnFail }: BatchRun,
	values: Value[],
): Promise<{ placed: Array<Value & { documentId: string }>; missing: RowOutcome[] }> {
	const documentIds = await findDocumentIds(
		client,
		values.map(({ fileId }) => fileId),
	);
	const placed: Array<Value & { documentId: string }> = [];
	const missing: RowOutcome[] = [];
	values.forEach((value, n) => {
		const documentId = documentIds[n]!;
		if (typeof documentId === 'string') placed.push({ ...value, documentId });
		else missing.push({ item: value.item, error: documentId });
	});
	// With Stop nothing is done for the others either, as where a parameter can't be read.
	return missing.length > 0 && !continueOnFail ? { placed: [], missing } : { placed, missing };
}
