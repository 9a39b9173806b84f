import { type OrgState } from '../core/OrgState';
import { insertRow } from '../store/insertRow';
import { type FieldValue, type Row } from '../store/Row';
import { type Change, type Store } from '../store/Store';
import { checksumOf, sizeOf } from './FileContent';
import { fileRules } from './fileRules';

/**
 * Makes an org keep files as Salesforce does: a ContentVersion gets its ContentDocument, the links to its owner and
 * to the record that it was published to, and its number; an Attachment or Document gets its length.
 */
export function saveFiles(org: OrgState): void {
	const { store } = org;
	store.rules.push(fileRules(org));
	store.onWrite((change) => {
		if (change.type !== 'CREATE' || !change.after) return;
		if (change.object === 'ContentVersion') publishVersion(store, change, change.after);
		if (change.object === 'Attachment' || change.object === 'Document') {
			const BodyLength = sizeOf(change.after.Body);
			rewrite(store, change.object, change.after, { BodyLength }, change);
		}
	});
}

function publishVersion(store: Store, change: Change, version: Row): void {
	const { userId } = change;
	const path = String(version.PathOnClient ?? version.Title ?? '');
	const extension = /\.(\w+)$/.exec(path)?.[1] ?? null;
	const title = version.Title ?? path.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
	const file = {
		Title: title,
		Description: version.Description ?? null,
		ContentSize: sizeOf(version.VersionData),
		FileExtension: extension,
		FileType: extension?.toUpperCase() ?? 'UNKNOWN',
	};
	const known =
		typeof version.ContentDocumentId === 'string' ? version.ContentDocumentId : undefined;
	const earlier = known ? store.findBy('ContentVersion', 'ContentDocumentId', known) : [];
	for (const one of earlier) {
		if (one.Id !== version.Id) rewrite(store, 'ContentVersion', one, { IsLatest: false }, change);
	}
	const documentId = known ?? createDocument(store, version, file, userId);
	const { Description: _, ...described } = file;
	rewrite(
		store,
		'ContentVersion',
		version,
		{
			...described,
			ContentDocumentId: documentId,
			IsLatest: true,
			VersionNumber: String(known ? earlier.length : 1),
			Checksum: checksumOf(version.VersionData),
		},
		change,
	);
	const document = store.get('ContentDocument', documentId);
	const latest = { ...file, LatestPublishedVersionId: version.Id ?? null };
	if (document) rewrite(store, 'ContentDocument', document, latest, change);
}

function createDocument(store: Store, version: Row, file: Row, userId: string): string {
	const system = { userId, system: true };
	const document = insertRow(store, 'ContentDocument', { ...file, PublishStatus: 'P' }, system);
	if (!document.success) throw new Error(document.errors[0]?.message);
	const link = (LinkedEntityId: FieldValue, ShareType: string) =>
		insertRow(
			store,
			'ContentDocumentLink',
			{ ContentDocumentId: document.id, LinkedEntityId, ShareType, Visibility: 'AllUsers' },
			system,
		);
	link(userId, 'I');
	if (typeof version.FirstPublishLocationId === 'string') link(version.FirstPublishLocationId, 'V');
	return document.id;
}

function rewrite(store: Store, object: string, before: Row, values: Row, { userId }: Change): void {
	const id = String(before.Id);
	store.write(object, { ...before, ...values }, { type: 'UPDATE', id, before, userId });
}
