import { type ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

type AnyNested = NonNullable<Parameters<typeof fromJSON>[0]['nested']>;
type Field = [type: string, id: number, rule?: 'repeated'];

const message = (fields: Record<string, Field>) => ({
	fields: Object.fromEntries(
		Object.entries(fields).map(([name, [type, id, rule]]) => [
			name,
			{ type, id, ...(rule && { rule }) },
		]),
	),
});

const unary = (requestType: string, responseType: string) => ({ requestType, responseType });
const streams = (requestType: string, responseType: string) => ({
	requestType,
	responseType,
	requestStream: true,
	responseStream: true,
});

/** The Pub/Sub API as its guide describes it: names, numbers and types. */
const eventbus = {
	ReplayPreset: { values: { LATEST: 0, EARLIEST: 1, CUSTOM: 2 } },
	ErrorCode: { values: { UNKNOWN: 0, PUBLISH: 1, COMMIT: 2 } },
	TopicRequest: message({ topic_name: ['string', 1] }),
	TopicInfo: message({
		topic_name: ['string', 1],
		tenant_guid: ['string', 2],
		can_publish: ['bool', 3],
		can_subscribe: ['bool', 4],
		schema_id: ['string', 5],
		rpc_id: ['string', 6],
	}),
	SchemaRequest: message({ schema_id: ['string', 1] }),
	SchemaInfo: message({
		schema_json: ['string', 1],
		schema_id: ['string', 2],
		rpc_id: ['string', 3],
	}),
	EventHeader: message({ key: ['string', 1], value: ['bytes', 2] }),
	ProducerEvent: message({
		id: ['string', 1],
		schema_id: ['string', 2],
		payload: ['bytes', 3],
		headers: ['EventHeader', 4, 'repeated'],
	}),
	ConsumerEvent: message({ event: ['ProducerEvent', 1], replay_id: ['bytes', 2] }),
	FetchRequest: message({
		topic_name: ['string', 1],
		replay_preset: ['ReplayPreset', 2],
		replay_id: ['bytes', 3],
		num_requested: ['int32', 4],
		auth_refresh: ['string', 5],
	}),
	FetchResponse: message({
		events: ['ConsumerEvent', 1, 'repeated'],
		latest_replay_id: ['bytes', 2],
		rpc_id: ['string', 3],
		pending_num_requested: ['int32', 4],
	}),
	Error: message({ code: ['ErrorCode', 1], msg: ['string', 2] }),
	PublishResult: message({
		replay_id: ['bytes', 1],
		error: ['Error', 2],
		correlation_key: ['string', 3],
	}),
	PublishRequest: message({
		topic_name: ['string', 1],
		events: ['ProducerEvent', 2, 'repeated'],
		auth_refresh: ['string', 3],
	}),
	PublishResponse: message({
		results: ['PublishResult', 1, 'repeated'],
		schema_id: ['string', 2],
		rpc_id: ['string', 3],
	}),
	PubSub: {
		methods: {
			Subscribe: streams('FetchRequest', 'FetchResponse'),
			GetSchema: unary('SchemaRequest', 'SchemaInfo'),
			GetTopic: unary('TopicRequest', 'TopicInfo'),
			Publish: unary('PublishRequest', 'PublishResponse'),
			PublishStream: streams('PublishRequest', 'PublishResponse'),
		},
	},
};

const definition = fromJSON(
	{ nested: { eventbus: { nested: { v1: { nested: eventbus as AnyNested } } } } },
	{ keepCase: true, defaults: true, enums: String },
);

export const pubSubService = definition['eventbus.v1.PubSub'] as ServiceDefinition;
