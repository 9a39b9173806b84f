import { refuse } from '../core/SalesforceError';
import { isId, to18 } from '../core/ids';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { isPlatformEvent, publishEvent } from '../events/publishEvent';
import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { requireFields } from '../sobjects/readRecord';
import { requireRow, writeOptions } from '../sobjects/readRow';
import { renderAttributes, renderValue } from '../soql/renderValue';
import { deleteRow } from '../store/deleteRow';
import { insertRow } from '../store/insertRow';
import { parseValue, WrongType } from '../store/parseValue';
import { rowError, type SaveResult } from '../store/Row';
import { updateRow } from '../store/updateRow';
import { AmbiguousExternalId, upsertField, upsertRow } from '../store/upsertRow';
import {
	readRecords,
	refuseId,
	refuseTooMany,
	renderResult,
	ROLLED_BACK,
	saveAll,
	splitId,
} from './saveRows';

const COLLECTION = '/services/data/:version/composite/sobjects';
const MAX_RETRIEVED = 2000;

/** sObject Collections: up to 200 rows in one call, one result per row in the same order. */
export const collectionRoutes: readonly Route[] = [
	{ method: 'POST', path: COLLECTION, handle: createRecords },
	{ method: 'PATCH', path: COLLECTION, handle: updateRecords },
	{ method: 'DELETE', path: COLLECTION, handle: deleteRecords },
	{ method: 'PATCH', path: `${COLLECTION}/:object/:field`, handle: upsertRecords },
	{ method: 'POST', path: `${COLLECTION}/:object`, handle: retrieveByBody },
	{ method: 'GET', path: `${COLLECTION}/:object`, handle: retrieveByQuery },
];

async function createRecords(context: Context): Promise<Answer> {
	const { entries, allOrNone } = await readRecords(context);
	const { store } = context.org;
	const options = writeOptions(context);
	const results = saveAll(context, entries, allOrNone, ({ type, input }) => {
		const { id, fields } = splitId(input);
		if (id !== undefined) {
			const message = 'cannot specify Id in an insert call';
			return {
				success: false,
				errors: [rowError('INVALID_FIELD_FOR_INSERT_UPDATE', message, ['Id'])],
			};
		}
		const row = requireRow(type, fields);
		if (isPlatformEvent(type)) {
			return { created: true, ...publishEvent(context.org, type, row, options) };
		}
		return insertRow(store, type.name, row, options);
	});
	return json(results.map((result) => renderResult(result)));
}

/** Keys that stand more than once: Salesforce refuses all rows of such a key, for it can't tell which is meant. */
function findTwins(keys: ReadonlyArray<string | undefined>): Set<string> {
	const seen = new Set<string>();
	const twins = new Set<string>();
	for (const key of keys) {
		if (key === undefined) continue;
		if (seen.has(key)) twins.add(key);
		seen.add(key);
	}
	return twins;
}

/** The key as the field keeps it, so that two spellings of one value are one: `1` and `"1"`, 15 characters and 18. */
function keyOf(field: Field, value: unknown): string | undefined {
	try {
		const kept = parseValue(field, value);
		if (kept === null) return undefined;
		const text = String(kept);
		if (field.type === 'id' || field.type === 'reference') return to18(text);
		return field.caseSensitive ? text : text.toLowerCase();
	} catch (error) {
		if (error instanceof WrongType) return undefined;
		throw error;
	}
}

async function updateRecords(context: Context): Promise<Answer> {
	const { entries, allOrNone } = await readRecords(context);
	const { store } = context.org;
	const options = writeOptions(context);
	const twins = findTwins(
		entries.map(({ input }) => {
			const { id } = splitId(input);
			return id === undefined ? undefined : to18(id);
		}),
	);
	const results = saveAll(context, entries, allOrNone, ({ type, input }) => {
		const { id, fields } = splitId(input);
		const refused = refuseId(id);
		if (refused || id === undefined) return refused ?? { success: false, errors: [] };
		if (twins.has(to18(id))) return repeated(`id in list: ${id}`);
		return updateRow(store, type.name, id, requireRow(type, fields), options);
	});
	return json(results.map((result) => renderResult(result)));
}

