import type { Message } from '@bufbuild/protobuf';
import type { GenMessage, GenService } from '@bufbuild/protobuf/codegenv2';
import type { FieldDescriptorProto_Type } from '@bufbuild/protobuf/wkt';
import { replayPreset } from './replayPreset';

/*
 * The messages of the Pub/Sub API, as far as a subscriber needs them, with the numbers that go over the wire.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/rpc-method-reference.html
 */

const PACKAGE = 'eventbus.v1';

const typeOf = (name: string) => `.${PACKAGE}.${name}`;

type Kind =
	'text' | 'flag' | 'int' | 'bytes' | { enum: string } | { message: string; isList?: boolean };

/** Numbers by which a description of messages calls the types of fields. */
const TYPES = { text: 9, flag: 8, int: 5, bytes: 12, message: 11, enum: 14 } satisfies Record<
	string,
	FieldDescriptorProto_Type
>;
const LABELS = { optional: 1, repeated: 3 } as const;

function describeField(name: string, number: number, kind: Kind) {
	const base = { name, number, label: LABELS.optional };
	if (typeof kind === 'string') return { ...base, type: TYPES[kind] };
	if ('enum' in kind) return { ...base, type: TYPES.enum, typeName: typeOf(kind.enum) };
	const label = kind.isList ? LABELS.repeated : LABELS.optional;
	return { ...base, label, type: TYPES.message, typeName: typeOf(kind.message) };
}

/** Each message with its fields: name, number, kind. */
const MESSAGES: ReadonlyArray<[string, ReadonlyArray<[string, number, Kind]>]> = [
	['TopicRequest', [['topic_name', 1, 'text']]],
	[
		'TopicInfo',
		[
			['topic_name', 1, 'text'],
			['tenant_guid', 2, 'text'],
			['can_publish', 3, 'flag'],
			['can_subscribe', 4, 'flag'],
			['schema_id', 5, 'text'],
			['rpc_id', 6, 'text'],
		],
	],
	['SchemaRequest', [['schema_id', 1, 'text']]],
	[
		'SchemaInfo',
		[
			['schema_json', 1, 'text'],
			['schema_id', 2, 'text'],
			['rpc_id', 3, 'text'],
		],
	],
	[
		'FetchRequest',
		[
			['topic_name', 1, 'text'],
			['replay_preset', 2, { enum: 'ReplayPreset' }],
			['replay_id', 3, 'bytes'],
			['num_requested', 4, 'int'],
		],
	],
	[
		'ProducerEvent',
		[
			['id', 1, 'text'],
			['schema_id', 2, 'text'],
			['payload', 3, 'bytes'],
		],
	],
	[
		'ConsumerEvent',
		[
			['event', 1, { message: 'ProducerEvent' }],
			['replay_id', 2, 'bytes'],
		],
	],
	[
		'FetchResponse',
		[
			['events', 1, { message: 'ConsumerEvent', isList: true }],
			['latest_replay_id', 2, 'bytes'],
			['rpc_id', 3, 'text'],
			['pending_num_requested', 4, 'int'],
		],
	],
];

type TopicRequest = Message<'eventbus.v1.TopicRequest'> & { topicName: string };
type TopicInfo = Message<'eventbus.v1.TopicInfo'> & {
	topicName: string;
	canSubscribe: boolean;
	schemaId: string;
	rpcId: string;
};
type SchemaRequest = Message<'eventbus.v1.SchemaRequest'> & { schemaId: string };
type SchemaInfo = Message<'eventbus.v1.SchemaInfo'> & { schemaJson: string; schemaId: string };

export type FetchRequest = Message<'eventbus.v1.FetchRequest'> & {
	topicName: string;
	replayPreset: number;
	replayId: Uint8Array;
	numRequested: number;
};
export type FetchResponse = Message<'eventbus.v1.FetchResponse'> & {
	events: ConsumerEvent[];
	latestReplayId: Uint8Array;
	rpcId: string;
	pendingNumRequested: number;
};
export type ConsumerEvent = Message<'eventbus.v1.ConsumerEvent'> & {
	event?: Message<'eventbus.v1.ProducerEvent'> & {
		id: string;
		schemaId: string;
		payload: Uint8Array;
	};
	replayId: Uint8Array;
};

/** The calls of the Pub/Sub API that a subscriber makes. */
export type PubSubService = GenService<{
	subscribe: {
		methodKind: 'bidi_streaming';
		input: GenMessage<FetchRequest>;
		output: GenMessage<FetchResponse>;
	};
	getSchema: {
		methodKind: 'unary';
		input: GenMessage<SchemaRequest>;
		output: GenMessage<SchemaInfo>;
	};
	getTopic: {
		methodKind: 'unary';
		input: GenMessage<TopicRequest>;
		output: GenMessage<TopicInfo>;
	};
}>;

const describeFile = () => ({
	name: 'pubsub.proto',
	package: PACKAGE,
	syntax: 'proto3',
	enumType: [
		{
			name: 'ReplayPreset',
			value: Object.entries(replayPreset).map(([name, number]) => ({ name, number })),
		},
	],
	messageType: MESSAGES.map(([name, fields]) => ({
		name,
		field: fields.map((field) => describeField(...field)),
	})),
	service: [
		{
			name: 'PubSub',
			method: [
				{
					name: 'Subscribe',
					inputType: typeOf('FetchRequest'),
					outputType: typeOf('FetchResponse'),
					clientStreaming: true,
					serverStreaming: true,
				},
				{ name: 'GetSchema', inputType: typeOf('SchemaRequest'), outputType: typeOf('SchemaInfo') },
				{ name: 'GetTopic', inputType: typeOf('TopicRequest'), outputType: typeOf('TopicInfo') },
			],
		},
	],
});

/** Describes the service to the gRPC library, which is loaded by that. */
export async function describePubSub(): Promise<PubSubService> {
	const [{ create, toBinary }, { fileDesc, serviceDesc }, { FileDescriptorProtoSchema }] =
		await Promise.all([
			import('@bufbuild/protobuf'),
			import('@bufbuild/protobuf/codegenv2'),
			import('@bufbuild/protobuf/wkt'),
		]);
	const described = create(FileDescriptorProtoSchema, describeFile());
	const file = fileDesc(
		Buffer.from(toBinary(FileDescriptorProtoSchema, described)).toString('base64'),
	);
	return serviceDesc(file, 0);
}
