/** The least that taking events can cost: asked for by 100, decoded and thrown away. Its libraries are not ours. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const grpc = require('@grpc/grpc-js');
const { fromJSON } = require('@grpc/proto-loader');
const avsc = require('avsc');

const [endpoint, instanceurl, tenantid, topicName, count] = process.argv.slice(2);

const message = (fields) => ({
	fields: Object.fromEntries(
		Object.entries(fields).map(([name, [type, id, rule]]) => [name, { type, id, rule }]),
	),
});
const { 'eventbus.v1.PubSub': service } = fromJSON(
	{
		nested: {
			eventbus: {
				nested: {
					v1: {
						nested: {
							FetchRequest: message({
								topicName: ['string', 1],
								replayPreset: ['int32', 2],
								numRequested: ['int32', 4],
							}),
							ProducerEvent: message({ schemaId: ['string', 2], payload: ['bytes', 3] }),
							ConsumerEvent: message({ event: ['ProducerEvent', 1] }),
							FetchResponse: message({ events: ['ConsumerEvent', 1, 'repeated'] }),
							SchemaRequest: message({ schemaId: ['string', 1] }),
							SchemaInfo: message({ schemaJson: ['string', 1] }),
							PubSub: {
								methods: {
									Subscribe: {
										requestType: 'FetchRequest',
										responseType: 'FetchResponse',
										requestStream: true,
										responseStream: true,
									},
									GetSchema: { requestType: 'SchemaRequest', responseType: 'SchemaInfo' },
								},
							},
						},
					},
				},
			},
		},
	},
	{ keepCase: true, defaults: true },
);

const Client = grpc.makeGenericClientConstructor(service, 'PubSub');
const client = new Client(new URL(endpoint).host, grpc.credentials.createInsecure());
const metadata = new grpc.Metadata();
for (const [name, value] of Object.entries({
	accesstoken: process.env.ACCESS_TOKEN,
	instanceurl,
	tenantid,
})) {
	metadata.set(name, value);
}
const schemas = new Map();
async function schemaOf(schemaId) {
	if (!schemas.has(schemaId)) {
		const { schemaJson } = await new Promise((resolve, reject) => {
			const done = (error, answer) => (error ? reject(error) : resolve(answer));
			client.GetSchema({ schemaId }, metadata, done);
		});
		const longType = avsc.types.LongType.__with({
			fromBuffer: (bytes) => bytes.readBigInt64LE(),
			toBuffer: (value) => {
				const bytes = Buffer.alloc(8);
				bytes.writeBigInt64LE(value);
				return bytes;
			},
			fromJSON: BigInt,
			toJSON: Number,
			isValid: (value) => typeof value === 'bigint',
			compare: (one, other) => Number(one - other),
		});
		const schema = avsc.Type.forSchema(JSON.parse(schemaJson), { registry: { long: longType } });
		schemas.set(schemaId, schema);
	}
	return schemas.get(schemaId);
}

const stream = client.Subscribe(metadata);
let [taken, credit, started] = [0, 100, 0];
stream.write({ topicName, replayPreset: 1, numRequested: credit });
for await (const { events } of stream) {
	started ||= performance.now();
	for (const { event } of events) {
		const schema = await schemaOf(event.schemaId);
		schema.fromBuffer(event.payload);
		taken += 1;
	}
	credit -= events.length;
	if (taken >= Number(count)) break;
	if (credit <= 50) {
		stream.write({ numRequested: 100 - credit });
		credit = 100;
	}
}
console.log(performance.now() - started);
process.exit(0);
