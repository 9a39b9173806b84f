import { createHash } from 'node:crypto';
import { buildQuery, type QueryShape } from '../buildQuery';
import { openStream } from '../call/openStream';
import { readThrough } from '../call/readThrough';
import { BUDGETS } from '../call/table';
import { InvalidResponseError } from '../errors';
import { joinQuery } from '../bindQuery';
import type { SalesforceRecord } from '../pages';
import { path } from '../path';
import { queryAll } from '../query';
import { getRecord } from '../records';
import type { Client } from '../types';
import type { FileId } from './fileId';

/** What Salesforce says of a file. */
export interface FileInfo {
	/** Of the version, the attachment or the document. */
	id: string;
	/** Of a file with versions. */
	contentDocumentId: string | null;
	title: string;
	/** With its extension. */
	fileName: string;
	/** If Salesforce keeps one. */
	mimeType?: string;
	/** Bytes. */
	size: number;
	/** Of a file with versions, from 1. */
	versionNumber: number | null;
	/** MD5 in hex, if Salesforce keeps it. */
	checksum?: string;
	/** The resource that its bytes are at. */
	path: string;
}

const VERSION_FIELDS = [
	'Id',
	'ContentDocumentId',
	'Title',
	'FileExtension',
	'ContentSize',
	'Checksum',
	'VersionNumber',
];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const nameWith = (title: string, extension: string): string =>
	extension === '' || title.toLowerCase().endsWith(`.${extension.toLowerCase()}`)
		? title
		: `${title}.${extension}`;

function readVersion(version: SalesforceRecord): FileInfo {
	const id = textOf(version.Id);
	const title = textOf(version.Title);
	const checksum = textOf(version.Checksum);
	return {
		id,
		contentDocumentId: textOf(version.ContentDocumentId),
		title,
		fileName: nameWith(title, textOf(version.FileExtension)),
		size: Number(version.ContentSize),
		versionNumber: Number(version.VersionNumber),
		...(checksum !== '' && { checksum }),
		path: path`sobjects/ContentVersion/${id}/VersionData`,
	};
}

function readOldFile(object: 'Attachment' | 'Document', file: SalesforceRecord): FileInfo {
	const id = textOf(file.Id);
	const title = textOf(file.Name);
	const mimeType = textOf(file.ContentType);
	return {
		id,
		contentDocumentId: null,
		title,
		fileName: nameWith(title, textOf(file.Type)),
		size: Number(file.BodyLength),
		versionNumber: null,
		...(mimeType !== '' && { mimeType }),
		path: path`sobjects/${object}/${id}/Body`,
	};
}

/** The latest version of a document. A document that the user doesn't see is refused as a record is. */
async function findLatest(client: Client, id: string): Promise<SalesforceRecord> {
	const shape: QueryShape = {
		object: 'ContentVersion',
		fields: VERSION_FIELDS,
		filters: [
			{ field: 'ContentDocumentId', operator: 'equals', value: id },
			{ field: 'IsLatest', operator: 'equals', value: true },
		],
	};
	const [latest] = await queryAll(client, joinQuery(buildQuery(shape)));
	if (latest) return latest;
	const { LatestPublishedVersionId: versionId } = await getRecord(client, 'ContentDocument', id, [
		'LatestPublishedVersionId',
	]);
	return getRecord(client, 'ContentVersion', textOf(versionId), VERSION_FIELDS);
}

/**
 * What Salesforce tells about a file. For a document, this is about its latest version.
 *
 * @throws SalesforceApiError NOT_FOUND
 */
export async function findFile(client: Client, { object, id }: FileId): Promise<FileInfo> {
	if (object === 'ContentDocument') return readVersion(await findLatest(client, id));
	if (object === 'ContentVersion') {
		return readVersion(await getRecord(client, object, id, VERSION_FIELDS));
	}
	const kind = object === 'Document' ? ['Type'] : [];
	const fields = ['Id', 'Name', 'ContentType', 'BodyLength', ...kind];
	return readOldFile(object, await getRecord(client, object, id, fields));
}

/** Null if this Node has no MD5, as in FIPS mode. */
function createMd5() {
	try {
		return createHash('md5');
	} catch {
		return null;
	}
}

/** Fails if a file differs from what Salesforce says about it: nobody must store a part of it as the whole. */
async function* checkContent(
	{ id, size, checksum }: FileInfo,
	content: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
	const md5 = checksum === undefined ? null : createMd5();
	let read = 0;
	for await (const piece of content) {
		read += piece.length;
		if (read > size) break;
		md5?.update(piece);
		yield piece;
	}
	if (read !== size) {
		const told = read > size ? `more than ${size}` : `${read} of ${size}`;
		throw new InvalidResponseError(`${told} bytes of the file ${id}`);
	}
	if (md5 && md5.digest('hex') !== checksum!.toLowerCase()) {
		throw new InvalidResponseError(
			`other bytes than those of the file ${id}: its checksum differs`,
		);
	}
}

/**
 * The bytes of a file as they come. If the connection breaks, reading continues from there. The end is reached only
 * if the file is complete.
 *
 * @throws InvalidResponseError if its size or checksum differs from what Salesforce says
 */
export function readFileContent(
	client: Client,
	file: FileInfo,
): AsyncGenerator<Buffer, void, undefined> {
	const open = async () => {
		// Most files are packed already; unpacking would cost more than the line.
		const headers = { Accept: '*/*', 'Accept-Encoding': 'identity' };
		return (await openStream(client, { path: file.path }, headers)).body;
	};
	return checkContent(file, readThrough(client, open, BUDGETS.read));
}
