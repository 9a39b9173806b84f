import type { INodeProperties } from 'n8n-workflow';
import { listFiles, parseRecordId } from '../../../../rest';
import { recordByIdOrUrl } from '../../locators/recordIdLocator';
import type { ItemOperation } from '../../operation';
import { limitProperties, readLimit } from '../../options/limit';
import { optionsProperty } from '../../options/options';

const recordProperty: INodeProperties = {
	displayName: 'Record',
	name: 'recordId',
	type: 'resourceLocator',
	default: { mode: 'id', value: '' },
	required: true,
	description: 'The record whose files to list, of any object',
	modes: recordByIdOrUrl,
};

const attachmentsOption: INodeProperties = {
	displayName: 'Include Attachments',
	name: 'includeAttachments',
	type: 'boolean',
	default: false,
	description:
		"Whether to list the record's old attachments too, after its files. They have no contentDocumentId.",
};

export const getAll: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many files',
	description: 'List the files of a record, newest first; returns each file as an item',
	properties: [recordProperty, ...limitProperties, optionsProperty([attachmentsOption])],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const recordId = parseRecordId(parameters.getLocator('recordId', itemIndex));
		const limit = readLimit(run);
		const files = await listFiles(client, recordId, {
			limit,
			includeAttachments: parameters.get('options.includeAttachments', itemIndex, false),
		});
		if (files.length === limit) {
			run.hint(
				`The limit of ${limit.toLocaleString('en-US')} was reached, so there may be more files. To get them, raise 'Limit' or turn on 'Return All'.`,
			);
		}
		return files.map((file) => ({ json: { ...file } }));
	},
};
