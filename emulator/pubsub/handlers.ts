import { randomUUID } from 'node:crypto';
import {
	type sendUnaryData,
	type ServerUnaryCall,
	type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type Session } from '../auth/SessionTable';
import { type PubSubFault } from './PubSubFaults';
import { type PubSubOrg } from './PubSubOrg';
import { publishEvents, type PublishRequest } from './publishEvents';
import { refusal, resetStream } from './refusal';
import { type FetchCall, type FetchRequest, Subscription } from './Subscription';
import { findSchema, keepSchema, type Topic } from './topics';

/** Lets a fault happen to a call that has one answer. */
function strike(fault: PubSubFault | undefined, drop: () => void): Error | 'silent' | undefined {
	if (!fault) return undefined;
	const { kind = 'refuse', code = 'service.unavailable', status } = fault;
	if (kind === 'refuse') return refusal(code, undefined, status);
	if (kind === 'drop') drop();
	return kind === 'silent' || kind === 'drop' ? 'silent' : resetStream();
}

function answerTopic({ org }: PubSubOrg, topic: Topic) {
	return {
		topic_name: topic.name,
		tenant_guid: `core/emulated/${org.id}`,
		can_publish: topic.canPublish,
		can_subscribe: topic.canSubscribe,
		schema_id: keepSchema(org, topic.schema),
		rpc_id: randomUUID(),
	};
}

function subscribe(state: PubSubOrg, call: FetchCall, drop: () => void): void {
	const { org, open, faults } = state;
	let subscription: Subscription | undefined;
	const begin = (request: FetchRequest): Subscription => {
		const topic = state.readTopic(request.topic_name).name;
		state.authorize(call.metadata, 'Subscribe', topic);
		if (open.size >= org.policy.concurrentSubscribers) {
			throw refusal('concurrent.client.limit.exceeded');
		}
		const fault = faults.take('Subscribe', topic);
		const onEnd = () => void (subscription && open.delete(subscription));
		return new Subscription({ state, call, topic, fault, drop, onEnd });
	};
	call.on('data', (request: FetchRequest) => {
		try {
			if (!subscription) {
				subscription = begin(request);
				open.add(subscription);
			}
			subscription.request(request);
		} catch (error) {
			call.emit('error', error as Error);
		}
	});
	call.on('cancelled', () => subscription?.stop());
	call.on('error', () => subscription?.stop());
	call.on('end', () => subscription?.end());
}

type PublishCall = Omit<FetchCall, 'on'> & {
	on(event: 'data', listener: (request: PublishRequest) => void): void;
	on(event: 'end', listener: () => void): void;
};

function publishStream(state: PubSubOrg, call: PublishCall): void {
	call.on('data', (request) => {
		try {
			const { userId } = state.authorize(call.metadata, 'Publish', request.topic_name);
			call.write(publishEvents(state.org, request, userId));
		} catch (error) {
			call.emit('error', error as Error);
		}
	});
	call.on('end', () => call.end());
}

/** The calls of the Pub/Sub API. `drop` tears all connections off. */
export function createHandlers(state: PubSubOrg, drop: () => void): UntypedServiceImplementation {
	const unary =
		<Request>(
			name: 'GetTopic' | 'GetSchema' | 'Publish',
			subject: (request: Request) => string,
			answer: (request: Request, session: Session) => object,
		) =>
		(call: ServerUnaryCall<Request, object>, callback: sendUnaryData<object>) => {
			try {
				const session = state.authorize(call.metadata, name, subject(call.request));
				const struck = strike(state.faults.take(name, subject(call.request)), drop);
				if (struck === 'silent') return;
				if (struck) throw struck;
				callback(null, answer(call.request, session));
			} catch (error) {
				callback(error as Error);
			}
		};
	const topicOf = ({ topic_name }: { topic_name: string }) => topic_name;
	return {
		GetTopic: unary('GetTopic', topicOf, (request) =>
			answerTopic(state, state.readTopic(topicOf(request))),
		),
		GetSchema: unary<{ schema_id: string }>(
			'GetSchema',
			({ schema_id }) => schema_id,
			({ schema_id }) => {
				const schema = findSchema(state.org, schema_id);
				if (!schema) throw refusal('schema.validation.failed');
				return { schema_json: JSON.stringify(schema), schema_id, rpc_id: randomUUID() };
			},
		),
		Publish: unary<PublishRequest>('Publish', topicOf, (request, { userId }) =>
			publishEvents(state.org, request, userId),
		),
		PublishStream: (call: PublishCall) => publishStream(state, call),
		Subscribe: (call: FetchCall) => subscribe(state, call, drop),
	};
}
