export type { Connection } from './connection';
export type { ChangeHeader, StreamEvent } from './decodeEvent';
export { DEFAULT_ENDPOINT, readEndpoint } from './endpoint';
export { PubSubError, type Remedy } from './PubSubError';
export type { SchemaCache } from './schemaCache';
export { type Signal, type Start, subscribe, type SubscribeOptions } from './subscribe';
export { CLOCK_MARGIN_MS } from './openFeed';
export { subscribeShared } from './share';
export { readTenantId } from './tenant';
