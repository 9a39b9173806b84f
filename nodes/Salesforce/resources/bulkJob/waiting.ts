import type { INodeProperties } from 'n8n-workflow';
import type { IngestOptions } from '../../../../rest';
import type { BatchRun, ItemRun } from '../../operation';

export const waitLimitOption: INodeProperties = {
	displayName: 'Wait Limit (Minutes)',
	name: 'waitLimit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description:
		'How long to wait for a job. After that the job continues in Salesforce, and the error shows its ID.',
};

export const abortOnCancelOption: INodeProperties = {
	displayName: 'Abort on Cancel',
	name: 'abortOnCancel',
	type: 'boolean',
	default: false,
	description:
		'Whether to abort the job in Salesforce when the execution is stopped in n8n. Rows already processed stay saved.',
};

/** How the item wants its jobs waited for. */
export function readWaiting(
	{ parameters }: BatchRun | ItemRun,
	itemIndex: number,
): Pick<IngestOptions, 'limit' | 'abortOnStop'> {
	const minutes = parameters.get('options.waitLimit', itemIndex, 60);
	return {
		limit: (minutes > 0 ? minutes : 60) * 60_000,
		abortOnStop: parameters.get('options.abortOnCancel', itemIndex, false),
	};
}
