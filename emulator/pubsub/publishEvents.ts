import { randomUUID } from 'node:crypto';
import { type OrgState } from '../core/OrgState';
import { eventsOf } from '../events/eventsOf';
import { type AvroRecord, readAvro } from './avro';
import { refusal } from './refusal';
import { writeReplayId } from './replayIds';
import { findSchema, findTopic, keepSchema } from './topics';

export interface PublishRequest {
	topic_name: string;
	events: Array<{ id: string; schema_id: string; payload: Buffer }>;
}

const toIso = (value: unknown, doc = '') =>
	typeof value === 'number' && /:DateTime/.test(doc) ? new Date(value).toISOString() : value;

/** Moments as the event log has them. */
function toPayload(schema: AvroRecord, bytes: Buffer): Record<string, unknown> {
	const values = readAvro(schema, bytes) as Record<string, unknown>;
	const entries = schema.fields.map(({ name, doc }) => [name, toIso(values[name], doc)]);
	return Object.fromEntries(entries) as Record<string, unknown>;
}

/**
 * Publishes platform events. Each has its own answer: an event that can't be read doesn't stop the others.
 *
 * @throws a refusal of the whole request
 */
export function publishEvents(org: OrgState, request: PublishRequest, userId: string): object {
	const topic = findTopic(org, request.topic_name);
	if (!topic) throw refusal('topic.not.found');
	if (!topic.canPublish) throw refusal('topic.meta.permission');
	if (request.events.length === 0) throw refusal('publish.event.count.invalid');
	const results = request.events.map(({ id, schema_id, payload }) => {
		const correlation_key = id;
		const schema = findSchema(org, schema_id);
		if (!schema) return { correlation_key, error: { code: 'PUBLISH', msg: 'Unknown schema' } };
		try {
			const values = toPayload(schema, payload);
			Object.assign(values, {
				CreatedDate: new Date(org.now()).toISOString(),
				CreatedById: userId,
			});
			const [event] = eventsOf(org).publish([topic.name], id || randomUUID(), values);
			return { correlation_key, replay_id: writeReplayId(event?.replayId ?? 0) };
		} catch (error) {
			const msg = error instanceof Error ? error.message : String(error);
			return { correlation_key, error: { code: 'PUBLISH', msg } };
		}
	});
	return { results, schema_id: keepSchema(org, topic.schema), rpc_id: randomUUID() };
}
