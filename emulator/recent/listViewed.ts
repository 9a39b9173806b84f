import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { renderAttributes } from '../soql/renderValue';
import { type FieldValue } from '../store/Row';
import { RecentlyViewed } from './RecentlyViewed';

/** What the users of an org have looked at. */
export function recentlyViewed(org: OrgState): RecentlyViewed {
	return org.state('recent', () => new RecentlyViewed());
}

interface ViewedRecord {
	attributes: { type: string; url: string };
	Id: string;
	Name: FieldValue;
}

/** The records that a user has looked at and that are still there, newest first; of one object, where it is given. */
export function listViewed(
	org: OrgState,
	userId: string,
	base: string,
	only?: SObjectType,
): ViewedRecord[] {
	return recentlyViewed(org)
		.list(userId)
		.flatMap((id) => {
			const type = org.metadata.objectOfId(id);
			const row = type && org.store.get(type.name, id);
			if (!type || !row || row.IsDeleted === true || (only && type !== only)) return [];
			const name = type.nameField ? (row[type.nameField.name] ?? null) : null;
			return [{ attributes: renderAttributes(base, type, row), Id: id, Name: name }];
		});
}
