import { type OrgState } from '../core/OrgState';
import { type LoggedEvent } from '../events/EventLog';
import { isPlatformEvent } from '../events/publishEvent';
import { changeEventName } from '../events/toChangeEvent';
import { type AvroRecord } from './avro';
import { changeEventSchema, platformEventSchema, schemaIdOf } from './eventSchema';

export interface Topic {
	name: string;
	/** Of the event, or of one that the channel has. */
	schema: AvroRecord;
	canPublish: boolean;
	canSubscribe: boolean;
}

/** All schemas that were ever asked for or published with: an id stays good when the object changes. */
const schemasOf = (org: OrgState): Map<string, AvroRecord> =>
	org.state('pubsub.schemas', () => new Map<string, AvroRecord>());

export function keepSchema(org: OrgState, schema: AvroRecord): string {
	const id = schemaIdOf(schema);
	schemasOf(org).set(id, schema);
	return id;
}

export const findSchema = (org: OrgState, id: string): AvroRecord | undefined =>
	schemasOf(org).get(id);

function changeSchema(org: OrgState, event: string): AvroRecord | undefined {
	const type = org.policy.changeDataCapture
		.map((object) => org.metadata.object(object))
		.find((candidate) => candidate && changeEventName(candidate.name) === event);
	return type && changeEventSchema(type);
}

/** The topic of that name. Case counts. */
export function findTopic(org: OrgState, name: string): Topic | undefined {
	const [, kind, event = ''] = /^\/(event|data)\/(.+)$/.exec(name) ?? [];
	if (kind === 'event') {
		const type = org.metadata.object(event);
		if (!type || type.name !== event || !isPlatformEvent(type)) return undefined;
		return { name, schema: platformEventSchema(type), canPublish: true, canSubscribe: true };
	}
	if (kind !== 'data') return undefined;
	const captured = org.policy.changeDataCapture.map(changeEventName);
	const members =
		event === 'ChangeEvents' ? captured : (org.policy.customChannels[event] ?? [event]);
	const schema = members.map((member) => changeSchema(org, member)).find(Boolean);
	return schema && { name, schema, canPublish: false, canSubscribe: true };
}

/** The schema that an event has when it is published. */
export function schemaOfEvent(org: OrgState, { channel, payload }: LoggedEvent): AvroRecord {
	const header = payload.ChangeEventHeader as { entityName: string } | undefined;
	const object = header?.entityName ?? channel.replace('/event/', '');
	const type = org.metadata.object(object);
	if (!type) throw new Error(`There is no ${object}`);
	return header ? changeEventSchema(type) : platformEventSchema(type);
}
