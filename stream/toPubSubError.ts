import { Code, ConnectError } from '@connectrpc/connect';
import { SalesforceAuthError } from '../auth';
import { HttpError } from '../http';
import { PubSubError, type Remedy } from './PubSubError';

const PREFIX = 'sfdc.platform.eventbus.grpc.';

const TOPIC_ADVICE =
	"Check the channel's name and its case. For change events, choose the object under Setup > Change Data Capture; " +
	"the user needs 'View All' of that object, or 'View All Data' for all change events. For a platform event the user needs Read on it.";

const RULES: Record<string, [Remedy, string?]> = {
	'service.unavailable': ['again'],
	'subscription.internal.error': ['again'],
	'topic.api.unavailable': ['again'],
	'schema.api.unavailable': ['again'],
	'subscription.fetch.overflow': ['again'],
	'subscription.fetch.replay.repeated': ['again'],
	'service.auth.error': [
		'login',
		"Salesforce refused the session although it was new. Turn off 'Lock sessions to the IP address from which they originated' under Setup > Session Settings, and check the user's login hours and IP ranges.",
	],
	'service.auth.refresh.invalid': ['login'],
	'service.auth.headers.invalid': ['final'],
	'service.protection.triggered': ['slow'],
	'service.protection.stream.limit.triggered': ['slow'],
	'concurrent.client.limit.exceeded': [
		'slow',
		'Too many clients of this org are subscribed at once. Stop one, or wait.',
	],
	'service.tenant.license': ['final', 'This org has no licence for the Pub/Sub API.'],
	'topic.not.found': ['final', TOPIC_ADVICE],
	'topic.meta.permission': ['final', TOPIC_ADVICE],
	'topic.validation.empty': ['final', TOPIC_ADVICE],
	'subscription.topic.cannot.subscribe': ['final', TOPIC_ADVICE],
	'schema.meta.permission': ['final', TOPIC_ADVICE],
	'schema.validation.failed': ['final'],
	'subscription.fetch.replayid.corrupted': ['position'],
	'subscription.fetch.replayid.validation.failed': ['position'],
	'subscription.fetch.requested.events.invalid': ['final'],
	'subscription.fetch.request.invalid': ['final'],
	'subscription.fetch.topic.mismatch': ['final'],
	'subscription.limit.exceeded': [
		'allocation',
		'The org has used up the events that it may have delivered in 24 hours. They stay for 72 hours and come once there is room again.',
	],
};

/** For an answer without an `error-code`. */
const BY_STATUS: Partial<Record<Code, Remedy>> = {
	[Code.Unauthenticated]: 'login',
	[Code.PermissionDenied]: 'final',
	[Code.NotFound]: 'final',
	[Code.Unimplemented]: 'final',
	[Code.InvalidArgument]: 'final',
	[Code.ResourceExhausted]: 'slow',
};

/** Logins that fail in a way that passes, as opposed to one that somebody has to mend. */
const remedyOfLogin = ({ code, isPassing }: SalesforceAuthError): Remedy => {
	if (code === 'LOGIN_RATE_EXCEEDED') return 'slow';
	return isPassing || ['NO_ANSWER', 'UNEXPECTED_ANSWER'].includes(code) ? 'again' : 'final';
};

function ofAnswer(error: ConnectError): PubSubError {
	const told = error.metadata.get('error-code') ?? '';
	const code = told.startsWith(PREFIX) ? told.slice(PREFIX.length) : told;
	const [remedy, advice] = RULES[code] ?? [BY_STATUS[error.code] ?? 'again'];
	const rpcId = error.metadata.get('rpc-id') ?? /rpcId: ([\w-]+)/.exec(error.rawMessage)?.[1];
	const status = Code[error.code] ?? 'Unknown';
	// The system's words for a lost connection would make n8n show a text of its own.
	const text = /\bE[A-Z]{4,}\b/.test(error.rawMessage)
		? 'The connection was lost'
		: error.rawMessage;
	return new PubSubError(code || status, remedy, `${text || status} (${code || status})`, {
		...(advice !== undefined && { advice }),
		...(rpcId !== undefined && { rpcId }),
	});
}

/** Reads what ended a call or a stream. */
export function toPubSubError(error: unknown): PubSubError {
	if (error instanceof PubSubError) return error;
	if (error instanceof ConnectError) return ofAnswer(error);
	if (error instanceof SalesforceAuthError) {
		const { code, message, advice } = error;
		return new PubSubError(code, remedyOfLogin(error), message, { advice });
	}
	if (error instanceof HttpError) return new PubSubError(error.code, 'again', error.message);
	const { message } = error instanceof Error ? error : { message: String(error) };
	return new PubSubError('FAILED', 'again', message);
}
