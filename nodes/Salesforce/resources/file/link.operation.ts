import { FILES, linkFiles } from '../../../../rest';
import { readItems } from '../../items/readItems';
import type { BatchOperation, RowOutcome } from '../../operation';
import { optionsProperty } from '../../options/options';
import {
	fileIdProperty,
	linkToProperty,
	readFileId,
	readLinks,
	readSharing,
	sharingOptions,
} from './fileProperties';
import { placeInDocuments } from './placeInDocuments';

export const link: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'link', done: 'made' },
	name: 'Link',
	value: 'link',
	action: 'Link file to records',
	description:
		'Link a file that is in Salesforce to records, which then show it; returns each link as an item',
	properties: [
		fileIdProperty('The file to link'),
		{ ...linkToProperty, required: true },
		optionsProperty(sharingOptions),
	],
	async execute(run) {
		const { parameters } = run;
		const { values, refused } = await readItems(run, (item) => ({
			item,
			fileId: readFileId(parameters, item, FILES),
			recordIds: readLinks(parameters, item),
			sharing: readSharing(parameters, item),
		}));
		const { placed, missing } = await placeInDocuments(run, values);
		const links = placed.flatMap(({ item, documentId: contentDocumentId, recordIds, sharing }) =>
			recordIds.map((recordId) => ({ item, contentDocumentId, recordId, ...sharing })),
		);
		const results = await linkFiles(run.client, links);
		const outcomes = results.map((result, n): RowOutcome => {
			const { item, contentDocumentId, recordId } = links[n]!;
			if (!result.success) return { item, error: result.error };
			return { item, json: { id: result.id, success: true, contentDocumentId, recordId } };
		});
		return [...refused, ...missing, ...outcomes];
	},
};
