import { notFound } from '../core/SalesforceError';
import { type Answer, bytes } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { requireLiving } from '../sobjects/recordRoutes';
import { requireObject } from '../sobjects/requireObject';

const path = '/services/data/:version/sobjects';

/** The bytes of files; they are saved as records are. */
export const fileRoutes: readonly Route[] = [
	download('ContentVersion', 'VersionData'),
	download('Attachment', 'Body'),
];

function download(object: string, field: string): Route {
	return {
		method: 'GET',
		path: `${path}/${object}/:id/${field}`,
		handle(context: Context): Answer {
			const row = requireLiving(context, requireObject(context.org, object));
			const content = row[field];
			if (!Buffer.isBuffer(content)) throw notFound();
			return bytes(content, 'application/octet-stream');
		},
	};
}
