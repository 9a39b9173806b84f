import type { IDataObject } from 'n8n-workflow';
import {
	type ApprovalRequest,
	type ApprovalResult,
	InvalidInputError,
	isRecordId,
	processApprovals,
} from '../../../../rest';
import { readList } from '../../../shared/readList';
import { readSaveOptions } from '../../options/saveOptions';
import type { BatchRun, RowOutcome } from '../../operation';

/** A request on its way, with the item that it is of. */
export interface ItemRequest {
	item: number;
	request: ApprovalRequest;
}

/**
 * IDs as a list, or as text separated by commas.
 *
 * @throws InvalidInputError for a value that is not an ID
 */
export function readIds(value: unknown, name: string): string[] {
	const list = readList(value);
	const ids = (Array.isArray(list) ? list : [list]).map((id) => String(id).trim());
	const wrong = ids.find((id) => id !== '' && !isRecordId(id));
	if (wrong === undefined) return ids.filter((id) => id !== '');
	throw new InvalidInputError(
		`'${name}' takes IDs, and "${wrong}" is not an ID`,
		'An ID has 15 or 18 letters and digits, e.g. 005xx000001SwiUAAS for a user. Separate several IDs by commas.',
	);
}

/** The comments and next approvers of an item, if it has any. */
export function readRemarks(
	{ parameters }: Pick<BatchRun, 'parameters'>,
	item: number,
): Pick<ApprovalRequest, 'comments' | 'nextApproverIds'> {
	const comments = parameters.get<string>('options.comments', item, '');
	const given = parameters.get<unknown>('options.nextApproverIds', item, '');
	const nextApproverIds = readIds(given, 'Next Approver IDs');
	return {
		...(comments !== '' && { comments }),
		...(nextApproverIds.length > 0 && { nextApproverIds }),
	};
}

const toOutcome = (item: number, result: ApprovalResult): RowOutcome => {
	if ('error' in result) return { item, error: result.error };
	const { recordId, instanceId, instanceStatus, newWorkItemIds, actorIds } = result;
	const json: IDataObject = { success: true, recordId, instanceId, instanceStatus };
	return { item, json: { ...json, newWorkItemIds, actorIds } };
};

/** Sends requests, 200 per call, and tells each item's outcome. */
export async function sendRequests(run: BatchRun, asked: ItemRequest[]): Promise<RowOutcome[]> {
	const requests = asked.map(({ request }) => request);
	const results = await processApprovals(run.client, requests, readSaveOptions(run));
	return results.map((result, at) => toOutcome(asked[at]!.item, result));
}
