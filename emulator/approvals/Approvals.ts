import { type OrgState } from '../core/OrgState';
import { formatDatetime } from '../core/time';
import { runQuery } from '../soql/runQuery';
import { insertRow } from '../store/insertRow';
import { type InputRow, type Row, rowError, type RowError } from '../store/Row';
import { updateRow } from '../store/updateRow';
import { type ApprovalProcessDefinition, discountApproval } from './ApprovalProcess';

type Status = 'Pending' | 'Approved' | 'Rejected' | 'Removed';

/** What one request of an approval call came to. */
export interface ApprovalResult {
	actorIds: string[] | null;
	entityId: string | null;
	errors: RowError[] | null;
	instanceId: string | null;
	instanceStatus: Status | null;
	newWorkitemIds: string[] | null;
	success: boolean;
}

/** Who asks for what. */
export interface ApprovalRequest {
	/** The record, or the work item. */
	contextId: string;
	userId: string;
	comments?: string | undefined;
	nextApproverId?: string | undefined;
	/** Of a submission: ID or name. */
	process?: string | undefined;
	skipEntryCriteria?: boolean;
}

type Process = ApprovalProcessDefinition & { id: string };

/** A refusal, thrown to undo what the request has done so far. */
class Refused extends Error {
	constructor(
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

const badReference = (id: string) =>
	new Refused('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);

/** Records under approval, locked until the last step. What is under way can be asked for by SOQL. */
export class Approvals {
	private readonly processes: Process[] = [];
	/** The step that each instance is in, from 0. */
	private readonly stepOf = new Map<string, number>();

	constructor(private readonly org: OrgState) {
		this.define(discountApproval);
	}

	/** Adds a process behind those of its object. Answers its ID. */
	define(definition: ApprovalProcessDefinition): string {
		const { object, name, developerName, description = null } = definition;
		const row = { Name: name, DeveloperName: developerName, Description: description };
		const rest = { Type: 'Approval', State: 'Active', TableEnumOrId: object };
		const [admin] = this.org.store.table('User').all();
		const id = this.insert('ProcessDefinition', { ...row, ...rest }, String(admin?.Id));
		this.processes.push({ ...definition, id });
		return id;
	}

	/** By object, in the order in which they are tried. */
	list(): Record<string, object[]> {
		const lists: Record<string, object[]> = {};
		for (const { object, id, name, description = null } of this.processes) {
			const list = (lists[object] ??= []);
			list.push({ description, id, name, object, sortOrder: list.length + 1 });
		}
		return lists;
	}

	/** Starts a process for a record. */
	submit(request: ApprovalRequest): ApprovalResult {
		return this.attempt(request.contextId, () => {
			const type = this.org.metadata.objectOfId(request.contextId);
			const row = type && this.org.store.get(type.name, request.contextId);
			if (!row || row.IsDeleted === true) {
				throw new Refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
			}
			const entityId = String(row.Id);
			const process = this.choose(type.name, entityId, request);
			if (this.pendingOf(entityId)) {
				const message =
					'This record is currently in an approval process. A record can be in only one approval process at a time.';
				throw new Refused('ALREADY_IN_PROCESS', message);
			}
			const instance = this.insert(
				'ProcessInstance',
				{
					ProcessDefinitionId: process.id,
					TargetObjectId: entityId,
					Status: 'Pending',
					SubmittedById: request.userId,
				},
				request.userId,
			);
			this.log(instance, 'Started', request.userId, request);
			this.org.store.lock(entityId);
			return this.wait(process, instance, 0, request);
		});
	}

	/** Approves or rejects a work item, or takes its record out of the process. */
	decide(action: 'Approved' | 'Rejected' | 'Removed', request: ApprovalRequest): ApprovalResult {
		return this.attempt(null, () => {
			const workitem = this.org.store.get('ProcessInstanceWorkitem', request.contextId);
			if (!workitem) throw badReference(request.contextId);
			const instance = this.row('ProcessInstance', workitem.ProcessInstanceId);
			const mayAct = action === 'Removed' ? instance.SubmittedById : workitem.ActorId;
			if (mayAct !== request.userId) {
				const message = 'insufficient access rights on object id';
				throw new Refused('INSUFFICIENT_ACCESS_OR_READONLY', message);
			}
			const id = String(instance.Id);
			this.log(id, action, String(workitem.ActorId), request);
			this.remove(workitem, request.userId);
			if (action !== 'Approved') return this.end(instance, action, request.userId);
			const others = this.workitemsOf(id);
			if (others.length > 0) return this.pending(instance, []);
			const process = this.processes.find((one) => one.id === instance.ProcessDefinitionId);
			const next = (this.stepOf.get(id) ?? 0) + 1;
			if (!process || next >= process.steps.length) {
				return this.end(instance, 'Approved', request.userId);
			}
			return this.wait(process, id, next, request);
		});
	}

	private attempt(entityId: string | null, work: () => ApprovalResult): ApprovalResult {
		try {
			return this.org.store.transaction(work);
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			return refused(entityId, error.code, error.message);
		}
	}

	private choose(object: string, entityId: string, request: ApprovalRequest): Process {
		const named = request.process?.toLowerCase();
		const isMeant = ({ id, name, developerName }: Process) =>
			named === undefined ||
			[id, id.slice(0, 15), name, developerName].some((one) => one.toLowerCase() === named);
		const process = this.processes.find(
			(one) =>
				one.object === object &&
				isMeant(one) &&
				(request.skipEntryCriteria === true || this.meets(one, entityId, request.userId)),
		);
		if (process) return process;
		throw new Refused('NO_APPLICABLE_PROCESS', 'No applicable approval process was found.');
	}

	private meets({ object, entryCriteria }: Process, id: string, userId: string): boolean {
		if (entryCriteria === undefined) return true;
		const soql = `SELECT Id FROM ${object} WHERE Id = '${id}' AND (${entryCriteria})`;
		return runQuery(this.org, soql, { userId, base: '' }).rows.length > 0;
	}

	/** Opens the work items of a step. */
	private wait(
		process: Process,
		instanceId: string,
		step: number,
		request: ApprovalRequest,
	): ApprovalResult {
		const { userId } = request;
		const instance = this.row('ProcessInstance', instanceId);
		const actorIds = this.approversOf(process.steps[step]?.approvers, instance, request);
		const workitems = actorIds.map((ActorId) =>
			this.insert(
				'ProcessInstanceWorkitem',
				{ ProcessInstanceId: instanceId, ActorId, OriginalActorId: ActorId },
				userId,
			),
		);
		this.stepOf.set(instanceId, step);
		return { ...this.pending(instance, workitems), actorIds };
	}

	private approversOf(
		approvers: readonly string[] | 'manager' | undefined,
		instance: Row,
		{ nextApproverId, userId }: ApprovalRequest,
	): string[] {
		if (approvers === 'manager') {
			const manager = this.row('User', instance.SubmittedById).ManagerId;
			if (typeof manager === 'string') return [manager];
			throw new Refused('MANAGER_NOT_DEFINED', 'Manager undefined.');
		}
		if (approvers) return approvers.map((name) => String(this.org.findUser(name)?.Id));
		if (nextApproverId === undefined) return [userId];
		if (this.org.store.get('User', nextApproverId)) return [nextApproverId];
		throw badReference(nextApproverId);
	}

	private end(instance: Row, status: Status, userId: string): ApprovalResult {
		const id = String(instance.Id);
		for (const workitem of this.workitemsOf(id)) this.remove(workitem, userId);
		const changes = {
			Status: status,
			LastActorId: userId,
			CompletedDate: formatDatetime(this.org.now()),
		};
		updateRow(this.org.store, 'ProcessInstance', id, changes, { userId, system: true });
		this.org.store.lock(String(instance.TargetObjectId), false);
		return { ...this.pending(instance, []), instanceStatus: status, actorIds: null };
	}

	private pending(instance: Row, newWorkitemIds: string[]): ApprovalResult {
		const waiting = this.workitemsOf(String(instance.Id)).map(({ ActorId }) => String(ActorId));
		return {
			actorIds: waiting,
			entityId: String(instance.TargetObjectId),
			errors: null,
			instanceId: String(instance.Id),
			instanceStatus: 'Pending',
			newWorkitemIds,
			success: true,
		};
	}

	private log(ProcessInstanceId: string, StepStatus: string, actor: string, by: ApprovalRequest) {
		const Comments = by.comments ?? null;
		const actors = { OriginalActorId: actor, ActorId: by.userId };
		const row = { ProcessInstanceId, StepStatus, Comments, ...actors };
		this.insert('ProcessInstanceStep', row, by.userId);
	}

	private pendingOf(entityId: string): Row | undefined {
		return this.org.store
			.findBy('ProcessInstance', 'TargetObjectId', entityId)
			.find(({ Status: status }) => status === 'Pending');
	}

	private workitemsOf(instanceId: string): Row[] {
		return this.org.store.findBy('ProcessInstanceWorkitem', 'ProcessInstanceId', instanceId);
	}

	private row(object: string, id: unknown): Row {
		const row = this.org.store.get(object, String(id));
		if (!row) throw new Error(`There is no ${object} ${String(id)}`);
		return row;
	}

	private insert(object: string, row: InputRow, userId: string): string {
		const result = insertRow(this.org.store, object, row, { userId, system: true });
		if (result.success) return result.id;
		throw new Error(`${object}: ${result.errors[0]?.message ?? ''}`);
	}

	/** A work item that was acted upon is gone, not in the recycle bin. */
	private remove(row: Row, userId: string): void {
		const id = String(row.Id);
		const change = { type: 'DELETE', id, before: row, userId } as const;
		this.org.store.write('ProcessInstanceWorkitem', null, change);
	}
}

/** The approvals of an org. */
export const approvalsOf = (org: OrgState): Approvals =>
	org.state('approvals', () => new Approvals(org));

/** A request that could not be done. */
export function refused(entityId: string | null, code: string, message: string): ApprovalResult {
	return {
		actorIds: null,
		entityId,
		errors: [rowError(code, message)],
		instanceId: null,
		instanceStatus: null,
		newWorkitemIds: null,
		success: false,
	};
}
