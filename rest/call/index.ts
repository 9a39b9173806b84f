export { createClient, type ClientOptions, DEFAULT_API_VERSION } from './createClient';
export { isTransient, meaningOf } from './meaning';
export * as shape from './shape';
export { BUDGETS, type Effect, type Meaning, RULES } from './table';
