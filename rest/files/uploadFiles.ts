import { quoteText } from '../soql';
import type { SalesforceRecord } from '../pages';
import {
	type RowRefusal,
	type RowResult,
	saveRows,
	type SaveOptions,
	toCallRefusal,
} from '../rows';
import { NOT_REPEATED } from '../rows/rowResult';
import type { Client } from '../types';
import type { FileSource } from './FileSource';
import { type FileLink, linkFiles, type Sharing } from './linkFiles';
import { findVersions } from './lookUp';
import { uploadByMultipart } from './uploadByMultipart';

/** A file on its way to Salesforce. */
export interface FileUpload extends Sharing {
	file: FileSource;
	/** Of the ContentVersion, e.g. Title, Description; ContentDocumentId for a new version of a file. */
	fields: SalesforceRecord;
	/** The records that it is to be seen at. */
	linkTo: string[];
	/** Whether it goes by a call of its own, however small it is. @default false */
	alone?: boolean;
}

export interface UploadedFile {
	/** Of the ContentVersion. */
	id: string;
	contentDocumentId: string;
	title: string;
	/** Bytes. */
	size: number;
	links: Array<{ id: string; recordId: string }>;
}

export type UploadResult =
	{ success: true; file: UploadedFile } | { success: false; error: RowRefusal };

/** How to find out about a file whose answer was lost. */
function tellDoubt(error: RowRefusal, { fields, file }: FileUpload): RowRefusal {
	const { Title: title } = fields;
	const [field, value] = typeof title === 'string' ? ['Title', title] : ['PathOnClient', file.name];
	const lookUp = `SELECT Id, Title, CreatedDate FROM ContentVersion WHERE ${field} = ${quoteText(value)} ORDER BY CreatedDate DESC`;
	const told = `No answer came after the file '${file.name}' was sent, so it may have been saved or not. It was not sent again. Look for it before you send it again: ${lookUp}.`;
	return { ...error, message: error.message.replace(NOT_REPEATED, told) };
}

const refuse = (error: RowRefusal): UploadResult => ({ success: false, error });

/** The refusal of what came after the upload. The file is there, so that no try may send it again. */
const afterUpload = (id: string, what: string, error: RowRefusal): UploadResult =>
	refuse({
		...error,
		message: `The file was uploaded as ${id}, but ${what}: ${error.message}`,
		mayBeSaved: true,
	});

interface Saved {
	upload: FileUpload;
	id: string;
	version: SalesforceRecord;
}

/** A file's fate, with what became of its links. */
function conclude({ upload, id, version }: Saved, results: RowResult[]): UploadResult {
	const { linkTo } = upload;
	const documentId = String(version.ContentDocumentId);
	const at = results.findIndex((result) => !result.success);
	const failed = results[at];
	if (failed?.success === false) {
		const others = results.filter((result) => result.success).length;
		const also = others > 0 ? ` (it is linked to ${others} of ${linkTo.length} records)` : '';
		return afterUpload(
			`${id} (${documentId})`,
			`it was not linked to ${linkTo[at]}${also}`,
			failed.error,
		);
	}
	const links = results.map((result, n) => ({
		id: result.success ? result.id : '',
		recordId: linkTo[n]!,
	}));
	const size = Number(version.ContentSize);
	const title = String(version.Title);
	return { success: true, file: { id, contentDocumentId: documentId, title, size, links } };
}

/** Makes the links of all files together, and gives each file those that are its own. */
async function linkAll(client: Client, saved: Saved[]): Promise<UploadResult[]> {
	const links = saved.flatMap(({ upload, version }) =>
		upload.linkTo.map((recordId): FileLink => ({
			contentDocumentId: String(version.ContentDocumentId),
			recordId,
			...(upload.shareType !== undefined && { shareType: upload.shareType }),
			...(upload.visibility !== undefined && { visibility: upload.visibility }),
		})),
	);
	const results = links.length > 0 ? await linkFiles(client, links) : [];
	let from = 0;
	return saved.map((one) => {
		const own = results.slice(from, (from += one.upload.linkTo.length));
		return conclude(one, own);
	});
}

const NOT_SEEN: RowRefusal = {
	errorCode: 'NOT_FOUND',
	message: 'Salesforce does not show it to the user',
	fields: [],
};

/**
 * Uploads files, many small ones in one call, and links them to records. An uploaded file stays, even if its links
 * fail.
 *
 * @returns each file's outcome, in order
 * @throws the signal's reason; nothing else, since every file has a result
 */
export async function uploadFiles(
	client: Client,
	uploads: FileUpload[],
	options: SaveOptions = {},
): Promise<UploadResult[]> {
	const rows = uploads.map(({ fields, file, alone = false }) => ({
		object: 'ContentVersion',
		fields: { PathOnClient: file.name, ...fields },
		file,
		alone,
	}));
	const results = await saveRows(client, rows, uploadByMultipart(client), options);
	const ids = results.flatMap((result) => (result.success ? [result.id] : []));
	let versions = new Map<string, SalesforceRecord>();
	let lost = NOT_SEEN;
	try {
		versions = await findVersions(client, ids, ['ContentDocumentId', 'Title', 'ContentSize']);
	} catch (error) {
		client.timing.signal?.throwIfAborted();
		lost = toCallRefusal(error);
	}
	const saved = results.flatMap((result, n): Saved[] => {
		const version = result.success ? versions.get(result.id) : undefined;
		return result.success && version ? [{ upload: uploads[n]!, id: result.id, version }] : [];
	});
	const linked = (await linkAll(client, saved)).values();
	return results.map((result, n): UploadResult => {
		if (!result.success) return refuse(tellDoubt(result.error, uploads[n]!));
		if (versions.has(result.id)) return linked.next().value!;
		return afterUpload(result.id, 'its document could not be looked up', lost);
	});
}
