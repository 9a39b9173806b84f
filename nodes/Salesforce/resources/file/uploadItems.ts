import {
	type FileSource,
	type FileUpload,
	InvalidInputError,
	MAX_FILE_BYTES,
	uploadFiles,
} from '../../../../rest';
import { readFile } from '../../items/binaryFiles';
import type { BatchRun, RowOutcome } from '../../operation';

/** @throws InvalidInputError for a file that Salesforce would refuse once all of it was sent */
function checkSize({ name, size }: FileSource): void {
	if (size === 0) {
		throw new InvalidInputError(
			`The file '${name}' is empty`,
			'Salesforce does not accept empty files. Leave the item out with a Filter node.',
		);
	}
	if (size <= MAX_FILE_BYTES) return;
	throw new InvalidInputError(
		`The file '${name}' has ${(size / 1024 ** 3).toFixed(2)} GB, and Salesforce takes 2 GB at most`,
		'Compress it, or split it.',
	);
}

/** The item's file, fit to be sent. */
export async function readUploadFile(
	{ context, parameters }: BatchRun,
	item: number,
): Promise<FileSource> {
	const field = parameters.get('inputDataFieldName', item, 'data').trim() || 'data';
	const file = await readFile(context, item, field);
	checkSize(file);
	return file;
}

/** Fields that have a value. */
export const withValues = (fields: Record<string, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));

/** Uploads the items' files and tells each item's outcome. */
export async function uploadItems(
	run: BatchRun,
	uploads: Array<FileUpload & { item: number }>,
): Promise<RowOutcome[]> {
	const results = await uploadFiles(run.client, uploads, { stopAtRefusal: !run.continueOnFail });
	return results.map((result, n): RowOutcome => {
		const { item } = uploads[n]!;
		if (!result.success) return { item, error: result.error };
		const { id, ...file } = result.file;
		return { item, json: { id, success: true, created: true, ...file } };
	});
}
