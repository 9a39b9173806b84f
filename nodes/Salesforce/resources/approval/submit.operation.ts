import type { INodeProperties } from 'n8n-workflow';
import { parseRecordId } from '../../../../rest';
import { readItems } from '../../items/readItems';
import type { BatchOperation, BatchRun } from '../../operation';
import { optionsProperty } from '../../options/options';
import { commentsOption, nextApproversOption } from './approvalOptions';
import { type ItemRequest, readIds, readRemarks, sendRequests } from './sendRequests';

const properties: INodeProperties[] = [
	{
		displayName: 'Record ID',
		name: 'recordId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 006xx000004TmiQAAS',
		description: 'ID of the record to submit, or the URL of its page',
	},
	{
		displayName: 'Approval Process',
		name: 'process',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description:
			'If it is empty: the first active process of the object whose entry criteria the record meets',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a process…',
				typeOptions: { searchListMethod: 'searchApprovalProcesses', searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. Discount_Approval',
				hint: 'The unique name or the ID, as Setup > Approval Processes shows it',
			},
		],
	},
];

const options: INodeProperties[] = [
	commentsOption,
	nextApproversOption,
	{
		displayName: 'Skip Entry Criteria',
		name: 'skipEntryCriteria',
		type: 'boolean',
		default: false,
		description:
			'Whether to submit the record even if it does not meet the entry criteria of the process. Then choose the process.',
	},
	{
		displayName: 'Submitter ID',
		name: 'submitterId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 005xx000001SwiUAAS',
		description:
			'ID of the user who submits the record, if it is not the user that the node acts as',
	},
];

function readRequest(run: BatchRun, item: number): ItemRequest {
	const { parameters } = run;
	const process = parameters.getLocator('process', item);
	const submitter = parameters.get<string>('options.submitterId', item, '');
	const skipsCriteria = parameters.get<boolean>('options.skipEntryCriteria', item, false);
	const [contextActorId] = readIds(submitter, 'Submitter ID');
	return {
		item,
		request: {
			actionType: 'Submit',
			contextId: parseRecordId(parameters.get<string>('recordId', item, '')),
			...readRemarks(run, item),
			...(process !== '' && { processDefinitionNameOrId: process }),
			...(contextActorId !== undefined && { contextActorId }),
			...(skipsCriteria && { skipEntryCriteria: true }),
		},
	};
}

export const submit: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'record', done: 'submitted' },
	name: 'Submit',
	value: 'submit',
	action: 'Submit record for approval',
	description:
		'Submit records for approval, 200 in one API call; returns the new work items that wait for approval. The record is locked until the approval ends.',
	properties: [...properties, optionsProperty(options)],
	async execute(run) {
		const { values, refused } = await readItems(run, (item) => readRequest(run, item));
		return [...refused, ...(await sendRequests(run, values))];
	},
};
