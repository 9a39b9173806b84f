export { type ActionParameter, type InvocableAction } from './actions/InvocableAction';
export { type SentEmail } from './actions/SentEmail';
export { type ApexRestClass } from './apexRest/ApexRestClass';
export { type ApprovalProcessDefinition } from './approvals/ApprovalProcess';
export { createKeyAndCertificate } from './auth/certificate';
export { type ConnectedApp, type UserAccess } from './auth/ConnectedApp';
export { createRandom } from './core/createRandom';
export { type Policy } from './core/Policy';
export { type CallRecord, type TokenRequestRecord } from './core/records';
export { type LoggedEvent } from './events/EventLog';
export { type Fault } from './faults/FaultTable';
export { type FieldDefinition, type ObjectDefinition } from './metadata/types';
export { type HeldTransaction, type Org, type OrgOptions } from './Org';
export { startOrg } from './startOrg';
export { type InputRow, type Row } from './store/Row';
export {
	type OutboundDelivery,
	type OutboundMessages,
	type OutboundRule,
	type PendingNotification,
} from './outbound/OutboundMessages';
export { type PubSub, type PubSubCall } from './pubsub/PubSub';
export { type ReportDefinition } from './reports/Report';
export { type PubSubFault } from './pubsub/PubSubFaults';
