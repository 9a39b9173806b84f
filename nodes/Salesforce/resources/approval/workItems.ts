import type { INodeProperties } from 'n8n-workflow';
import {
	type ApprovalRequest,
	findWorkItems,
	InvalidInputError,
	parseRecordId,
} from '../../../../rest';
import { readItems } from '../../items/readItems';
import type { BatchRun, RowOutcome } from '../../operation';
import { type ItemRequest, readRemarks, sendRequests } from './sendRequests';

/** The approval to decide about. */
export const workItemLocator: INodeProperties = {
	displayName: 'Work Item',
	name: 'workItem',
	type: 'resourceLocator',
	default: { mode: 'record', value: '' },
	required: true,
	description: 'The pending approval: by the record that waits for it, or by its own ID',
	modes: [
		{
			displayName: 'By Record',
			name: 'record',
			type: 'string',
			placeholder: 'e.g. 006xx000004TmiQAAS',
			hint: 'ID or URL of the record; its pending work item is looked up, for all items together',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 04ixx000000GnBQAA0',
			hint: 'ID of the work item, as Submit and Get Many return it',
		},
	],
};

/** How an item names its work item. */
type Wish = { item: number; remarks: Partial<ApprovalRequest> } & (
	{ workItemId: string } | { recordId: string }
);

function readWish(run: BatchRun, item: number): Wish {
	const { context, parameters } = run;
	const locator = context.getNode().parameters.workItem as { mode?: string } | undefined;
	const value = parameters.getLocator('workItem', item);
	if (value === '') {
		throw new InvalidInputError(
			"The parameter 'Work Item' is empty",
			'Give the ID of the record, or of the work item',
		);
	}
	const id = parseRecordId(value);
	const remarks = readRemarks(run, item);
	// An ID says by itself what it is of.
	if (id.startsWith('04i')) return { item, remarks, workItemId: id };
	if (locator?.mode !== 'id') return { item, remarks, recordId: id };
	throw new InvalidInputError(
		`"${value}" is not the ID of a work item`,
		'It begins with 04i. For the ID of a record choose By Record.',
	);
}

/** Approves, rejects or recalls what the items name: one look-up for all records, then 200 requests per call. */
export async function decide(
	run: BatchRun,
	actionType: 'Approve' | 'Reject' | 'Removed',
): Promise<RowOutcome[]> {
	const { values, refused } = await readItems(run, (item) => readWish(run, item));
	const recordIds = values.flatMap((wish) => ('recordId' in wish ? [wish.recordId] : []));
	const found =
		recordIds.length === 0
			? []
			: await findWorkItems(run.client, recordIds, { anyOfInstance: actionType === 'Removed' });
	const workItems = found.values();
	const asked: ItemRequest[] = [];
	const missing: RowOutcome[] = [];
	for (const wish of values) {
		const { item, remarks } = wish;
		const workItem = 'workItemId' in wish ? wish.workItemId : workItems.next().value!;
		if (typeof workItem !== 'string') missing.push({ item, error: workItem });
		else asked.push({ item, request: { actionType, contextId: workItem, ...remarks } });
	}
	const isStopped = missing.length > 0 && !run.continueOnFail;
	const sent = isStopped ? [] : await sendRequests(run, asked);
	return [...refused, ...missing, ...sent];
}
