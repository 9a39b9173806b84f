import { notFound, refuse } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { empty, json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { deleteRow } from '../store/deleteRow';
import { WrongType } from '../store/parseValue';
import { type Row } from '../store/Row';
import { AmbiguousExternalId, findByExternalId, upsertField, upsertRow } from '../store/upsertRow';
import { answerRecord } from './readRecord';
import { refuseKeyInBody } from './recordRoutes';
import { refuseRow, requireRow, writeOptions } from './readRow';
import { requireObject } from './requireObject';

const BY_EXTERNAL_ID = '/services/data/:version/sobjects/:object/:field/:value';

/** From this version on, an upsert that updates answers with a body. */
const FIRST_VERSION_WITH_BODY = 46;

/** Read, upsert and delete one record by an external ID. */
export const externalIdRoutes: readonly Route[] = [
	{ method: 'GET', path: BY_EXTERNAL_ID, handle: getByExternalId },
	{ method: 'PATCH', path: BY_EXTERNAL_ID, handle: upsertRecord },
	{ method: 'DELETE', path: BY_EXTERNAL_ID, handle: deleteByExternalId },
	// Creating through "Id as the external ID", which names no value.
	{ method: 'POST', path: '/services/data/:version/sobjects/:object/Id', handle: upsertRecord },
];

/** Answers for the one row that the value names: 404 if there is none, 300 if there are several. */
function answerForOne(context: Context, answer: (type: SObjectType, row: Row) => Answer): Answer {
	const { type, rows } = find(context);
	const [row, ...others] = rows;
	if (!row) throw notFound();
	if (others.length > 0)
		return answerAmbiguous(
			context,
			type,
			rows.map((one) => String(one.Id)),
		);
	return answer(type, row);
}

function getByExternalId(context: Context): Answer {
	return answerForOne(context, (type, row) => answerRecord(context, type, row));
}

async function upsertRecord(context: Context): Promise<Answer> {
	const { org, base, params, version } = context;
	const { type, field, rows } = find(context);
	const input = requireRow(type, await context.readJson());
	refuseKeyInBody(input, field.name);
	if (field.name !== 'Id') refuseKeyInBody(input, 'Id');
	if (context.query.get('updateOnly') === 'true' && rows.length === 0) throw notFound();
	try {
		const options = writeOptions(context);
		const result = upsertRow(org.store, type.name, field, params.value, input, options);
		if (!result.success) throw refuseRow(result.errors);
		const { id, created } = result;
		if (version < FIRST_VERSION_WITH_BODY && !created) return empty();
		const body = {
			id,
			success: true,
			errors: [],
			...(version >= FIRST_VERSION_WITH_BODY && { created }),
		};
		const location = { Location: `${base}/sobjects/${type.name}/${id}` };
		const hasLocation = created || context.query.get('updateOnly') === 'true';
		return json(body, created ? 201 : 200, hasLocation ? location : {});
	} catch (error) {
		if (error instanceof AmbiguousExternalId) return answerAmbiguous(context, type, error.ids);
		throw error;
	}
}

function deleteByExternalId(context: Context): Answer {
	return answerForOne(context, (type, row) => {
		const result = deleteRow(context.org.store, type.name, String(row.Id), writeOptions(context));
		if (!result.success) throw refuseRow(result.errors);
		return empty();
	});
}

/** 300: the URLs of all that fit. */
function answerAmbiguous({ base }: Context, type: SObjectType, ids: readonly string[]): Answer {
	return json(
		ids.map((id) => `${base}/sobjects/${type.name}/${id}`),
		300,
	);
}

function find(context: Context): { type: SObjectType; field: Field; rows: Row[] } {
	const { org, params } = context;
	const type = requireObject(org, params.object);
	const field = upsertField(type, params.field ?? 'Id');
	if (!field) {
		const message =
			'Provided external ID field does not exist or is not accessible: ' + (params.field ?? '');
		throw refuse(404, 'NOT_FOUND', message);
	}
	try {
		return { type, field, rows: findByExternalId(org.store, type, field, params.value) };
	} catch (error) {
		if (error instanceof WrongType) throw notFound();
		throw error;
	}
}
