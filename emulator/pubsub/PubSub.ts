import { type PubSubFault } from './PubSubFaults';

export interface PubSubCall {
	call: 'Subscribe' | 'GetTopic' | 'GetSchema' | 'Publish';
	/** The topic's name, or the schema's id. */
	topic: string;
	/** Epoch milliseconds by the org's clock. */
	at: number;
	token: string;
}

/** The org's Pub/Sub API, as tests hold it. */
export interface PubSub {
	/** Origin: `http://127.0.0.1:…`, or `https://…` if the org has a certificate. */
	readonly endpoint: string;
	/** All calls, oldest first. */
	readonly calls: readonly PubSubCall[];
	/** Streams that are open. */
	readonly streams: number;
	/** TCP connections that are open. */
	readonly connections: number;
	/** Events delivered within 24 hours. */
	readonly delivered: number;
	addFault(fault: PubSubFault): void;
	clearFaults(): void;
	/** Closes all streams in peace. */
	endStreams(): void;
	/** Tears all connections off. */
	dropConnections(): void;
	/** Publishes an event once more: the same id, another position. */
	redeliver(channel: string, eventUuid: string): void;
	/** Publishes bytes that may fit no schema, or an event of a schema that isn't there. */
	publishRaw(channel: string, payload: Buffer, schemaId: string): void;
}
