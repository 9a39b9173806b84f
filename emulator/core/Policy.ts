import { type ApprovalPolicy, createApprovalPolicy } from '../approvals/ApprovalPolicy';
import { type BulkPolicy, createBulkPolicy } from '../bulk/BulkPolicy';
import { createFilePolicy, type FilePolicy } from '../files/FilePolicy';
import { createEventPolicy, type EventPolicy } from '../events/EventPolicy';
import { createReportPolicy, type ReportPolicy } from '../reports/ReportPolicy';

/** How the org behaves where orgs differ, or where the sources do. Each uncertain point is one switch. */
export interface Policy extends ApprovalPolicy, BulkPolicy, EventPolicy, FilePolicy, ReportPolicy {
	/** A token is refused as soon as a newer one of the same app and user exists. */
	honourOnlyNewestToken: boolean;
	/** Logging in again returns the token of the session that is still alive. */
	sharedSessions: boolean;
	/** A session dies after this much inactivity. */
	sessionTimeoutMs: number;
	tokenFormat: 'opaque' | 'jwt';
	/** JWT-format tokens live this long and do not slide. */
	jwtTokenLifetimeMs: number;
	/** Every 401 names the reason that a new login can't cure. */
	sessionNotValidForRest: boolean;
	/** Logins of one user within a rolling hour. */
	loginsPerHour: number;
	/** Origins, besides the org's own, that a JWT's `aud` may name. */
	audiences: string[];
	/** Calls within a rolling 24 hours; the one beyond answers 403. */
	dailyApiRequests: number;
	/** Lets `!=`, NOT IN and NOT LIKE match rows without a value (sources conflict). */
	negationMatchesNull: boolean;
	/** Waits this long before each answer. */
	latencyMs: number;
	/** Rows of a query page where the client asks for none. */
	defaultBatchSize: number;
	/** Fields hidden from everyone by field-level security: `Account.Phone`. */
	hiddenFields: string[];
	/** Query locators die after this long. */
	queryLocatorLifetimeMs: number;
	/** An entry of an upsert that failed carries `created: false`, as recorded; older orgs leave it out. */
	createdOnFailedUpsert: boolean;
	/** What the answers' Date header says, as a proxy in front of the org may change it; undefined for none. */
	dateHeader: (now: number) => string | undefined;
	/** Answers bodies in gzip where the client accepts it. */
	gzip: boolean;
	/** An outbound message that is not answered within this has failed. */
	outboundTimeoutMs: number;
}

/** An org as Salesforce hands it out: Developer Edition. */
export function createPolicy(): Policy {
	return {
		honourOnlyNewestToken: false,
		sharedSessions: true,
		sessionTimeoutMs: 2 * 60 * 60 * 1000,
		tokenFormat: 'opaque',
		jwtTokenLifetimeMs: 30 * 60 * 1000,
		sessionNotValidForRest: false,
		loginsPerHour: 3600,
		audiences: ['https://login.salesforce.com', 'https://test.salesforce.com'],
		dailyApiRequests: 15_000,
		negationMatchesNull: true,
		latencyMs: 0,
		defaultBatchSize: 2000,
		hiddenFields: [],
		queryLocatorLifetimeMs: 2 * 24 * 60 * 60 * 1000,
		createdOnFailedUpsert: true,
		dateHeader: (now) => new Date(now).toUTCString(),
		gzip: true,
		outboundTimeoutMs: 60_000,
		...createBulkPolicy(),
		...createEventPolicy(),
		...createApprovalPolicy(),
		...createReportPolicy(),
		...createFilePolicy(),
	};
}
