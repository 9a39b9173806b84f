import { PubSubError } from './PubSubError';
import { type EventSchema, parseSchema } from './schema';

/** Schemas by org and ID. An ID always means the same schema, so nothing is ever read twice. */
export type SchemaCache = Map<string, Promise<EventSchema>>;

/** Far more than the channels that one n8n listens to have. */
const CAPACITY = 1_000;

/** @throws PubSubError `BAD_SCHEMA`, which no repetition cures */
async function parseOf(json: string): Promise<EventSchema> {
	try {
		return await parseSchema(json);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new PubSubError('BAD_SCHEMA', 'final', `The schema can't be read: ${reason}`);
	}
}

/**
 * The schema with that ID, read once for all callers.
 *
 * @param read gives the schema's JSON
 */
export async function cachedSchema(
	cache: SchemaCache,
	key: string,
	read: () => Promise<string>,
): Promise<EventSchema> {
	const known = cache.get(key);
	if (known !== undefined) return await known;
	const reading = read().then(parseOf);
	cache.set(key, reading);
	if (cache.size > CAPACITY) cache.delete(cache.keys().next().value ?? '');
	try {
		return await reading;
	} catch (error) {
		cache.delete(key);
		throw error;
	}
}
