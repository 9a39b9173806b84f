import { type OrgState } from '../core/OrgState';
import { to18 } from '../core/ids';
import { type SObjectType } from '../metadata/Metadata';
import { deleteRow, hardDeleteRow } from '../store/deleteRow';
import { insertRow } from '../store/insertRow';
import { type WriteOptions } from '../store/Row';
import { type SaveResult } from '../store/Row';
import { updateRow } from '../store/updateRow';
import { BulkDataError } from './BulkDataError';
import { type IngestJobSpec } from './IngestJob';
import { type RowOutcome, type SaveRows } from './IngestRun';
import { readColumns } from './readColumns';
import { failure, type SaveChunk, toOutcome } from './rowOutcome';
import { upsertRows } from './upsertRows';

type Values = Record<string, unknown>;

/**
 * How this job saves the rows under this header.
 *
 * @throws BulkDataError for a header with fields that the object doesn't have
 */
export function openRows(org: OrgState, spec: IngestJobSpec, header: readonly string[]): SaveRows {
	const type = org.metadata.object(spec.object) as SObjectType;
	const { columns, readRow } = readColumns(header, type, org);
	const isDelete = spec.operation === 'delete' || spec.operation === 'hardDelete';
	const stranger = isDelete ? columns.find((name) => name !== 'Id') : undefined;
	if (stranger) throw new BulkDataError('InvalidBatch', `Field name not found : ${stranger}`);
	const saveChunk = org.policy.bulkDiscardsRows
		? discardChunk(org, type, spec)
		: openChunk(org, type, spec);
	return (rows) => {
		const read = rows.map(readRow);
		const readable = read.flatMap((row) => ('values' in row ? [row.values] : []));
		const saved = org.store.transaction(() => saveChunk(readable)).values();
		return read.map((row) =>
			'error' in row ? failure([row.error]) : (saved.next().value as RowOutcome),
		);
	};
}

function openChunk(org: OrgState, type: SObjectType, spec: IngestJobSpec): SaveChunk {
	const options: WriteOptions = { userId: spec.createdById };
	const { store } = org;
	const { name } = type;
	const save = (row: (values: Values) => SaveResult): SaveChunk => {
		return (rows) => rows.map((values) => toOutcome(row(values)));
	};
	switch (spec.operation) {
		case 'insert':
			return save((values) => insertRow(store, name, values, options));
		case 'update':
			return save(byId('update', (id, values) => updateRow(store, name, id, values, options)));
		case 'delete':
			return save(byId('delete', (id) => deleteRow(store, name, id, options)));
		case 'hardDelete':
			return save(byId('delete', (id) => hardDeleteRow(store, name, id, options)));
		case 'upsert':
			return upsertRows(store, type, spec.externalIdFieldName ?? '', options);
	}
}

/** Takes the id out of the row; a row without one is refused. */
function byId(verb: string, save: (id: string, values: Values) => SaveResult) {
	return ({ Id, ...values }: Values): SaveResult => {
		if (typeof Id === 'string') return save(Id, values);
		const message = `Id not specified in an ${verb} call`;
		return { success: false, errors: [{ statusCode: 'MISSING_ARGUMENT', message, fields: [] }] };
	};
}

/** Every row gets an id, its own or a new one, and leaves no trace. */
function discardChunk(org: OrgState, type: SObjectType, spec: IngestJobSpec): SaveChunk {
	return (rows) =>
		rows.map(({ Id }) => ({
			id: typeof Id === 'string' ? to18(Id) : org.store.ids.create(type.keyPrefix),
			created: spec.operation === 'insert' || (spec.operation === 'upsert' && Id === undefined),
		}));
}
