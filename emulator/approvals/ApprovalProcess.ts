/** Who decides in one step of an approval process. */
export interface ApprovalStep {
	/**
	 * Usernames, each of whom must approve; or the manager of whoever submits. Left out: whom the request names as next
	 * approver, and else whoever sends it.
	 */
	approvers?: readonly string[] | 'manager';
}

/** An approval process of an org, active. */
export interface ApprovalProcessDefinition {
	/** API name of the object. */
	object: string;
	/** As people read it. */
	name: string;
	developerName: string;
	description?: string;
	/** SOQL that a record must meet, as behind WHERE. @default none */
	entryCriteria?: string;
	/** In order. The record is approved with the last. */
	steps: readonly ApprovalStep[];
}

/** What every org has: two steps, and whoever submits names the approvers. */
export const discountApproval: ApprovalProcessDefinition = {
	object: 'Opportunity',
	name: 'Discount_Approval',
	developerName: 'Discount_Approval',
	steps: [{}, {}],
};
