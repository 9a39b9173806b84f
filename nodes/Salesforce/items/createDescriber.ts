import { type Client, describeObject, type ObjectDescribe } from '../../../rest';

export type Describer = (object: string) => Promise<ObjectDescribe>;

const describers = new WeakMap<Client, Describer>();

/** Describes for one client, which lives as long as its run: each object is asked for once. */
export function createDescriber(client: Client): Describer {
	const known = describers.get(client);
	if (known) return known;
	const describes = new Map<string, Promise<ObjectDescribe>>();
	const describe: Describer = (object) => {
		const key = object.toLowerCase();
		const pending = describes.get(key) ?? describeObject(client, object);
		describes.set(key, pending);
		return pending;
	};
	describers.set(client, describe);
	return describe;
}
