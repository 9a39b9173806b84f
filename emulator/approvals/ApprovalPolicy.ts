/** How approvals answer where the sources differ. */
export interface ApprovalPolicy {
	/** Status of a call of which a request was refused: 400, or 200 with `success: false`. */
	approvalRefusalStatus: number;
	/** How the result spells its new work items. */
	approvalWorkitemKey: 'newWorkitemIds' | 'newWorkItemIds';
}

/** As Salesforce's documentation spells it. */
export const createApprovalPolicy = (): ApprovalPolicy => ({
	approvalRefusalStatus: 400,
	approvalWorkitemKey: 'newWorkitemIds',
});
