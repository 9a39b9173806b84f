import { randomUUID } from 'node:crypto';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

const PREFIX = 'sfdc.platform.eventbus.grpc.';

/** The gRPC status that goes with a code, and what Salesforce says; others are INTERNAL. */
const KNOWN: Record<string, [status, string]> = {
	'service.unavailable': [status.UNAVAILABLE, 'The service is temporarily unavailable.'],
	'subscription.internal.error': [status.INTERNAL, 'An internal error occurred.'],
	'topic.api.unavailable': [status.UNAVAILABLE, 'The topic API is unavailable.'],
	'schema.api.unavailable': [status.UNAVAILABLE, 'The schema API is unavailable.'],
	'service.auth.error': [
		status.UNAUTHENTICATED,
		'Provide valid authentication credentials via metadata headers.',
	],
	'service.auth.headers.invalid': [
		status.UNAUTHENTICATED,
		'The metadata headers accesstoken, instanceurl and tenantid are required.',
	],
	'concurrent.client.limit.exceeded': [
		status.RESOURCE_EXHAUSTED,
		'The limit of concurrent clients was exceeded.',
	],
	'topic.not.found': [status.NOT_FOUND, 'The topic was not found.'],
	'topic.meta.permission': [status.PERMISSION_DENIED, "You don't have permission to the topic."],
	'topic.validation.empty': [status.INVALID_ARGUMENT, 'The topic name is empty.'],
	'schema.validation.failed': [status.INVALID_ARGUMENT, 'The schema id is not valid.'],
	'schema.meta.permission': [status.PERMISSION_DENIED, "You don't have permission to the schema."],
	'subscription.topic.cannot.subscribe': [
		status.PERMISSION_DENIED,
		"You can't subscribe to the topic.",
	],
	'subscription.fetch.replayid.corrupted': [
		status.INVALID_ARGUMENT,
		'The Replay ID validation failed. Ensure that the Replay ID is valid.',
	],
	'subscription.fetch.replayid.validation.failed': [
		status.INVALID_ARGUMENT,
		'The replay preset CUSTOM needs a Replay ID.',
	],
	'subscription.fetch.requested.events.invalid': [
		status.INVALID_ARGUMENT,
		'The number of requested events must be greater than 0.',
	],
	'subscription.fetch.topic.mismatch': [
		status.INVALID_ARGUMENT,
		'The topic differs from the one of the first request.',
	],
	'subscription.limit.exceeded': [
		status.RESOURCE_EXHAUSTED,
		'The event delivery allocation of 24 hours is used up.',
	],
	'publish.event.count.invalid': [status.INVALID_ARGUMENT, 'A publish request needs events.'],
};

/** An error as Salesforce ends a call with: status, text with the call's id, and both in trailers. */
export function refusal(code: string, text?: string, given?: status): ServiceError {
	const [known, told] = KNOWN[code] ?? [status.INTERNAL, 'The call failed.'];
	const rpcId = randomUUID();
	const metadata = new Metadata();
	metadata.set('error-code', PREFIX + code);
	metadata.set('rpc-id', rpcId);
	const details = `${text ?? told} rpcId: ${rpcId}`;
	return Object.assign(new Error(details), { code: given ?? known, details, metadata });
}

/** A stream that was torn off on its way: no code, no trailers. */
export function resetStream(): ServiceError {
	const details = 'RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR';
	return Object.assign(new Error(details), {
		code: status.UNAVAILABLE,
		details,
		metadata: new Metadata(),
	});
}
