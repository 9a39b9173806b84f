import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { type Row, rowError, type RowError } from '../store/Row';
import { type Store } from '../store/Store';
import { sizeOf } from './FileContent';

/** The objects that hold files, and the field that each is in. */
const CONTENT: Readonly<Record<string, string>> = {
	ContentVersion: 'VersionData',
	Attachment: 'Body',
	Document: 'Body',
};

/** Bytes of all files that are not in the recycle bin. */
export function storedBytes(store: Store): number {
	let bytes = 0;
	for (const [object, field] of Object.entries(CONTENT)) {
		for (const row of store.table(object).all()) {
			if (row.IsDeleted !== true) bytes += sizeOf(row[field]);
		}
	}
	return bytes;
}

/** What Salesforce holds against a file or a link of one. */
export function fileRules(org: OrgState) {
	return (type: SObjectType, row: Row, before: Row | null): RowError[] => {
		const field = CONTENT[type.name];
		if (field !== undefined) return before ? [] : checkFile(org, row, field);
		if (type.name === 'ContentDocumentLink' && !before) return checkLink(org.store, row);
		return [];
	};
}

/** Sources: storage, docs; barred types, memory. */
function checkFile({ store, policy }: OrgState, row: Row, field: string): RowError[] {
	const path = String(row.PathOnClient ?? row.Name ?? '');
	const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	if (policy.fileBarredExtensions.includes(extension)) {
		const message = `Your company doesn't support the following file types: .${extension}`;
		return [rowError('FIELD_INTEGRITY_EXCEPTION', message, ['PathOnClient'])];
	}
	const bytes = storedBytes(store) + sizeOf(row[field]);
	if (bytes <= policy.fileStorageMB * 1024 ** 2) return [];
	return [rowError('STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded')];
}

/** Sources: a link that is there, seen; a record that isn't, memory. */
function checkLink(store: Store, { ContentDocumentId, LinkedEntityId }: Row): RowError[] {
	const [document, entity] = [String(ContentDocumentId), String(LinkedEntityId)];
	const target = store.metadata.objectOfId(entity);
	const record = target && store.get(target.name, entity);
	if (!record || record.IsDeleted === true) {
		const message = `insufficient access rights on cross-reference id: ${entity.slice(0, 15)}`;
		return [rowError('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', message)];
	}
	const isThere = store
		.findBy('ContentDocumentLink', 'ContentDocumentId', document)
		.some((link) => link.LinkedEntityId === record.Id);
	if (!isThere) return [];
	const message = `Document with ID: ${document} is already linked with the entity: ${String(record.Id)}`;
	return [rowError('DUPLICATE_VALUE', message, ['LinkedEntityId'])];
}
