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
		'Too many clients of this org are subscribed at the same time. Stop one, or wait.',
	],
	'service.tenant.license': ['final', 'This org has no license for the Pub/Sub API.'],
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
		'The org has used up its event deliveries of the last 24 hours. Salesforce keeps the events for 72 hours and delivers them when deliveries are available again.',
	],
};

/** gRPC's numbers of the statuses that say more than "try again". */
const STATUS: Record<number, [name: string, Remedy]> = {
	3: ['INVALID_ARGUMENT', 'final'],
	5: ['NOT_FOUND', 'final'],
	7: ['PERMISSION_DENIED', 'final'],
	8: ['RESOURCE_EXHAUSTED', 'slow'],
	12: ['UNIMPLEMENTED', 'final'],
	16: ['UNAUTHENTICATED', 'login'],
};

/** How the gRPC library tells what a call ended with. Known by its form, for the library loads later than this. */
interface GrpcFailure {
	name: 'ConnectError';
	/** gRPC's number of the status. */
	code: number;
	rawMessage: string;
	/** Headers and trailers. */
	metadata: Headers;
}

const isGrpcFailure = (error: unknown): error is GrpcFailure =>
	error instanceof Error && error.name === 'ConnectError' && 'metadata' in error;

/** Logins that fail in a way that passes, as opposed to one that somebody has to mend. */
const remedyOfLogin = ({ code, isPassing }: SalesforceAuthError): Remedy => {
	if (code === 'LOGIN_RATE_EXCEEDED') return 'slow';
	return isPassing || ['NO_ANSWER', 'UNEXPECTED_ANSWER'].includes(code) ? 'again' : 'final';
};

function ofAnswer({ code: status, rawMessage, metadata }: GrpcFailure): PubSubError {
	const told = metadata.get('error-code') ?? '';
	const [name, byStatus] = STATUS[status] ?? ['UNAVAILABLE', 'again'];
	const code = (told.startsWith(PREFIX) ? told.slice(PREFIX.length) : told) || name;
	const [remedy, advice] = RULES[code] ?? [byStatus];
	const rpcId = metadata.get('rpc-id') ?? /rpcId: ([\w-]+)/.exec(rawMessage)?.[1];
	// The system's words for a lost connection would make n8n show a text of its own.
	const text = /\bE[A-Z]{4,}\b/.test(rawMessage) ? 'The connection was lost' : rawMessage;
	return new PubSubError(code, remedy, `${text || name} (${code})`, {
		...(advice !== undefined && { advice }),
		...(rpcId !== undefined && { rpcId }),
	});
}

/** Reads what ended a call or a stream. */
export function toPubSubError(error: unknown): PubSubError {
	if (error instanceof PubSubError) return error;
	if (isGrpcFailure(error)) return ofAnswer(error);
	if (error instanceof SalesforceAuthError) {
		const { code, message, advice } = error;
		return new PubSubError(code, remedyOfLogin(error), message, { advice });
	}
	if (error instanceof HttpError) return new PubSubError(error.code, 'again', error.message);
	const { message } = error instanceof Error ? error : { message: String(error) };
	return new PubSubError('FAILED', 'again', message);
}
