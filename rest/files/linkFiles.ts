import { createByCollections, type RowResult, saveRows } from '../rows';
import { NOT_REPEATED } from '../rows/rowResult';
import type { Client } from '../types';

/** What a link lets people do. */
export interface Sharing {
	/** `V` viewer, `C` collaborator, `I` as the record says. @default 'V' */
	shareType?: string;
	/** `AllUsers`, `InternalUsers` or `SharedUsers`. @default Salesforce's own choice */
	visibility?: string;
}

/** That a file is to be seen at a record. */
export interface FileLink extends Sharing {
	contentDocumentId: string;
	recordId: string;
}

const MAY_BE_LINKED =
	'No answer came after the link was sent, so it may have been made or not. It was not sent again. ' +
	'It is safe to link the file again: Salesforce refuses an existing link with DUPLICATE_VALUE.';

const tell = (result: RowResult): RowResult =>
	result.success
		? result
		: {
				success: false,
				error: {
					...result.error,
					message: result.error.message.replace(NOT_REPEATED, MAY_BE_LINKED),
				},
			};

/**
 * Links files to records, 200 links per call.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentdocumentlink.htm
 *
 * @returns each link's outcome, in order
 */
export async function linkFiles(client: Client, links: FileLink[]): Promise<RowResult[]> {
	const rows = links.map(({ contentDocumentId, recordId, shareType = 'V', visibility }) => ({
		object: 'ContentDocumentLink',
		fields: {
			ContentDocumentId: contentDocumentId,
			LinkedEntityId: recordId,
			ShareType: shareType,
			...(visibility !== undefined && { Visibility: visibility }),
		},
	}));
	return (await saveRows(client, rows, createByCollections(client))).map(tell);
}
