import { type LoginRefusal } from './core/OrgState';
import { type Policy } from './core/Policy';
import { type CallRecord, type TokenRequestRecord, type UnknownRequest } from './core/records';
import { type InvocableAction } from './actions/InvocableAction';
import { type SentEmail } from './actions/SentEmail';
import { type ApexRestClass } from './apexRest/ApexRestClass';
import { type ApprovalProcessDefinition } from './approvals/ApprovalProcess';
import { type ConnectedApp, type UserAccess } from './auth/ConnectedApp';
import { type LoggedEvent } from './events/EventLog';
import { type Fault } from './faults/FaultTable';
import { type Metadata } from './metadata/Metadata';
import { type ObjectDefinition } from './metadata/types';
import { type OutboundMessages } from './outbound/OutboundMessages';
import { type PubSub } from './pubsub/PubSub';
import { type DashboardDefinition } from './dashboards/Dashboard';
import { type ReportDefinition } from './reports/Report';
import { type InputRow, type Row } from './store/Row';

export interface OrgOptions {
	/** @default any free port */
	port?: number;
	/** Serves https with this key and certificate, both in PEM. */
	tls?: { key: string; cert: string };
	/** The org's clock, epoch milliseconds. @default Date.now */
	now?: () => number;
	/**
	 * Seed of the org's ID and keys. Two orgs with the same seed that use one port, one after the other, look the
	 * same to their clients: a client comes to the second org with a session of the first. @default a different one
	 * each time
	 */
	randomSeed?: number;
	/** Fills the org with the records of a Developer Edition. @default false */
	sampleData?: boolean;
	/** Further objects, or others of the same name. */
	objects?: readonly ObjectDefinition[];
	policy?: Partial<Policy>;
	/** The folder of an External Client App as files, deployed besides the app that every org has. */
	appFolder?: string;
	/** Serves the Pub/Sub API, too, by TLS if the org has a certificate. @default not */
	pubSub?: { port?: number };
}

/** Rows whose transaction has run, but is not committed: nobody sees them yet, their stamps are set. */
export interface HeldTransaction {
	/** 18-character ids, in the order of the rows. */
	ids: readonly string[];
	/** Makes the rows visible, with the stamps of the moment they were written. */
	commit(): void;
}

/** A Salesforce org on loopback, as tests and the demo hold it. */
export interface Org {
	/** Origin: My Domain and instance URL at once. */
	readonly url: string;
	/** 18 characters. */
	readonly id: string;
	/** Consumer key and secret of the app, whose Run-As user is `username`. */
	readonly clientId: string;
	readonly clientSecret: string;
	/** The integration user, pre-authorized for the app. */
	readonly username: string;
	/** A user that has not approved the app. */
	readonly unapprovedUsername: string;
	/** Key of the app's certificate, PKCS#8 in PEM. */
	readonly privateKey: string;
	/** X.509 in PEM. */
	readonly certificate: string;
	/** API calls, oldest first; requests to the token endpoint are in `tokenRequests`. */
	readonly calls: readonly CallRecord[];
	/** Token requests that succeeded. */
	readonly logins: number;
	readonly tokenRequests: readonly TokenRequestRecord[];
	/** TCP connections accepted. */
	readonly sockets: number;
	/** Of those, the ones that are open. */
	readonly openSockets: number;
	/** What the emulator refused because it doesn't know it. */
	readonly unknownRequests: readonly UnknownRequest[];
	/** The app, to be changed in place: what an admin can get wrong. */
	readonly app: ConnectedApp;
	/** All apps; push to add one. */
	readonly apps: ConnectedApp[];
	/** Flows, Apex methods and other actions; push to add one. */
	readonly actions: InvocableAction[];
	/** Classes of Apex REST; push to add one. */
	readonly apexRestClasses: ApexRestClass[];
	/** Emails that the org has sent, oldest first. */
	readonly emails: readonly SentEmail[];
	readonly metadata: Metadata;
	readonly policy: Readonly<Policy>;
	/** The Pub/Sub API. Throws where the org was started without. */
	readonly pubSub: PubSub;
	readonly outboundMessages: OutboundMessages;

	/** A token that works, without a login being counted. */
	issueToken(username?: string): string;
	/** Ends all sessions so far, or those of one user. */
	revokeSessions(username?: string): void;
	addFault(fault: Fault): void;
	clearFaults(): void;
	setPolicy(policy: Partial<Policy>): void;
	/** The next logins are refused so. */
	refuseLogins(refusal: LoginRefusal): void;
	/** The standing of a user, to be changed in place: IP range, password, API permission. */
	userAccess(username: string): UserAccess;

	/** Rows of an object, deleted ones left out. */
	records(object: string, options?: { includeDeleted?: boolean }): Row[];
	/** Seeds rows; audit fields may be given. Throws where a row can't be stored. Answers the ids. */
	insert(object: string, rows: readonly InputRow[]): string[];
	/** Writes rows in a transaction that commits later. */
	insert(object: string, rows: readonly InputRow[], options: { hold: true }): HeldTransaction;
	/** Changes rows by `Id`, as a user in the browser would. */
	update(object: string, rows: readonly InputRow[]): void;
	/** Changes rows in a transaction that commits later. */
	update(object: string, rows: readonly InputRow[], options: { hold: true }): HeldTransaction;
	/** Puts rows into the recycle bin. */
	delete(object: string, ids: readonly string[]): void;
	/** Takes rows out of the recycle bin. */
	undelete(object: string, ids: readonly string[]): void;
	/** Locks a record against changes, as an approval does. */
	lock(id: string, locked?: boolean): void;
	/** Adds an approval process, active, behind those of its object. Answers its id. */
	addApprovalProcess(process: ApprovalProcessDefinition): string;
	/** Saves a report. Answers its id. */
	addReport(report: ReportDefinition): string;
	/** Saves a dashboard. Answers its id. */
	addDashboard(dashboard: DashboardDefinition): string;

	/** Lets a function make the rows of an object: more rows than anybody wants to hold. */
	setVirtualRows(object: string, rows: () => Iterable<Row>): void;
	/** Retained events of `/event/X__e` or `/data/XChangeEvent`, those after `replayId` where given. */
	events(channel: string, replayId?: number): LoggedEvent[];

	/** The org's clock, epoch milliseconds. */
	now(): number;
	/** Moves the org's clock. */
	advance(milliseconds: number): void;
	/** Replaces the org's clock. */
	setNow(now: () => number): void;
	close(): Promise<void>;
}
