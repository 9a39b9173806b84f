import type { INodeProperties } from 'n8n-workflow';
import {
	type FileId,
	type FileObject,
	InvalidInputError,
	parseFileId,
	parseRecordIds,
	type Sharing,
} from '../../../../rest';
import type { ParameterReader } from '../../items/createParameterReader';

/** A file by its ID, or by what the browser shows. */
export const fileIdProperty = (description: string): INodeProperties => ({
	displayName: 'File',
	name: 'fileId',
	type: 'resourceLocator',
	default: { mode: 'id', value: '' },
	required: true,
	description,
	modes: [
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 069xx0000004C9jAAE',
			hint: 'Begins with 069 (the file) or 068 (one of its versions)',
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder:
				'e.g. https://acme.lightning.force.com/lightning/r/ContentDocument/069xx0000004C9jAAE/view',
		},
	],
});

/** @throws InvalidInputError for anything but the ID or URL of such a file */
export const readFileId = (
	parameters: ParameterReader,
	item: number,
	taken: readonly FileObject[],
): FileId => parseFileId(parameters.getLocator('fileId', item), taken);

export const linkToProperty: INodeProperties = {
	displayName: 'Link To',
	name: 'linkTo',
	type: 'string',
	default: '',
	placeholder: 'e.g. 001xx000003DGb2AAG, 006xx000001a2b3AAA',
	description:
		'IDs or URLs of the records that show the file, separated by commas, or a list from an expression',
};

/**
 * The records that an item names, each once.
 *
 * @throws InvalidInputError for what is not a record ID
 */
export const readLinkTo = (parameters: ParameterReader, item: number): string[] =>
	parseRecordIds(parameters.getValue('linkTo', item), 'Link To');

const SHARE_TYPES = ['V', 'C', 'I'] as const;
const VISIBILITIES = ['', 'AllUsers', 'InternalUsers', 'SharedUsers'] as const;

export const sharingOptions: INodeProperties[] = [
	{
		displayName: 'Share Type',
		name: 'shareType',
		type: 'options',
		options: [
			{
				name: 'Collaborator',
				value: 'C',
				description: 'Everyone who sees the record may edit the file',
			},
			{
				name: 'Same as the Record',
				value: 'I',
				description:
					'Users who may edit the record may edit the file; users who may only see the record may only see the file. Salesforce calls this Set by Record.',
			},
			{ name: 'Viewer', value: 'V', description: 'Everyone who sees the record may see the file' },
		],
		default: 'V',
		description: 'What the users who see the record may do with the file',
	},
	{
		displayName: 'Visibility',
		name: 'visibility',
		type: 'options',
		options: [
			{
				name: 'All Users',
				value: 'AllUsers',
				description: 'Including users of Experience Cloud sites',
			},
			{ name: 'Internal Users', value: 'InternalUsers' },
			{
				name: 'Shared Users',
				value: 'SharedUsers',
				description: 'Only users with whom the file is shared',
			},
		],
		default: 'AllUsers',
		description:
			'Which of the users who see the record also see the file. If it is not set, Salesforce chooses.',
	},
];

/** @throws InvalidInputError for values that Salesforce doesn't know */
export function readSharing(parameters: ParameterReader, item: number): Sharing {
	const shareType = parameters.getChoice('options.shareType', item, SHARE_TYPES, 'V');
	const visibility = parameters.getChoice('options.visibility', item, VISIBILITIES, '');
	return { shareType, ...(visibility !== '' && { visibility }) };
}

/** @throws InvalidInputError if an item links to nothing */
export function readLinks(parameters: ParameterReader, item: number): string[] {
	const recordIds = readLinkTo(parameters, item);
	if (recordIds.length > 0) return recordIds;
	throw new InvalidInputError("The parameter 'Link To' is empty", 'Give at least one record ID');
}
