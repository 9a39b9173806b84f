import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type Change } from '../store/Store';
import { formatMessage } from './formatMessage';
import {
	type OutboundDelivery,
	type OutboundMessages,
	type OutboundRule,
	type PendingNotification,
} from './OutboundMessages';
import { postMessage } from './postMessage';

const HOUR = 60 * 60 * 1000;
/** Then a notification is given up. */
const GIVEN_UP_AFTER = 24 * HOUR;
/** Pauses between tries grow up to this. The first ones are from memory. */
const LONGEST_PAUSE = 2 * HOUR;
const FIRST_PAUSE = 15_000;
const MOST_PER_MESSAGE = 100;

interface Rule extends OutboundRule {
	type: SObjectType;
	known: readonly Field[];
}

const pauseAfter = (attempts: number) =>
	Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.max(0, attempts - 1));

/** The org's outbound messages. They are sent when `send` is called, by the org's clock. */
export class OutboundQueue implements OutboundMessages {
	pending: PendingNotification[] = [];
	failed: PendingNotification[] = [];
	readonly deliveries: OutboundDelivery[] = [];
	private readonly rules = new Map<string, Rule>();
	private sending: Promise<unknown> = Promise.resolve();

	constructor(private readonly org: OrgState) {
		org.store.onChange((change) => this.queue(change));
	}

	addRule(rule: OutboundRule): string {
		const type = this.org.metadata.object(rule.object);
		if (!type) throw new Error(`There is no object ${rule.object}`);
		const known = rule.fields.map((name) => {
			const field = type.field(name);
			if (!field) throw new Error(`There is no field ${name} in ${type.name}`);
			return field;
		});
		const size = rule.batchSize ?? MOST_PER_MESSAGE;
		if (size < 1 || size > MOST_PER_MESSAGE)
			throw new Error('A message has 1 to 100 notifications');
		const actionId = this.org.store.ids.create('04k');
		this.rules.set(actionId, { ...rule, type, known });
		return actionId;
	}

	clearRules(dropPending = true): void {
		for (const rule of this.rules.values()) rule.when = [];
		if (dropPending) this.pending = [];
	}

	/** One at a time: what is being sent isn't due for another one. */
	send(): Promise<OutboundDelivery[]> {
		const sent = this.sending.then(() => this.sendDue());
		this.sending = sent.catch(() => undefined);
		return sent;
	}

	retry(): void {
		for (const notification of this.pending) notification.dueAt = this.org.now();
	}

	requeue(): void {
		const now = this.org.now();
		for (const { failure: _, ...given } of this.failed) {
			this.pending.push({ ...given, queuedAt: now, dueAt: now, attempts: 0 });
		}
		this.failed = [];
	}

	async repeat(delivery: OutboundDelivery): Promise<OutboundDelivery> {
		const actionId = /<ActionId>(\w+)</.exec(delivery.body)?.[1] ?? '';
		return this.post(this.ruleOf(actionId), delivery.notificationIds, delivery.body);
	}

	private ruleOf(actionId: string): Rule {
		const rule = this.rules.get(actionId);
		if (!rule) throw new Error(`There is no outbound message ${actionId}`);
		return rule;
	}

	private queue({ type, object, id }: Change): void {
		const event = { CREATE: 'created', UPDATE: 'updated' }[type as string];
		if (event === undefined) return;
		const now = this.org.now();
		for (const [actionId, { type: ruleType, when = ['created', 'updated'] }] of this.rules) {
			if (ruleType.name !== object || !when.includes(event as 'created')) continue;
			const notificationId = this.org.store.ids.create('04l');
			const times = { queuedAt: now, dueAt: now, attempts: 0 };
			this.pending.push({ id: notificationId, actionId, recordId: id, ...times });
		}
	}

	private async sendDue(): Promise<OutboundDelivery[]> {
		const now = this.org.now();
		const old = this.pending.filter(({ queuedAt }) => now - queuedAt >= GIVEN_UP_AFTER);
		this.failed.push(...old);
		const due = this.pending.filter((one) => !old.includes(one) && one.dueAt <= now);
		this.pending = this.pending.filter((one) => !old.includes(one));
		const sent: OutboundDelivery[] = [];
		for (const [actionId, { batchSize = MOST_PER_MESSAGE }] of this.rules) {
			const mine = due.filter((one) => one.actionId === actionId);
			for (let at = 0; at < mine.length; at += batchSize) {
				sent.push(await this.sendBatch(actionId, mine.slice(at, at + batchSize)));
			}
		}
		return sent;
	}

	/** The values are those of this moment, not of the change. */
	private async sendBatch(
		actionId: string,
		batch: readonly PendingNotification[],
	): Promise<OutboundDelivery> {
		const { org } = this;
		const rule = this.ruleOf(actionId);
		const body = formatMessage({
			organizationId: org.id,
			actionId,
			url: org.url,
			type: rule.type,
			fields: rule.known,
			notifications: batch.map(({ id, recordId }) => {
				const row = org.store.get(rule.type.name, recordId);
				return { id, recordId, row: row?.IsDeleted === true ? undefined : row };
			}),
		});
		const ids = batch.map(({ id }) => id);
		const delivery = await this.post(rule, ids, body);
		if (delivery.isAcknowledged) {
			this.pending = this.pending.filter(({ id }) => !ids.includes(id));
			return delivery;
		}
		for (const notification of batch) {
			notification.attempts += 1;
			notification.dueAt = org.now() + pauseAfter(notification.attempts);
			notification.failure = delivery.failure;
		}
		return delivery;
	}

	private async post(
		{ endpointUrl }: Rule,
		notificationIds: string[],
		body: string,
	): Promise<OutboundDelivery & { failure: string }> {
		const at = this.org.now();
		const { outboundTimeoutMs } = this.org.policy;
		const { failure = '', ...answer } = await postMessage(endpointUrl, body, outboundTimeoutMs);
		const delivery = { at, notificationIds, body, ...answer };
		this.deliveries.push(delivery);
		return { ...delivery, failure };
	}
}

/** The org's one queue. From the first call on, changes that a rule names are on it. */
export const outboundOf = (org: OrgState): OutboundQueue =>
	org.state('outboundMessages', () => new OutboundQueue(org));
