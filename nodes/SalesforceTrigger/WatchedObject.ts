import type { ObjectDescribe } from '../../rest';

/** What the trigger needs to know of an object: as little as can be kept while the workflow is active. */
export interface WatchedObject {
	name: string;
	/** All that the user can read. */
	fields: readonly string[];
	/** Salesforce's types of the fields, by name in lower case. */
	types: Map<string, string>;
	/** First parts of field paths such as `Owner.Name`. */
	relationships: readonly string[];
}

/** Keeps of a describe what the trigger needs. */
export const toWatchedObject = ({ name, fields }: ObjectDescribe): WatchedObject => ({
	name,
	fields: fields.map((field) => field.name),
	types: new Map(fields.map((field) => [field.name.toLowerCase(), field.type])),
	relationships: fields.flatMap(({ relationshipName }) => relationshipName ?? []),
});
