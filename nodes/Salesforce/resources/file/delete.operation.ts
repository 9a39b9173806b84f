import { ALL_FILES, deleteByCollections, saveRows } from '../../../../rest';
import { readItems } from '../../items/readItems';
import type { BatchOperation, RowOutcome } from '../../operation';
import { optionsProperty } from '../../options/options';
import { fileIdProperty, readFileId } from './fileProperties';
import { placeInDocuments } from './placeInDocuments';

export const deleteFile: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'file', done: 'deleted' },
	name: 'Delete',
	value: 'delete',
	action: 'Delete file',
	description:
		'Move files with all their versions into the recycle bin, 200 in one API call; records no longer show them',
	properties: [
		fileIdProperty(
			'The file to delete. If you give a version, the whole file is deleted. Attachments (00P) and documents of Salesforce Classic (015) work too.',
		),
		optionsProperty(),
	],
	async execute(run) {
		const { client, parameters, continueOnFail } = run;
		const { values, refused } = await readItems(run, (item) => ({
			item,
			fileId: readFileId(parameters, item, ALL_FILES),
		}));
		const { placed, missing } = await placeInDocuments(run, values);
		const rows = placed.map(({ fileId: { object }, documentId }) => ({
			object: object === 'ContentVersion' ? 'ContentDocument' : object,
			fields: { Id: documentId },
		}));
		const results = await saveRows(client, rows, deleteByCollections(client), {
			stopAtRefusal: !continueOnFail,
		});
		const outcomes = results.map((result, n): RowOutcome => {
			const { item } = placed[n]!;
			if (!result.success) return { item, error: result.error };
			return { item, json: { id: result.id, deleted: true } };
		});
		return [...refused, ...missing, ...outcomes];
	},
};
