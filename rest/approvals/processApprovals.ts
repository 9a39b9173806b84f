import {
	anything,
	flag,
	list,
	listFor,
	mapOf,
	object,
	optional,
	type Shape,
	text,
} from '../call/shape';
import { readErrorEntry } from '../call/errorAnswer';
import { toLongId } from '../recordId';
import {
	type Carrier,
	type RowRefusal,
	type RowResult,
	saveRows,
	type SaveOptions,
	toRefusal,
} from '../rows';
import { planRounds } from '../rows/planBatches';
import { sendForResults } from '../rows/refusedResults';
import { separateRows } from '../rows/separateRows';
import type { Client, OrgRequest } from '../types';

/** The most requests of one call. */
const MAX_REQUESTS = 200;

/** An approval process, active. */
export interface ApprovalProcess {
	/** 04a… */
	id: string;
	name: string;
	/** API name of the object whose records it takes. */
	object: string;
	description?: string | null;
}

const processes = object<{ approvals: Record<string, ApprovalProcess[]> }>({
	approvals: mapOf(list(object<ApprovalProcess>({ id: text, name: text, object: text }))),
});

/**
 * The approval processes of the org, by the objects' names.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_process_approvals.htm
 *
 * @throws SalesforceApiError
 */
export async function listApprovalProcesses(client: Client): Promise<ApprovalProcess[]> {
	const { body } = await client.request({ path: 'process/approvals/', shape: processes });
	return Object.values(body.approvals).flat();
}

/** What is asked of an approval process. */
export interface ApprovalRequest {
	/** `Removed` recalls. */
	actionType: 'Submit' | 'Approve' | 'Reject' | 'Removed';
	/** The record to submit; else the work item, 04i…. */
	contextId: string;
	comments?: string;
	/** Who the next step waits for, if the process lets them be chosen. */
	nextApproverIds?: string[];
	/** Who submits, if not the session's user. */
	contextActorId?: string;
	/** Of a submission; without it Salesforce takes the first one whose criteria the record meets. */
	processDefinitionNameOrId?: string;
	skipEntryCriteria?: boolean;
}

/** The state of a record after a request. */
export interface ApprovalOutcome {
	recordId: string;
	/** 04g… */
	instanceId: string;
	/** `Pending`, `Approved`, `Rejected` or `Removed`. */
	instanceStatus: string;
	/** The work items of the step that waits now. */
	newWorkItemIds: string[];
	/** Who it waits for. */
	actorIds: string[];
}

export type ApprovalResult = ApprovalOutcome | { error: RowRefusal };

interface RawResult {
	success: boolean;
	errors?: unknown[] | null;
	entityId?: string | null;
	instanceId?: string | null;
	instanceStatus?: string | null;
	actorIds?: string[] | null;
	/** Spelt so by the documentation, and with a capital I by some orgs. */
	newWorkitemIds?: string[] | null;
	newWorkItemIds?: string[] | null;
}

/** One result for each request, in order. */
const resultsFor = (count: number): Shape<RawResult[]> =>
	listFor(
		count,
		'approval requests',
		object<RawResult>({
			success: flag,
			errors: optional(list(anything)),
			entityId: optional(text),
			instanceId: optional(text),
			instanceStatus: optional(text),
			actorIds: optional(list(text)),
			newWorkitemIds: optional(list(text)),
			newWorkItemIds: optional(list(text)),
		}),
	);

const toResult = (raw: RawResult): RowResult<ApprovalOutcome> =>
	raw.success
		? {
				success: true,
				recordId: raw.entityId ?? '',
				instanceId: raw.instanceId ?? '',
				instanceStatus: raw.instanceStatus ?? '',
				newWorkItemIds: raw.newWorkitemIds ?? raw.newWorkItemIds ?? [],
				actorIds: raw.actorIds ?? [],
			}
		: {
				success: false,
				error: toRefusal((raw.errors ?? []).map((entry) => readErrorEntry(entry))),
			};

const NOT_REPEATED =
	'No answer came after the request was sent, so it may have been carried out or not. It was not sent again: ' +
	"a second approval may also approve the next step. Look at the record's Approval History in Salesforce first.";

function carryRequests(client: Client): Carrier<ApprovalOutcome> {
	return {
		mustNotRepeat: true,
		notRepeated: NOT_REPEATED,
		// Two requests for one record or work item go one after the other.
		plan: (rows) => {
			const keys = rows.map(({ fields }) => toLongId(String(fields.contextId)));
			const types = rows.map(({ object: type }) => type);
			return planRounds(types, keys, MAX_REQUESTS, 1);
		},
		split: separateRows,
		/** What is refused of a call comes with a 400 in some orgs, a 200 in others. */
		async send(rows) {
			const request: OrgRequest<RawResult[]> = {
				method: 'POST',
				path: 'process/approvals/',
				body: { requests: rows.map(({ fields }) => fields) },
				effect: 'create',
				shape: resultsFor(rows.length),
			};
			return { results: (await sendForResults(client, request, 'success')).map(toResult) };
		},
	};
}

/**
 * Submits records for approval, approves, rejects or recalls them, up to 200 requests per call. Each request has
 * its own outcome. A request whose answer was lost is not sent again. Requests for one record or work item go one
 * after the other.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_process_approvals_submit.htm
 *
 * @returns the outcome of each request, in order
 * @throws the signal's reason; nothing else, since every request has a result
 */
export async function processApprovals(
	client: Client,
	requests: readonly ApprovalRequest[],
	options: SaveOptions = {},
): Promise<ApprovalResult[]> {
	const rows = requests.map((request) => ({ object: 'process', fields: { ...request } }));
	const results = await saveRows(client, rows, carryRequests(client), options);
	return results.map((result) => {
		if (!result.success) return { error: result.error };
		const { success: _, ...outcome } = result;
		return outcome;
	});
}
