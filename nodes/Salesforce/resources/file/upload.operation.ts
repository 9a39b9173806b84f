import type { INodeProperties } from 'n8n-workflow';
import { readItems } from '../../items/readItems';
import type { BatchOperation, BatchRun } from '../../operation';
import { inputDataField } from '../../options/dataFields';
import { optionsProperty } from '../../options/options';
import { linkToProperty, readLinkTo, readSharing, sharingOptions } from './fileProperties';
import { readUploadFile, uploadItems, withValues } from './uploadItems';

const titleProperty: INodeProperties = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	default: '',
	placeholder: 'e.g. Offer 2026-0815',
	description:
		"The name that Salesforce shows. If it is empty: the file's name without its extension.",
};

const options: INodeProperties[] = [
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What Salesforce shows as the description of the file',
	},
	...sharingOptions,
	{
		displayName: 'Small Files Together',
		name: 'batchSmallFiles',
		type: 'boolean',
		default: true,
		description:
			'Whether to send files of up to 5 MB together, 200 in one API call, instead of one call for each',
	},
];

async function readUpload(run: BatchRun, item: number) {
	const { parameters } = run;
	const file = await readUploadFile(run, item);
	return {
		item,
		file,
		fields: withValues({
			Title: parameters.get<string>('title', item, ''),
			Description: parameters.get<string>('options.description', item, ''),
		}),
		linkTo: readLinkTo(parameters, item),
		alone: !parameters.get('options.batchSmallFiles', item, true),
		...readSharing(parameters, item),
	};
}

export const upload: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'file', done: 'uploaded' },
	name: 'Upload',
	value: 'upload',
	action: 'Upload file',
	description:
		'Upload the file of each item as a new Salesforce file of up to 2 GB, and link it to records',
	properties: [inputDataField, titleProperty, linkToProperty, optionsProperty(options)],
	async execute(run) {
		const { values, refused } = await readItems(run, (item) => readUpload(run, item));
		return [...refused, ...(await uploadItems(run, values))];
	},
};
