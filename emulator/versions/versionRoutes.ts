import { json } from '../server/Answer';
import { type Route } from '../server/Route';
import { labelVersion, NEWEST_VERSION, OLDEST_VERSION } from './apiVersions';

const RESOURCES = [
	'tooling',
	'metadata',
	'eclair',
	'folders',
	'prechatForms',
	'contact-tracing',
	'jsonxform',
	'chatter',
	'payments',
	'tabs',
	'appMenu',
	'quickActions',
	'queryAll',
	'commerce',
	'wave',
	'search',
	'support',
	'theme',
	'composite',
	'ui-api',
	'scheduling',
	'actions',
	'limits',
	'jobs',
	'process',
	'recent',
	'parameterizedSearch',
	'knowledgeManagement',
	'query',
	'sobjects',
];

/** The versions, which need no token and cost no call, and the resources of one version. */
export const versionRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/services/data',
		access: 'public',
		handle() {
			const versions = [];
			for (let version = OLDEST_VERSION; version <= NEWEST_VERSION; version++) {
				const url = `/services/data/v${version}.0`;
				versions.push({ label: labelVersion(version), url, version: `${version}.0` });
			}
			return json(versions);
		},
	},
	{
		method: 'GET',
		path: '/services/data/:version',
		handle: ({ org, session, base }) =>
			json({
				...Object.fromEntries(RESOURCES.map((name) => [name, `${base}/${name}`])),
				identity: `${org.url}/id/${org.id}/${session.userId}`,
			}),
	},
];
