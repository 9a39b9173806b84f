import { Readable } from 'node:stream';
import { notFound } from '../core/SalesforceError';
import { type Answer, bytes } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { requireLiving } from '../sobjects/recordRoutes';
import { requireObject } from '../sobjects/requireObject';
import { isContent, sizeOf } from './FileContent';

const path = '/services/data/:version/sobjects';

/** The bytes of files; they are saved as records are. */
export const fileRoutes: readonly Route[] = [
	download('ContentVersion', 'VersionData'),
	download('Attachment', 'Body'),
	download('Document', 'Body'),
];

function download(object: string, field: string): Route {
	return {
		method: 'GET',
		path: `${path}/${object}/:id/${field}`,
		handle(context: Context): Answer {
			const row = requireLiving(context, requireObject(context.org, object));
			const content = row[field];
			if (!isContent(content)) throw notFound();
			const stream = Buffer.isBuffer(content) ? Readable.from([content]) : content.open();
			const type = String(row.ContentType ?? 'application/octet-stream');
			const length = { 'Content-Length': String(sizeOf(content)) };
			return bytes(stream, type, context.org.policy.fileDownloadsHaveLength ? length : {});
		},
	};
}
