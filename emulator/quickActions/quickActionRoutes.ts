import { notFound, refuse, SalesforceError } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { insertRow } from '../store/insertRow';
import { type FieldValue, type InputRow, type Row, type SaveResult } from '../store/Row';
import { updateRow } from '../store/updateRow';
import { describeBriefly, describeQuickAction } from './describeQuickAction';
import { type QuickAction, quickActions } from './QuickAction';

const version = '/services/data/:version';
/** Global ones, and those of an object. */
const places = [`${version}/quickActions`, `${version}/sobjects/:object/quickActions`];

/** Quick actions: what there is, how their forms look and begin, and to run them. */
export const quickActionRoutes: readonly Route[] = places.flatMap((path): Route[] => [
	{ method: 'GET', path, handle: list },
	{ method: 'GET', path: `${path}/:name`, handle: show },
	{ method: 'GET', path: `${path}/:name/describe`, handle: describe },
	{ method: 'GET', path: `${path}/:name/defaultValues`, handle: showDefaults },
	{ method: 'GET', path: `${path}/:name/defaultValues/:contextId`, handle: showDefaults },
	{ method: 'POST', path: `${path}/:name`, handle: run },
]);

const same = (left = '', right = '') => left.toLowerCase() === right.toLowerCase();

/** An object's list has the global ones, too. */
function list({ org, params, base }: Context): Answer {
	const { object } = params;
	if (object !== undefined && !org.metadata.object(object)) throw notFound();
	const found = quickActions.filter(
		(action) => action.object === undefined || same(action.object, object),
	);
	return json(found.map((action) => describeBriefly(action, base)));
}

/** A global action is not found below an object. */
function find({ params }: Context): QuickAction {
	const found = quickActions.find(
		({ name, object }) => same(name, params.name) && same(object, params.object),
	);
	if (!found) throw notFound();
	return found;
}

function show(context: Context): Answer {
	return json(describeBriefly(find(context), context.base));
}

function describe(context: Context): Answer {
	return json(describeQuickAction(context.org, find(context), context.base));
}

/** The record that the action is run on. */
function requireRecord({ org }: Context, action: QuickAction, id: string): Row {
	const type = org.metadata.objectOfId(id);
	const row = type && org.store.get(type.name, id);
	if (!type || !row || row.IsDeleted === true) {
		throw refuse(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
	}
	if (action.object !== undefined && !same(type.name, action.object)) {
		throw refuse(400, 'INVALID_ID_FIELD', `The context ID is not of ${action.object}`);
	}
	return row;
}

function showDefaults(context: Context): Answer {
	const action = find(context);
	const { contextId } = context.params;
	const row = contextId === undefined ? undefined : requireRecord(context, action, contextId);
	const valueOf = (name: string): FieldValue => {
		const { predefined } = action.fields.find((field) => field.name === name) ?? {};
		if (predefined !== undefined) return predefined;
		if (name === action.parentField) return row?.Id ?? null;
		return action.type === 'Update' ? (row?.[name] ?? null) : null;
	};
	const names = action.fields.map(({ name }) => name);
	return json({
		attributes: { type: action.target },
		...Object.fromEntries(names.map((name) => [name, valueOf(name)])),
	});
}

/** Saves what was sent, and nothing of what the form would begin with. */
async function run(context: Context): Promise<Answer> {
	const action = find(context);
	const body = ((await context.readJson()) ?? {}) as { contextId?: unknown; record?: unknown };
	const { contextId } = body;
	const record = (body.record ?? {}) as InputRow;
	const row = typeof contextId === 'string' ? requireRecord(context, action, contextId) : undefined;
	const result = save(context, action, record, row);
	if (!result.success) {
		const entries = result.errors.map(({ statusCode, message, fields }) => ({
			errorCode: statusCode,
			message,
			fields,
		}));
		throw new SalesforceError(400, ...entries);
	}
	return json({
		contextId: row?.Id ?? null,
		created: result.created,
		errors: [],
		feedItemIds: [],
		id: result.id,
		ids: [result.id],
		success: true,
		successMessage: null,
	});
}

function save(context: Context, action: QuickAction, record: InputRow, row?: Row): SaveResult {
	const { org, session } = context;
	const options = { userId: session.userId };
	if (action.type === 'Update') {
		if (!row) throw refuse(400, 'REQUIRED_FIELD_MISSING', 'contextId is required');
		return updateRow(org.store, action.target, String(row.Id), record, options);
	}
	const { parentField } = action;
	// A person is whom a call was with, anything else what it was about.
	const isPerson = /^(?:003|00Q)/.test(String(row?.Id));
	const field = parentField === 'WhatId' && isPerson ? 'WhoId' : parentField;
	const parent = row && field !== undefined ? { [field]: row.Id } : {};
	const closed = action.type === 'LogACall' ? { Status: 'Completed', TaskSubtype: 'Call' } : {};
	const known = org.metadata.object(action.target);
	const extra = Object.entries({ ...closed, ...parent }).filter(([name]) => known?.field(name));
	return insertRow(org.store, action.target, { ...Object.fromEntries(extra), ...record }, options);
}
