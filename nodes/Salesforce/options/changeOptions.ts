import type { INodeProperties } from 'n8n-workflow';
import type { BatchRun } from '../operation';

export const changeOptions: INodeProperties[] = [
	{
		displayName: 'Return Previous Values',
		name: 'returnPrevious',
		type: 'boolean',
		default: false,
		description:
			'Whether to read the fields before they are changed, and return their values as "previous", to log or undo the change',
	},
	{
		displayName: 'Send Only Changes',
		name: 'sendOnlyChanges',
		type: 'boolean',
		default: true,
		description:
			'Whether to send only the fields that differ, so that changes that others made to the other fields stay',
		displayOptions: { show: { '/options.skipUnchanged': [true] } },
	},
	{
		displayName: 'Skip Unchanged',
		name: 'skipUnchanged',
		type: 'boolean',
		default: false,
		description:
			'Whether to read the records first and send only those that differ. Records without a change then trigger nothing and keep their Last Modified Date. Reading takes one API call for up to 2,000 records.',
	},
];

export interface ChangeOptions {
	skipUnchanged: boolean;
	sendOnlyChanges: boolean;
	returnPrevious: boolean;
}

/** From the first item, like all options for whole calls. */
export function readChangeOptions({ parameters, itemIndexes }: BatchRun): ChangeOptions {
	const read = (name: string, fallback: boolean) =>
		parameters.get(`options.${name}`, itemIndexes[0] ?? 0, fallback);
	return {
		skipUnchanged: read('skipUnchanged', false),
		sendOnlyChanges: read('sendOnlyChanges', true),
		returnPrevious: read('returnPrevious', false),
	};
}
