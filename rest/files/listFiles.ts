import { joinQuery } from '../bindQuery';
import { buildQuery, type QueryShape } from '../buildQuery';
import type { SalesforceRecord } from '../pages';
import { queryAll } from '../query';
import type { Client } from '../types';

/** A file of a record. */
export interface ListedFile {
	/** Null for an attachment. */
	contentDocumentId: string | null;
	/** Of the latest version, or of the attachment. */
	id: string;
	title: string;
	fileExtension: string | null;
	/** Bytes. */
	size: number;
	createdDate: string;
	ownerId: string;
	/** Of the ContentDocumentLink; null for an attachment. */
	linkId: string | null;
}

export interface ListOptions {
	/** @default all */
	limit?: number;
	/** Also attachments, from the days before files, after the files. @default false */
	includeAttachments?: boolean;
}

const ID = new Map(['linkedentityid', 'parentid'].map((name) => [name, 'id']));

async function readRows(client: Client, shape: QueryShape, limit: number) {
	const soql = joinQuery(buildQuery({ ...shape, limit }, { types: ID }));
	return queryAll(client, soql, { limit });
}

const toFile = ({ Id, ContentDocumentId, ContentDocument }: SalesforceRecord): ListedFile => {
	const document = ContentDocument as SalesforceRecord;
	return {
		contentDocumentId: String(ContentDocumentId),
		id: String(document.LatestPublishedVersionId),
		title: String(document.Title),
		fileExtension: (document.FileExtension as string | null) ?? null,
		size: Number(document.ContentSize),
		createdDate: String(document.CreatedDate),
		ownerId: String(document.OwnerId),
		linkId: String(Id),
	};
};

const toAttachment = (attachment: SalesforceRecord): ListedFile => {
	const title = String(attachment.Name);
	return {
		contentDocumentId: null,
		id: String(attachment.Id),
		title,
		fileExtension: /\.(\w+)$/.exec(title)?.[1] ?? null,
		size: Number(attachment.BodyLength),
		createdDate: String(attachment.CreatedDate),
		ownerId: String(attachment.OwnerId),
		linkId: null,
	};
};

/**
 * The files of a record, newest first.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contentdocumentlink.htm
 *
 * @throws SalesforceApiError
 */
export async function listFiles(
	client: Client,
	recordId: string,
	{ limit = Infinity, includeAttachments = false }: ListOptions = {},
): Promise<ListedFile[]> {
	const document = ['Title', 'FileExtension', 'ContentSize', 'CreatedDate', 'OwnerId'];
	const links = await readRows(
		client,
		{
			object: 'ContentDocumentLink',
			fields: [
				'Id',
				'ContentDocumentId',
				'ContentDocument.LatestPublishedVersionId',
				...document.map((name) => `ContentDocument.${name}`),
			],
			filters: [{ field: 'LinkedEntityId', operator: 'equals', value: recordId }],
			sort: [{ field: 'ContentDocument.CreatedDate', direction: 'DESC' }],
		},
		limit,
	);
	const files = links.map(toFile);
	const left = limit - files.length;
	if (!includeAttachments || left <= 0) return files;
	const attachments = await readRows(
		client,
		{
			object: 'Attachment',
			fields: ['Id', 'Name', 'BodyLength', 'CreatedDate', 'OwnerId'],
			filters: [{ field: 'ParentId', operator: 'equals', value: recordId }],
			sort: [{ field: 'CreatedDate', direction: 'DESC' }],
		},
		left,
	);
	return [...files, ...attachments.map(toAttachment)];
}
