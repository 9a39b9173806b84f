import { approvalsOf } from './approvals/Approvals';
import { type OrgState } from './core/OrgState';
import { dashboardsOf } from './dashboards/DashboardTable';
import { type HeldTransaction, type Org } from './Org';
import { reportsOf } from './reports/ReportTable';
import { deleteRow, undeleteRow } from './store/deleteRow';
import { insertRow, prepareInsert } from './store/insertRow';
import { type WriteOptions } from './store/Row';
import { type InputRow, type Row, type RowError, type SaveResult } from './store/Row';
import { type Change, type Store } from './store/Store';
import { prepareUpdate, updateRow } from './store/updateRow';

type DataHandle = Pick<
	Org,
	| 'records'
	| 'insert'
	| 'update'
	| 'delete'
	| 'undelete'
	| 'lock'
	| 'addApprovalProcess'
	| 'addReport'
	| 'addDashboard'
>;
type Held = Pick<Change, 'type' | 'before'> & { row: Row };

/** What tests do with the org's rows, past the API. */
export function createDataHandle(org: OrgState, userId: string): DataHandle {
	const { store } = org;
	const seeding: WriteOptions = { userId, system: true };

	function insert(object: string, rows: readonly InputRow[]): string[];
	function insert(object: string, rows: readonly InputRow[], how: { hold: true }): HeldTransaction;
	function insert(object: string, rows: readonly InputRow[], how?: { hold: true }) {
		if (!how?.hold) return rows.map((row) => idOf(insertRow(store, object, row, seeding)));
		const held = rows.map((row): Held => {
			const prepared = requirePrepared(prepareInsert(store, object, row, seeding));
			return { type: 'CREATE', before: null, row: prepared.row };
		});
		return hold(store, object, held, userId);
	}

	function update(object: string, rows: readonly InputRow[]): void;
	function update(object: string, rows: readonly InputRow[], how: { hold: true }): HeldTransaction;
	function update(object: string, rows: readonly InputRow[], how?: { hold: true }) {
		const split = rows.map(({ Id, ...fields }) => ({ id: String(Id), fields }));
		if (!how?.hold) {
			for (const { id, fields } of split) idOf(updateRow(store, object, id, fields, seeding));
			return undefined;
		}
		const held = split.map(({ id, fields }): Held => ({
			type: 'UPDATE',
			...requirePrepared(prepareUpdate(store, object, id, fields, seeding)),
		}));
		return hold(store, object, held, userId);
	}

	return {
		records: (object, { includeDeleted = false } = {}) =>
			[...store.table(object).all()].filter((row) => includeDeleted || row.IsDeleted !== true),
		insert,
		update,
		delete: (object, ids) => ids.forEach((id) => idOf(deleteRow(store, object, id, { userId }))),
		undelete: (object, ids) =>
			ids.forEach((id) => idOf(undeleteRow(store, object, id, { userId }))),
		lock: (id, locked) => store.lock(id, locked),
		addApprovalProcess: (process) => approvalsOf(org).define(process),
		addReport: (report) => reportsOf(org).define(report),
		addDashboard: (dashboard) => dashboardsOf(org).define(dashboard),
	};
}

function hold(
	store: Store,
	object: string,
	held: readonly Held[],
	userId: string,
): HeldTransaction {
	const open = { at: store.now() };
	store.openSince.add(open);
	return {
		ids: held.map(({ row }) => String(row.Id)),
		commit() {
			store.openSince.delete(open);
			store.transaction(() => {
				for (const { row, type, before } of held) {
					store.write(object, row, { type, id: String(row.Id), before, userId });
				}
			});
		},
	};
}

function requirePrepared<T extends object>(prepared: T | { errors: RowError[] }): T {
	if ('errors' in prepared) throw new Error(prepared.errors[0]?.message);
	return prepared;
}

function idOf(result: SaveResult): string {
	if (result.success) return result.id;
	throw new Error(
		result.errors.map(({ statusCode, message }) => `${statusCode}: ${message}`).join('; '),
	);
}
