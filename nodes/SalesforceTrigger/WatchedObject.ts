import type { ObjectDescribe } from '../../rest';

/** What the trigger needs to know of an object: as little as can be kept while the workflow is active. */
export interface WatchedObject {
	name: string;
	/** All that the user can read. */
	fields: readonly string[];
	/** First parts of field paths such as `Owner.Name`. */
	relationships: readonly string[];
}

/** Keeps of a describe what the trigger needs. */
export const toWatchedObject = ({ name, fields }: ObjectDescribe): WatchedObject => ({
	name,
	fields: fields.map((field) => field.name),
	relationships: fields.flatMap(({ relationshipName }) => relationshipName ?? []),
});
