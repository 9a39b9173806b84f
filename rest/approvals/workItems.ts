import { buildQuery } from '../buildQuery';
import { SalesforceApiError } from '../errors';
import type { SalesforceRecord } from '../pages';
import { toLongId } from '../recordId';
import type { RowRefusal } from '../rows';
import { queryInParts } from '../splitQuery';
import type { Client } from '../types';

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

/** For users of some licenses this object does not exist. */
const UNSEEN =
	"The user may not see pending approvals. Use a user with a license that includes approvals; or choose By ID for 'Work Item', and give the ID that Submit returned.";

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
	try {
		return (await queryInParts(client, buildQuery(shape, { types: TYPES }))).map(toWorkItem);
	} catch (error) {
		if (error instanceof SalesforceApiError && error.errorCode === 'INVALID_TYPE') {
			error.advice = UNSEEN;
		}
		throw error;
	}
}

const refuse = (errorCode: string, message: string): RowRefusal => ({
	errorCode,
	message,
	fields: [],
});

/**
 * The one work item that is pending for each record.
 *
 * @param anyOfInstance whether any work item will do if several belong to one approval: a recall ends it for all
 * @returns for each record, in order, the work item's ID, or the refusal `NO_PENDING_APPROVAL` or
 * `SEVERAL_WORK_ITEMS`
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