async function upsertRecords(context: Context): Promise<Answer> {
	const { org, params } = context;
	const type = org.metadata.object(params.object ?? '');
	if (!type) throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
	const field = upsertField(type, params.field ?? '');
	if (!field) {
		const message = `Field name provided, ${params.field ?? ''} is not an External ID or indexed field for ${type.name}`;
		throw refuse(400, 'INVALID_FIELD', message);
	}
	const { entries, allOrNone } = await readRecords(context, type);
	const options = writeOptions(context);
	const twins = findTwins(
		entries.map(({ input }) => keyOf(field, splitKey(input, field.name).value)),
	);
	const results = saveAll(context, entries, allOrNone, ({ input, refused }): SaveResult => {
		if (refused) return refused;
		const { value, rest } = splitKey(input, field.name);
		const key = keyOf(field, value);
		if (key !== undefined && twins.has(key))
			return repeated(`external id specified: ${String(value)}`);
		try {
			return upsertRow(org.store, type.name, field, value, requireRow(type, rest), options);
		} catch (error) {
			if (!(error instanceof AmbiguousExternalId)) throw error;
			const message = `${field.name}: more than one record found for external id field: [${error.ids.join(', ')}]`;
			return { success: false, errors: [rowError('DUPLICATE_EXTERNAL_ID', message)] };
		}
	});
	const { createdOnFailedUpsert } = org.policy;
	const isUndone = allOrNone && results.some(({ success }) => !success);
	return json(
		results.map((result) => {
			const created = result.success && result.created;
			const told = isUndone ? withRollback(result) : result;
			return renderResult(told, result.success || createdOnFailedUpsert ? { created } : {});
		}),
	);
}

/** Of an upsert that was undone the culprit says so, too, behind its own error. */
function withRollback(result: SaveResult): SaveResult {
	const errors = result.errors ?? [];
	return errors.includes(ROLLED_BACK) ? result : { ...result, errors: [...errors, ROLLED_BACK] };
}

function deleteRecords(context: Context): Answer {
	const { org, query } = context;
	const ids = (query.get('ids') ?? '').split(',').filter((id) => id !== '');
	if (ids.length === 0) throw refuse(400, 'REQUIRED_FIELD_MISSING', 'At least 1 id is required');
	refuseTooMany(ids.length);
	const options = writeOptions(context);
	const twins = findTwins(ids.map((id) => to18(id)));
	const results = saveAll(context, ids, query.get('allOrNone') === 'true', (id) => {
		const type = isId(id) ? org.metadata.objectOfId(id) : undefined;
		if (!type) return { success: false, errors: [rowError('MALFORMED_ID', `malformed id ${id}`)] };
		if (twins.has(to18(id))) return { ...repeated(`id in list: ${id}`), id };
		const result = deleteRow(org.store, type.name, id, options);
		return result.success ? result : { ...result, id };
	});
	return json(results.map((result) => renderResult(result)));
}

async function retrieveByBody(context: Context): Promise<Answer> {
	const body = (await context.readJson()) as { ids?: unknown; fields?: unknown } | null;
	if (!Array.isArray(body?.ids) || !Array.isArray(body.fields)) {
		throw refuse(400, 'REQUIRED_FIELD_MISSING', 'ids and fields are required');
	}
	return retrieve(context, body.ids.map(String), body.fields.map(String));
}

function retrieveByQuery(context: Context): Answer {
	const list = (name: string) =>
		(context.query.get(name) ?? '').split(',').filter((one) => one !== '');
	return retrieve(context, list('ids'), list('fields'));
}

/** In the order asked for, with null for what is not there. */
function retrieve(context: Context, ids: string[], fieldNames: string[]): Answer {
	const { org, base, params } = context;
	const type = org.metadata.object(params.object ?? '');
	if (!type) throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
	refuseTooMany(ids.length, MAX_RETRIEVED);
	const fields = requireFields(context, type, fieldNames.join(','));
	return json(ids.map((id) => render(id)));

	function render(id: string): Record<string, unknown> | null {
		const row = org.store.get((type as SObjectType).name, id);
		if (!type || !row || row.IsDeleted === true) return null;
		const record: Record<string, unknown> = { attributes: renderAttributes(base, type, row) };
		for (const field of fields) record[field.name] = renderValue(base, type, field, row);
		return record;
	}
}

function repeated(what: string): SaveResult {
	return { success: false, errors: [rowError('DUPLICATE_VALUE', `Duplicate ${what}`)] };
}

function splitKey(input: Readonly<Record<string, unknown>>, key: string) {
	const rest: Record<string, unknown> = {};
	let value: unknown;
	for (const [name, given] of Object.entries(input)) {
		if (name.toLowerCase() === key.toLowerCase()) value = given;
		else rest[name] = given;
	}
	return { value, rest };
}
