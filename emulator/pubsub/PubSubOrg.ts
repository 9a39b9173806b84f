import { type Metadata } from '@grpc/grpc-js';
import { type Session } from '../auth/SessionTable';
import { type OrgState } from '../core/OrgState';
import { type LoggedEvent } from '../events/EventLog';
import { eventsOf } from '../events/eventsOf';
import { encodeEvent } from './encodeEvent';
import { type PubSubCall } from './PubSub';
import { PubSubFaults } from './PubSubFaults';
import { refusal } from './refusal';
import { findSchema, findTopic, keepSchema, schemaOfEvent, type Topic } from './topics';

const DAY = 24 * 60 * 60 * 1000;

const first = (metadata: Metadata, name: string) => String(metadata.get(name)[0] ?? '');

/** What an org's Pub/Sub API knows beyond the org itself. */
export class PubSubOrg {
	readonly faults = new PubSubFaults();
	readonly calls: PubSubCall[] = [];
	/** The subscriptions that are open. */
	readonly open = new Set<{ end(): void }>();
	private readonly deliveries: Array<{ at: number; count: number }> = [];
	private readonly schemaIds = new WeakMap<object, string>();
	private readonly wire = new WeakMap<object, object>();

	constructor(readonly org: OrgState) {
		eventsOf(org).observe((event) => {
			if (this.schemaIds.has(event.payload) || 'raw' in event.payload) return;
			// The schema of this moment: the object may have another one when somebody reads the event.
			this.schemaIds.set(event.payload, keepSchema(org, schemaOfEvent(org, event)));
		});
	}

	/** The event as it goes over the wire. */
	encode(event: LoggedEvent): object {
		const { payload, eventUuid } = event;
		if ('raw' in payload) {
			return { id: eventUuid, schema_id: payload.schemaId, payload: payload.raw };
		}
		const known = this.wire.get(payload);
		if (known) return known;
		const id = this.schemaIds.get(payload) ?? keepSchema(this.org, schemaOfEvent(this.org, event));
		const schema = findSchema(this.org, id);
		if (!schema) throw new Error(`There is no schema ${id}`);
		const encoded = { id: eventUuid, schema_id: id, payload: encodeEvent(event, schema) };
		this.wire.set(payload, encoded);
		return encoded;
	}

	/** Events delivered within 24 hours. */
	get delivered(): number {
		const since = this.org.now() - DAY;
		while ((this.deliveries[0]?.at ?? Infinity) < since) this.deliveries.shift();
		return this.deliveries.reduce((sum, { count }) => sum + count, 0);
	}

	/** Counts so many events as delivered; false if the allocation doesn't have them. */
	deliver(count: number): boolean {
		if (this.delivered + count > this.org.policy.deliveredEventsPerDay) return false;
		const last = this.deliveries.at(-1);
		if (last && last.at === this.org.now()) last.count += count;
		else this.deliveries.push({ at: this.org.now(), count });
		return true;
	}

	/** @throws a refusal */
	authorize(metadata: Metadata, call: PubSubCall['call'], topic: string): Session {
		const { org } = this;
		const token = first(metadata, 'accesstoken');
		const [instance, tenant] = [first(metadata, 'instanceurl'), first(metadata, 'tenantid')];
		this.calls.push({ call, topic, at: org.now(), token });
		if (token === '' || instance === '' || tenant === '') {
			throw refusal('service.auth.headers.invalid');
		}
		const session = org.sessions.find(token);
		if (!session || tenant !== org.id || instance !== org.url) throw refusal('service.auth.error');
		session.lastUsedAt = org.now();
		return session;
	}

	/** @throws a refusal */
	readTopic(name: string): Topic {
		if (name === '') throw refusal('topic.validation.empty');
		const topic = findTopic(this.org, name);
		if (!topic) throw refusal('topic.not.found');
		return topic;
	}
}
