import { flag, list, mapOf, object, optional, type Shape, text } from '../call/shape';
import { readErrorEntry } from '../call/errorAnswer';
import { InvalidResponseError, SalesforceApiError } from '../errors';
import { toLongId } from '../recordId';
import {
	type Carrier,
	type RecordInput,
	type RowRefusal,
	type RowResult,
	saveRows,
	type SaveOptions,
	toRefusal,
} from '../rows';
import { planRounds } from '../rows/planBatches';
import { separateRows } from '../rows/separateRows';
import type { Client } from '../types';

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
	/** Whom the next step waits for, where the process lets them be chosen. */
	nextApproverIds?: string[];
	/** Who submits, if not the session's user. */
	contextActorId?: string;
	/** Of a submission; without it Salesforce takes the first one whose criteria the record meets. */
	processDefinitionNameOrId?: string;
	skipEntryCriteria?: boolean;
}

/** Where a record stands after a request. */
export interface ApprovalOutcome {
	recordId: string;
	/** 04g… */
	instanceId: string;
	/** `Pending`, `Approved`, `Rejected` or `Removed`. */
	instanceStatus: string;
	/** The work items of the step that waits now. */
	newWorkItemIds: string[];
	/** Whom it waits for. */
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

const rawResults = list(
	object<RawResult>({
		success: flag,
		errors: optional(list((entry) => entry)),
		entityId: optional(text),
		instanceId: optional(text),
		instanceStatus: optional(text),
		actorIds: optional(list(text)),
		newWorkitemIds: optional(list(text)),
		newWorkItemIds: optional(list(text)),
	}),
);

/** One result for each request, in order. */
const resultsFor =
	(count: number): Shape<RawResult[]> =>
	(value, place) => {
		const results = rawResults(value, place);
		if (results.length === count) return results;
		throw new InvalidResponseError(`${results.length} results for ${count} approval requests`);
	};

const toOutcome = (raw: RawResult): ApprovalOutcome => ({
	recordId: raw.entityId ?? '',
	instanceId: raw.instanceId ?? '',
	instanceStatus: raw.instanceStatus ?? '',
	newWorkItemIds: raw.newWorkitemIds ?? raw.newWorkItemIds ?? [],
	actorIds: raw.actorIds ?? [],
});

/** The results of a call that was refused for some of its requests: they come with a 400 in some orgs, a 200 in others. */
function readRefusedResults(error: unknown, count: number): RawResult[] {
	const { body, statusCode } = (error ?? {}) as Partial<SalesforceApiError>;
	const isResults =
		error instanceof SalesforceApiError &&
		statusCode === 400 &&
		Array.isArray(body) &&
		body.every((one) => typeof (one as RawResult | null)?.success === 'boolean');
	if (!isResults) throw error;
	return resultsFor(count)(body, '');
}

const UNKNOWN =
	'No answer came after the request was sent, so it may have been carried out or not. It was not sent again: ' +
	"an approval that is given twice may pass the next step, too. Look at the record's Approval History in Salesforce first.";

/** A record's refusal in the words of an approval. */
const nameUnknown = (error: RowRefusal): RowRefusal => {
	if (error.errorCode !== 'UNKNOWN_OUTCOME') return error;
	const came = /What came instead: [\s\S]*$/.exec(error.message)?.[0] ?? '';
	return { ...error, message: `${UNKNOWN} ${came}`.trim() };
};

/** @param keep told of each request that was carried out */
function carryRequests(
	client: Client,
	keep: (row: RecordInput, outcome: ApprovalOutcome) => void,
): Carrier {
	const toResult = (raw: RawResult, row: RecordInput): RowResult => {
		if (!raw.success) {
			const entries = (raw.errors ?? []).map((entry) => readErrorEntry(entry));
			return { success: false, error: toRefusal(entries) };
		}
		keep(row, toOutcome(raw));
		return { success: true, id: raw.instanceId ?? '', created: false };
	};
	async function send(rows: RecordInput[]): Promise<RawResult[]> {
		try {
			const { body } = await client.request({
				method: 'POST',
				path: 'process/approvals/',
				body: { requests: rows.map(({ fields }) => fields) },
				effect: 'create',
				shape: resultsFor(rows.length),
			});
			return body;
		} catch (error) {
			return readRefusedResults(error, rows.length);
		}
	}
	return {
		mustNotRepeat: true,
		// Two requests for one record or work item go one after the other.
		plan: (rows) => {
			const keys = rows.map(({ fields }) => toLongId(String(fields.contextId)));
			const types = rows.map(({ object: type }) => type);
			return planRounds(types, keys, MAX_REQUESTS, 1);
		},
		split: separateRows,
		send: async (rows) => ({
			results: (await send(rows)).map((raw, at) => toResult(raw, rows[at]!)),
		}),
	};
}

/**
 * Submits records for approval, approves, rejects or recalls, up to 200 requests a call. Each request has its own
 * outcome. None is sent again if its answer got lost. Requests for one record or work item go one after the other.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_process_approvals_submit.htm
 *
 * @returns what became of each request, in order
 * @throws the signal's reason; nothing else, since every request has a result
 */
export async function processApprovals(
	client: Client,
	requests: readonly ApprovalRequest[],
	options: SaveOptions = {},
): Promise<ApprovalResult[]> {
	const rows = requests.map((request) => ({ object: 'process', fields: { ...request } }));
	const outcomes = new Map<RecordInput, ApprovalOutcome>();
	const carrier = carryRequests(client, (row, outcome) => outcomes.set(row, outcome));
	const results = await saveRows(client, rows, carrier, options);
	return results.map((result, at) =>
		result.success ? outcomes.get(rows[at]!)! : { error: nameUnknown(result.error) },
	);
}
