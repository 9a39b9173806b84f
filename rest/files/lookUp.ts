import { buildQuery } from '../buildQuery';
import type { SalesforceRecord } from '../pages';
import { toLongId } from '../recordId';
import type { RowRefusal } from '../rows';
import { queryInParts } from '../splitQuery';
import type { Client } from '../types';
import type { FileId } from './fileId';

const ID_TYPES = new Map(['id', 'contentdocumentid'].map((name) => [name, 'id']));

/**
 * Versions by their IDs, many in one query.
 *
 * @returns by the ID in 18 characters; versions that the user doesn't see are missing
 * @throws SalesforceApiError
 */
export async function findVersions(
	client: Client,
	ids: string[],
	fields: string[],
): Promise<Map<string, SalesforceRecord>> {
	const found = new Map<string, SalesforceRecord>();
	if (ids.length === 0) return found;
	const filters = [{ field: 'Id', operator: 'in' as const, value: ids }];
	const parts = buildQuery(
		{ object: 'ContentVersion', fields: ['Id', ...fields], filters },
		{ types: ID_TYPES },
	);
	for (const version of await queryInParts(client, parts)) {
		found.set(toLongId(String(version.Id)), version);
	}
	return found;
}

/** The refusal of a file that is not there. */
export const noSuchFile = (id: string): RowRefusal => ({
	errorCode: 'NOT_FOUND',
	message: `There is no file ${id}, or the user may not see it`,
	fields: [],
});

/**
 * The ContentDocuments of files, with one query for the files that are named by a version.
 *
 * @returns in order, the ID or why there is none
 * @throws SalesforceApiError
 */
export async function findDocumentIds(
	client: Client,
	files: FileId[],
): Promise<Array<string | RowRefusal>> {
	const versionIds = files.flatMap(({ object, id }) => (object === 'ContentVersion' ? [id] : []));
	const versions = await findVersions(client, [...new Set(versionIds)], ['ContentDocumentId']);
	return files.map(({ object, id }) => {
		if (object !== 'ContentVersion') return id;
		const documentId = versions.get(id)?.ContentDocumentId;
		return typeof documentId === 'string' ? documentId : noSuchFile(id);
	});
}
