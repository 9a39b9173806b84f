import { actionsOf } from './actions/actionRoutes';
import { sentEmails } from './actions/SentEmail';
import { apexRestClassesOf } from './apexRest/apexRestRoutes';
import { sharedKeyAndCertificate } from './auth/certificate';
import { type ConnectedApp } from './auth/ConnectedApp';
import { type OrgState } from './core/OrgState';
import { createDataHandle } from './createDataHandle';
import { eventsOf } from './events/eventsOf';
import { type Org } from './Org';
import { outboundOf } from './outbound/OutboundQueue';
import { type PubSub } from './pubsub/PubSub';
import { INTEGRATION_USERNAME, UNAPPROVED_USERNAME } from './samples/seedUsers';

/** The org as tests hold it. */
export function createOrgHandle(org: OrgState, close: () => Promise<void>, pubSub?: PubSub): Org {
	const [app] = org.apps;
	const user = org.findUser(INTEGRATION_USERNAME);
	if (!app || !user) throw new Error('An org has an app and an integration user');
	return {
		...createDataHandle(org, String(user.Id)),
		...createControls(org),
		url: org.url,
		id: org.id,
		clientId: app.clientId,
		clientSecret: app.clientSecret,
		username: INTEGRATION_USERNAME,
		unapprovedUsername: UNAPPROVED_USERNAME,
		get privateKey() {
			return sharedKeyAndCertificate().privateKey;
		},
		get certificate() {
			return sharedKeyAndCertificate().certificate;
		},
		get logins() {
			return org.tokenRequests.filter((request) => request.status === 200).length;
		},
		get sockets() {
			return org.sockets;
		},
		get openSockets() {
			return org.openSockets;
		},
		calls: org.calls,
		tokenRequests: org.tokenRequests,
		unknownRequests: org.unknownRequests,
		app,
		apps: org.apps,
		actions: actionsOf({ org }),
		apexRestClasses: apexRestClassesOf(org),
		emails: sentEmails(org),
		metadata: org.metadata,
		get pubSub() {
			if (pubSub) return pubSub;
			throw new Error('The org was started without its Pub/Sub API');
		},
		policy: org.policy,
		outboundMessages: outboundOf(org),
		issueToken: (username = INTEGRATION_USERNAME) => issueToken(org, app, username),
		close,
	};
}

function issueToken(org: OrgState, app: ConnectedApp, username: string): string {
	const row = org.findUser(username);
	if (!row) throw new Error(`There is no user ${username}`);
	return org.sessions.create(app, { username, userId: String(row.Id) }).token;
}

type Controls = Pick<
	Org,
	| 'revokeSessions'
	| 'addFault'
	| 'clearFaults'
	| 'setPolicy'
	| 'refuseLogins'
	| 'userAccess'
	| 'setVirtualRows'
	| 'events'
	| 'now'
	| 'advance'
	| 'setNow'
>;

function createControls(org: OrgState): Controls {
	return {
		revokeSessions(username) {
			org.sessions.revokeWhere(
				(session) => username === undefined || session.username === username,
			);
		},
		addFault: (fault) => org.faults.add(fault),
		clearFaults: () => org.faults.clear(),
		setPolicy: (policy) => void Object.assign(org.policy, policy),
		refuseLogins: (refusal) => org.refuseLogins(refusal),
		userAccess: (username) => org.userAccess(username),
		setVirtualRows: (object, rows) => org.setVirtualRows(object, rows),
		events: (channel, replayId) => eventsOf(org).read(channel, replayId),
		now: () => org.now(),
		advance: (milliseconds) => org.advance(milliseconds),
		setNow: (now) => org.setNow(now),
	};
}
