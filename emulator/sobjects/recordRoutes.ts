import { notFound, refuse } from '../core/SalesforceError';
import { isPlatformEvent, publishEvent } from '../events/publishEvent';
import { isId } from '../core/ids';
import { type SObjectType } from '../metadata/Metadata';
import { empty, json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { deleteRow } from '../store/deleteRow';
import { insertRow } from '../store/insertRow';
import { type Row } from '../store/Row';
import { updateRow } from '../store/updateRow';
import { answerRecord } from './readRecord';
import { refuseRow, requireRow, writeOptions } from './readRow';
import { requireObject } from './requireObject';

const RECORD = '/services/data/:version/sobjects/:object/:id';

/** Create, read, update and delete one record by its id. */
export const recordRoutes: readonly Route[] = [
	{ method: 'POST', path: '/services/data/:version/sobjects/:object', handle: createRecord },
	{ method: 'GET', path: RECORD, handle: getRecord },
	{ method: 'PATCH', path: RECORD, handle: updateRecord },
	{ method: 'DELETE', path: RECORD, handle: deleteRecord },
];

async function createRecord(context: Context): Promise<Answer> {
	const { org, base } = context;
	const type = requireObject(org, context.params.object);
	requireFlag(type, 'createable');
	const input = requireRow(type, await context.readJson());
	const options = writeOptions(context);
	const result = isPlatformEvent(type)
		? publishEvent(org, type, input, options)
		: insertRow(org.store, type.name, input, options);
	if (!result.success) throw refuseRow(result.errors);
	// A published event has an "error", which says that it waits.
	const errors = 'errors' in result ? result.errors : [];
	const body = { id: result.id, success: true, errors };
	return json(body, 201, { Location: `${base}/sobjects/${type.name}/${result.id}` });
}

function getRecord(context: Context): Answer {
	const type = requireObject(context.org, context.params.object);
	return answerRecord(context, type, requireLiving(context, type));
}

async function updateRecord(context: Context): Promise<Answer> {
	const { org, params } = context;
	const type = requireObject(org, params.object);
	requireFlag(type, 'updateable');
	const input = requireRow(type, await context.readJson());
	refuseKeyInBody(input, 'Id');
	const result = updateRow(org.store, type.name, params.id ?? '', input, writeOptions(context));
	if (!result.success) throw refuseRow(result.errors);
	return empty();
}

function deleteRecord(context: Context): Answer {
	const { org, params } = context;
	const type = requireObject(org, params.object);
	requireFlag(type, 'deletable');
	const result = deleteRow(org.store, type.name, params.id ?? '', writeOptions(context));
	if (!result.success) throw refuseRow(result.errors);
	return empty();
}

/** The row of the path's id: 404 where it is gone or never was. */
export function requireLiving({ org, params }: Context, type: SObjectType): Row {
	const id = params.id ?? '';
	const row = isId(id) ? org.store.get(type.name, id) : undefined;
	if (row?.IsDeleted === true) throw refuse(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
	if (!row) throw notFound();
	return row;
}

/** The key that is in the path must not be in the body too. */
export function refuseKeyInBody(input: Readonly<Record<string, unknown>>, key: string): void {
	const found = Object.keys(input).find((name) => name.toLowerCase() === key.toLowerCase());
	if (found === undefined) return;
	const message = `The ${key} field should not be specified in the sobject data.`;
	throw refuse(400, 'INVALID_FIELD', message, [key]);
}

/** Objects that are only looked at answer 405. */
export function requireFlag(
	type: SObjectType,
	flag: 'createable' | 'updateable' | 'deletable',
): void {
	if (type.definition.flags?.[flag] !== false) return;
	const verb = { createable: 'POST', updateable: 'PATCH', deletable: 'DELETE' }[flag];
	const message = `HTTP Method '${verb}' not allowed. Allowed are GET,HEAD`;
	throw refuse(405, 'METHOD_NOT_ALLOWED', message);
}
