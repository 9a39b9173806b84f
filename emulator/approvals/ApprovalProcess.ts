import { type OrgState } from '../core/OrgState';
import { rowError, type RowError } from '../store/Row';

/** What one request of an approval call answers. */
export interface ApprovalResult {
	actorIds: string[] | null;
	entityId: string | null;
	errors: RowError[] | null;
	instanceId: string | null;
	instanceStatus: 'Pending' | 'Approved' | 'Rejected' | 'Removed' | null;
	newWorkitemIds: string[] | null;
	success: boolean;
}

interface Instance {
	id: string;
	entityId: string;
	/** From 1. */
	step: number;
	workitemId: string;
	approverId: string;
}

/** The one approval process of an org, of two steps: whoever submits names the next approver. */
export const discountApproval = {
	object: 'Opportunity',
	id: '04agL0000000001QAA',
	name: 'Discount_Approval',
	steps: 2,
};

/** Records under approval. They are locked until the last step, as Salesforce locks them. */
export class ApprovalProcess {
	private readonly byWorkitem = new Map<string, Instance>();

	constructor(private readonly org: OrgState) {}

	/** Starts the process for a record. */
	submit(entityId: string, approverId: string): ApprovalResult {
		const type = this.org.metadata.objectOfId(entityId);
		const row = type && this.org.store.get(type.name, entityId);
		if (!row || row.IsDeleted === true) {
			return refused(entityId, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
		}
		const id = String(row.Id);
		if (type.name !== discountApproval.object) {
			return refused(id, 'NO_APPLICABLE_PROCESS', 'No applicable approval process was found.');
		}
		if ([...this.byWorkitem.values()].some((instance) => instance.entityId === id)) {
			const message =
				'This record is currently in an approval process. A record can be in only one approval process at a time.';
			return refused(id, 'ALREADY_IN_PROCESS', message);
		}
		this.org.store.lock(id);
		const instance = { id: this.org.store.ids.create('04g'), entityId: id, step: 1 };
		return this.wait(instance, approverId);
	}

	/** Approves a work item: the next step waits, or the record is approved. */
	approve(workitemId: string, nextApproverId?: string): ApprovalResult {
		const instance = this.byWorkitem.get(workitemId);
		if (!instance) return noWorkitem(workitemId);
		this.byWorkitem.delete(workitemId);
		if (instance.step < discountApproval.steps) {
			const next = { id: instance.id, entityId: instance.entityId, step: instance.step + 1 };
			return this.wait(next, nextApproverId ?? instance.approverId);
		}
		return this.end(instance, 'Approved');
	}

	/** Rejects a work item, whatever steps would follow. */
	reject(workitemId: string): ApprovalResult {
		const instance = this.byWorkitem.get(workitemId);
		if (!instance) return noWorkitem(workitemId);
		this.byWorkitem.delete(workitemId);
		return this.end(instance, 'Rejected');
	}

	private wait(instance: Omit<Instance, 'workitemId' | 'approverId'>, approverId: string) {
		const workitemId = this.org.store.ids.create('04i');
		this.byWorkitem.set(workitemId, { ...instance, workitemId, approverId });
		return answer(instance, 'Pending', [approverId], [workitemId]);
	}

	private end(instance: Instance, status: 'Approved' | 'Rejected'): ApprovalResult {
		this.org.store.lock(instance.entityId, false);
		return answer(instance, status, null, []);
	}
}

function answer(
	{ id, entityId }: Pick<Instance, 'id' | 'entityId'>,
	instanceStatus: ApprovalResult['instanceStatus'],
	actorIds: string[] | null,
	newWorkitemIds: string[],
): ApprovalResult {
	return {
		actorIds,
		entityId,
		errors: null,
		instanceId: id,
		instanceStatus,
		newWorkitemIds,
		success: true,
	};
}

function noWorkitem(id: string): ApprovalResult {
	return refused(null, 'INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`);
}

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
