import type { INodeProperties } from 'n8n-workflow';
import { type FileId, FILES, type FileSource } from '../../../../rest';
import { readItems } from '../../items/readItems';
import type { BatchOperation, BatchRun } from '../../operation';
import { inputDataField } from '../../options/dataFields';
import { optionsProperty } from '../../options/options';
import { fileIdProperty, readFileId } from './fileProperties';
import { placeInDocuments } from './placeInDocuments';
import { readUploadFile, uploadItems, withValues } from './uploadItems';

const options: INodeProperties[] = [
	{
		displayName: 'Reason for Change',
		name: 'reasonForChange',
		type: 'string',
		default: '',
		description: 'The text that Salesforce shows with the version',
	},
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		description:
			"The file's title from this version on. If it is not set: the name of the new file.",
	},
];

interface Version {
	item: number;
	fileId: FileId;
	file: FileSource;
	fields: Record<string, string>;
}

async function readVersion(run: BatchRun, item: number): Promise<Version> {
	const { parameters } = run;
	return {
		item,
		fileId: readFileId(parameters, item, FILES),
		file: await readUploadFile(run, item),
		fields: withValues({
			Title: parameters.get<string>('options.title', item, ''),
			ReasonForChange: parameters.get<string>('options.reasonForChange', item, ''),
		}),
	};
}

export const uploadVersion: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'version', done: 'uploaded' },
	name: 'Upload New Version',
	value: 'uploadVersion',
	action: 'Upload new version of file',
	description:
		'Upload the file of each item as the new version of a Salesforce file. Its links and earlier versions stay.',
	properties: [
		fileIdProperty('The file that gets a new version'),
		inputDataField,
		optionsProperty(options),
	],
	async execute(run) {
		const { values, refused } = await readItems(run, (item) => readVersion(run, item));
		const { placed, missing } = await placeInDocuments(run, values);
		const uploads = placed.map(({ documentId, fields, ...version }) => ({
			...version,
			fields: { ContentDocumentId: documentId, ...fields },
			linkTo: [],
		}));
		return [...refused, ...missing, ...(await uploadItems(run, uploads))];
	},
};
