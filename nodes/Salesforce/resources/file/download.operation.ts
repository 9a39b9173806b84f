import { ALL_FILES, type FileInfo, findFile, readFileContent } from '../../../../rest';
import { assertStorable, storeFile } from '../../items/binaryFiles';
import type { ItemOperation, ItemRun } from '../../operation';
import { outputDataField } from '../../options/dataFields';
import { optionsProperty } from '../../options/options';
import { fileIdProperty, readFileId } from './fileProperties';

/** n8n takes the part before a slash for a folder, and cuts a name at a question mark. */
const toFileName = (name: string): string => name.replace(/[/\\?%*:|"<>\p{Cc}]/gu, '_');

/** What n8n takes text for, if it knows no type by the extension. */
const UNKNOWN = 'application/octet-stream';

/** The file in n8n's store, under its own name. */
async function store({ context, client }: ItemRun, file: FileInfo) {
	assertStorable(file.fileName, file.size);
	const name = toFileName(file.fileName);
	const mimeType = file.mimeType ?? (/\.\w+$/.test(name) ? undefined : UNKNOWN);
	return storeFile(context, readFileContent(client, file), name, mimeType);
}

export const download: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Download',
	value: 'download',
	action: 'Download file',
	description:
		'Download a file of any size: the latest version of a file, a certain version, or an old attachment or document',
	properties: [
		fileIdProperty(
			'The file to download. Attachments (00P) and documents of Salesforce Classic (015) work too.',
		),
		outputDataField,
		optionsProperty(),
	],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const field = parameters.get('outputDataFieldName', itemIndex, 'data').trim() || 'data';
		const file = await findFile(client, readFileId(parameters, itemIndex, ALL_FILES));
		const data = await store(run, file);
		const { id, contentDocumentId, title, fileName, size, versionNumber } = file;
		const { mimeType } = data;
		const json = { id, contentDocumentId, title, fileName, mimeType, size, versionNumber };
		return [{ json, binary: { [field]: data } }];
	},
};
