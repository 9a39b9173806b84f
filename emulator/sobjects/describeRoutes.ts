import { createHash } from 'node:crypto';
import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { describeBriefly, renderDescribe } from './renderDescribe';
import { listViewed } from '../recent/listViewed';
import { requireObject } from './requireObject';

/** Describe global, of one object in short, and in full. */
export const describeRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/sobjects', handle: describeGlobal },
	{ method: 'GET', path: '/services/data/:version/sobjects/:object', handle: describeInShort },
	{ method: 'GET', path: '/services/data/:version/sobjects/:object/describe', handle: describe },
];

function describeGlobal(context: Context): Answer {
	const { org, base } = context;
	const sobjects = org.metadata.objects().map((type) => describeBriefly(type, base));
	return answerCacheable(context, { encoding: 'UTF-8', maxBatchSize: 200, sobjects });
}

function describeInShort({ org, base, params, session }: Context): Answer {
	const type = requireObject(org, params.object);
	const recentItems = listViewed(org, session.userId, base, type);
	return json({ objectDescribe: describeBriefly(type, base), recentItems });
}

function describe(context: Context): Answer {
	const type = requireObject(context.org, context.params.object);
	return answerCacheable(context, renderDescribe(context.org, type, context.base));
}

/** Metadata changes rarely: clients may ask whether it did. */
function answerCacheable({ org, headers }: Context, body: unknown): Answer {
	const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)}"`;
	const changed = Math.floor(org.metadata.changedAt / 1000) * 1000;
	const stamps = { ETag: etag, 'Last-Modified': new Date(changed).toUTCString() };
	const isSame =
		headers['if-none-match'] === etag || Date.parse(headers['if-modified-since'] ?? '') >= changed;
	return isSame ? { status: 304, headers: stamps } : json(body, 200, stamps);
}
