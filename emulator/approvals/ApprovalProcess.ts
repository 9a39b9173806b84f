/** Who decides in one step of an approval process. */
export interface ApprovalStep {
	/**
	 * Usernames that must all approve; or the manager of the submitter. If it is left out: the next approver that
	 * the request names, or else the user who sends the request.
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
