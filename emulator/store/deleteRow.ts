import { formatAuditDatetime } from '../core/time';
import { type WriteOptions } from './Row';
import { type Row, rowError, type RowError, type SaveResult } from './Row';
import { type Store } from './Store';
import { refuseMissing } from './updateRow';

/** Puts the row, and the children that go with it, into the recycle bin. */
export function deleteRow(
	store: Store,
	object: string,
	id: string,
	options: WriteOptions,
): SaveResult {
	const row = store.get(object, id);
	const refused = refuseMissing(row) ?? (row && refuseDelete(store, object, row));
	if (!row || refused) return { success: false, errors: refused ? [refused] : [] };
	store.transaction(() => markDeleted(store, object, row, options));
	return { success: true, id: String(row.Id), created: false };
}

/** Takes a row out of the recycle bin. */
export function undeleteRow(
	store: Store,
	object: string,
	id: string,
	options: WriteOptions,
): SaveResult {
	const row = store.get(object, id);
	if (row?.IsDeleted !== true) {
		return {
			success: false,
			errors: [rowError('UNDELETE_FAILED', 'Entity is not in the recycle bin')],
		};
	}
	const after = { ...row, IsDeleted: false, ...stamp(store, options) };
	store.write(object, after, {
		type: 'UNDELETE',
		id: String(row.Id),
		before: row,
		userId: options.userId,
	});
	return { success: true, id: String(row.Id), created: false };
}

/** Removes the row for good, past the recycle bin. */
export function hardDeleteRow(
	store: Store,
	object: string,
	id: string,
	options: WriteOptions,
): SaveResult {
	const row = store.get(object, id);
	const refused = refuseMissing(row);
	if (!row || refused) return { success: false, errors: refused ? [refused] : [] };
	store.write(object, null, {
		type: 'DELETE',
		id: String(row.Id),
		before: row,
		userId: options.userId,
	});
	return { success: true, id: String(row.Id), created: false };
}

function markDeleted(store: Store, object: string, row: Row, options: WriteOptions): void {
	const id = String(row.Id);
	for (const child of store.childrenOf(object, id, (relationship) => relationship.cascadeDelete)) {
		markDeleted(store, child.object, child.row, options);
	}
	const after = { ...row, IsDeleted: true, ...stamp(store, options) };
	store.write(object, after, { type: 'DELETE', id, before: row, userId: options.userId });
}

function stamp(store: Store, { userId }: WriteOptions): Row {
	const now = formatAuditDatetime(store.now());
	return { LastModifiedDate: now, LastModifiedById: userId, SystemModstamp: now };
}

function refuseDelete(store: Store, object: string, row: Row): RowError | undefined {
	const { type } = store.table(object);
	const id = String(row.Id);
	if (store.isLocked(id)) return rowError('ENTITY_IS_LOCKED', 'the entity is locked for editing');
	const [holder] = store.childrenOf(object, id, (relationship) => relationship.restrictedDelete);
	if (!holder) return undefined;
	const name = type.nameField ? String(row[type.nameField.name]) : id;
	const kind = store.table(holder.object).type.definition.labelPlural;
	const message = `Your attempt to delete ${name} could not be completed because it is associated with the following ${kind}.`;
	return rowError('DELETE_FAILED', message);
}
