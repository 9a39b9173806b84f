import {
	type Client,
	describeObject,
	dropAttributes,
	retrieveRecordsAtOnce,
	SalesforceApiError,
	type SalesforceRecord,
} from '../../rest';
import type { Notification } from './MessageReader';

/** Codes by which Salesforce says that what a message names isn't there: the object, or a record of it. */
const UNKNOWN = new Set([
	'NOT_FOUND',
	'INVALID_TYPE',
	'MALFORMED_ID',
	'INVALID_ID_FIELD',
	'INVALID_CROSS_REFERENCE_KEY',
]);

/** Gives the other answer if Salesforce refuses with one of the codes. */
const otherwise =
	<Answer>(codes: ReadonlySet<string>, answer: () => Answer | Promise<Answer>) =>
	(error: unknown): Answer | Promise<Answer> => {
		if (error instanceof SalesforceApiError && codes.has(error.errorCode)) return answer();
		throw error;
	};

type Found = Array<SalesforceRecord | null>;

/** Reads the fields that were sent; if the user can't see one of them, reads the others. */
async function readSent(
	client: Client,
	object: string,
	ids: string[],
	names: string[],
): Promise<Found> {
	const withoutUnknown = async () => {
		const { fields } = await describeObject(client, object);
		const known = new Set(fields.map(({ name }) => name));
		const left = names.filter((name) => known.has(name));
		return retrieveRecordsAtOnce(client, object, ids, left);
	};
	const all = retrieveRecordsAtOnce(client, object, ids, names);
	return all.catch(otherwise(new Set(['INVALID_FIELD']), withoutUnknown));
}

/**
 * Reads the records of a message as they are now, in one call. Records that don't exist are left out: those that
 * have been deleted meanwhile, and those that a forged message invents.
 *
 * @param chosen API names; empty for the fields that were sent
 * @returns the records by ID, without attributes
 * @throws what the requests throw, for example for a chosen field that does not exist
 */
export async function readRecords(
	client: Client,
	notifications: readonly Notification[],
	chosen: readonly string[],
): Promise<Map<string, SalesforceRecord>> {
	const ids = [...new Set(notifications.flatMap(({ recordId }) => recordId ?? []))];
	const object = notifications.find(({ recordId }) => recordId !== null)?.object;
	if (ids.length === 0 || !object) return new Map();
	const sent = notifications.flatMap(({ fields }) => Object.keys(fields));
	const names = ['Id', ...(chosen.length > 0 ? chosen : sent)];
	const unique = [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
	const read = chosen.length > 0 ? retrieveRecordsAtOnce : readSent;
	const nothing = (): Found => [];
	const records = await read(client, object, ids, unique).catch(otherwise(UNKNOWN, nothing));
	return new Map(
		records.flatMap((record, at) => (record ? [[ids[at] ?? '', dropAttributes(record)]] : [])),
	);
}
