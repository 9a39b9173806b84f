import { flag, list, mapOf, object, optional, type Shape, text } from './call/shape';
import { readErrorEntry } from './call/errorAnswer';
import { buildQuery } from './buildQuery';
import { InvalidResponseError, SalesforceApiError } from './errors';
import type { SalesforceRecord } from './pages';
import { MAX_QUERY_BYTES, queryAll } from './query';
import { toLongId } from './recordId';
import { type RecordInput, type RowRefusal, saveRows, type SaveOptions, toRefusal } from './rows';
import { planRounds } from './rows/planBatches';
import { separateRows } from './rows/separateRows';
import { splitQuery } from './splitQuery';
import type { Client } from './types';

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
	const rows = requests.map((request): RecordInput => ({
		object: 'process',
		fields: { ...request },
	}));
	const outcomes = new Map<RecordInput, ApprovalOutcome>();
	const keys = (asked: readonly RecordInput[]) =>
		asked.map(({ fields }) => toLongId(String(fields.contextId)));
	const results = await saveRows(
		client,
		rows,
		{
			mustNotRepeat: true,
			plan: (asked) =>
				planRounds(
					asked.map((row) => row.object),
					keys(asked),
					MAX_REQUESTS,
					1,
				),
			split: separateRows,
			send: async (asked) => {
				const body = await client
					.request({
						method: 'POST',
						path: 'process/approvals/',
						body: { requests: asked.map(({ fields }) => fields) },
						effect: 'create',
						shape: resultsFor(asked.length),
					})
					.then(
						(response) => response.body,
						(error: unknown) => readRefusedResults(error, asked.length),
					);
				return {
					results: body.map((raw, at) => {
						if (!raw.success) {
							const entries = (raw.errors ?? []).map((entry) => readErrorEntry(entry));
							return { success: false, error: toRefusal(entries) };
						}
						outcomes.set(asked[at]!, toOutcome(raw));
						return { success: true, id: raw.instanceId ?? '', created: false };
					}),
				};
			},
		},
		options,
	);
	return results.map((result, at) =>
		result.success ? outcomes.get(rows[at]!)! : { error: nameUnknown(result.error) },
	);
}

/** An approval that waits for somebody. */
export interface WorkItem {
	/** 04i… */
	id: string;
	recordId: string;
	recordName: string | null;
	/** API name of the record's object. */
	object: string | null;
	/** Name of the approval process. */
	process: string | null;
	instanceId: string;
	/** The user or queue that it waits for. */
	actorId: string;
	actorName: string | null;
	submittedById: string | null;
	createdDate: string;
}

const FIELDS = [
	'Id',
	'ActorId',
	'Actor.Name',
	'CreatedDate',
	'ProcessInstanceId',
	'ProcessInstance.ProcessDefinition.Name',
	'ProcessInstance.SubmittedById',
	'ProcessInstance.TargetObjectId',
	'ProcessInstance.TargetObject.Name',
	'ProcessInstance.TargetObject.Type',
];

const TYPES = new Map([
	['actorid', 'reference'],
	['processinstance.status', 'picklist'],
	['processinstance.targetobjectid', 'reference'],
	['processinstance.targetobject.type', 'string'],
]);

const textAt = (record: SalesforceRecord, ...names: string[]): string | null => {
	let value: unknown = record;
	for (const name of names) value = (value as SalesforceRecord | null | undefined)?.[name];
	return typeof value === 'string' ? value : null;
};

const toWorkItem = (record: SalesforceRecord): WorkItem => ({
	id: textAt(record, 'Id') ?? '',
	recordId: textAt(record, 'ProcessInstance', 'TargetObjectId') ?? '',
	recordName: textAt(record, 'ProcessInstance', 'TargetObject', 'Name'),
	object: textAt(record, 'ProcessInstance', 'TargetObject', 'Type'),
	process: textAt(record, 'ProcessInstance', 'ProcessDefinition', 'Name'),
	instanceId: textAt(record, 'ProcessInstanceId') ?? '',
	actorId: textAt(record, 'ActorId') ?? '',
	actorName: textAt(record, 'Actor', 'Name'),
	submittedById: textAt(record, 'ProcessInstance', 'SubmittedById'),
	createdDate: textAt(record, 'CreatedDate') ?? '',
});

export interface WorkItemFilters {
	/** Of these records only. */
	recordIds?: string[];
	/** Those that wait for this user or queue. */
	actorId?: string;
	/** Those of records of this object, by its API name. */
	object?: string;
	/** @default all */
	limit?: number;
}

/**
 * The work items that are pending, the oldest first, as far as the session's user sees them.
 *
 * @throws SalesforceApiError
 */
export async function listWorkItems(
	client: Client,
	{ recordIds, actorId, object: name, limit = Infinity }: WorkItemFilters,
): Promise<WorkItem[]> {
	const filters = [
		{ field: 'ProcessInstance.Status', operator: 'equals' as const, value: 'Pending' },
		...(recordIds
			? [{ field: 'ProcessInstance.TargetObjectId', operator: 'in' as const, value: recordIds }]
			: []),
		...(actorId ? [{ field: 'ActorId', operator: 'equals' as const, value: actorId }] : []),
		...(name
			? [{ field: 'ProcessInstance.TargetObject.Type', operator: 'equals' as const, value: name }]
			: []),
	];
	const shape = {
		object: 'ProcessInstanceWorkitem',
		fields: FIELDS,
		filters,
		// Statements for many records are split, which none is that is sorted.
		...(!recordIds && { sort: [{ field: 'CreatedDate', direction: 'ASC' as const }] }),
		...(limit < Infinity && { limit }),
	};
	const found: WorkItem[] = [];
	for (const soql of splitQuery(buildQuery(shape, { types: TYPES }), MAX_QUERY_BYTES)) {
		for (const record of await queryAll(client, soql)) found.push(toWorkItem(record));
	}
	return found;
}

const refuse = (errorCode: string, message: string): RowRefusal => ({
	errorCode,
	message,
	fields: [],
});

/**
 * The one work item that is pending for each record.
 *
 * @param anyOfInstance whether any one of several will do that belong to one approval: a recall ends it for all
 * @returns for each record, in order, the work item's ID, or the refusal `NO_PENDING_APPROVAL` or `SEVERAL_WORK_ITEMS`
 * @throws SalesforceApiError
 */
export async function findWorkItems(
	client: Client,
	recordIds: string[],
	{ anyOfInstance = false } = {},
): Promise<Array<string | RowRefusal>> {
	const ids = recordIds.map(toLongId);
	const pending = await listWorkItems(client, { recordIds: [...new Set(ids)] });
	return ids.map((recordId, at) => {
		const own = pending.filter((item) => toLongId(item.recordId) === recordId);
		const [first, ...others] = own;
		if (first === undefined) {
			return refuse(
				'NO_PENDING_APPROVAL',
				`No approval is pending for the record ${recordIds[at]}`,
			);
		}
		const isOne = others.every(({ instanceId }) => instanceId === first.instanceId);
		if (others.length === 0 || (anyOfInstance && isOne)) return first.id;
		const told = own.map(({ id, actorName, actorId }) => `${id} (${actorName ?? actorId})`);
		return refuse(
			'SEVERAL_WORK_ITEMS',
			`${own.length} work items are pending for the record ${recordIds[at]}: ${told.join(', ')}`,
		);
	});
}
