import { type OrgState } from '../core/OrgState';
import { insertRow } from './insertRow';

/**
 * Saves the row of something that an admin has made in Setup, such as a report, as that admin. Returns its ID.
 *
 * @throws Error if the row can't be saved
 */
export function saveSetupRow(
	{ store }: OrgState,
	object: string,
	row: Record<string, unknown>,
): string {
	const [admin] = store.table('User').all();
	const result = insertRow(store, object, row, { userId: String(admin?.Id), system: true });
	if (!result.success) throw new Error(result.errors[0]?.message);
	return result.id;
}

/** Removes it for good. */
export function removeSetupRow(
	{ store }: OrgState,
	object: string,
	id: string,
	userId: string,
): void {
	store.write(object, null, { type: 'DELETE', id, before: store.get(object, id) ?? null, userId });
}
