/** An outbound message as it is defined in Setup, and what fires it. */
export interface OutboundRule {
	object: string;
	/** Where it is sent to. */
	endpointUrl: string;
	/** The fields that it holds, besides `Id`. */
	fields: readonly string[];
	/** @default both */
	when?: readonly ('created' | 'updated')[];
	/** Notifications of one message, 1 to 100. @default 100 */
	batchSize?: number;
}

/** One notification that waits to be acknowledged. */
export interface PendingNotification {
	/** 04l…, the same on each try. */
	id: string;
	/** 04k…, of its rule. */
	actionId: string;
	recordId: string;
	/** Epoch milliseconds by the org's clock, as all moments here. */
	queuedAt: number;
	/** Not sent before. */
	dueAt: number;
	attempts: number;
	/** Why the last try failed, as Setup shows it. */
	failure?: string;
}

/** One message that was sent. */
export interface OutboundDelivery {
	at: number;
	notificationIds: string[];
	/** The envelope as it went over the wire. */
	body: string;
	/** 0 if no answer came. */
	status: number;
	answer: string;
	isAcknowledged: boolean;
}

/** The org's outbound messages, as tests hold them. */
export interface OutboundMessages {
	/** Answers the id of the message, 04k…. */
	addRule(rule: OutboundRule): string;
	/** No change fires any message from now on. What waits goes out all the same, unless it is dropped as well. */
	clearRules(dropPending?: boolean): void;
	/** What waits, in Setup > Outbound Messages under "Next items for delivery". */
	readonly pending: readonly PendingNotification[];
	/** What was given up after 24 hours. */
	readonly failed: readonly PendingNotification[];
	/** Everything that was sent, oldest first. */
	readonly deliveries: readonly OutboundDelivery[];
	/** Sends what is due by the org's clock; answers what was sent. */
	send(): Promise<OutboundDelivery[]>;
	/** Lets what waits be sent at once, as "Retry" in Setup does. */
	retry(): void;
	/** Queues what was given up again. */
	requeue(): void;
	/** Sends a message once more, as after an answer that never came. */
	repeat(delivery: OutboundDelivery): Promise<OutboundDelivery>;
}
