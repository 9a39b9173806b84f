export {
	type ApprovalRequest,
	type ApprovalResult,
	listApprovalProcesses,
	processApprovals,
} from './processApprovals';
export { findWorkItems, listWorkItems } from './workItems';
