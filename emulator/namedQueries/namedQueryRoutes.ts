import { refuse } from '../core/SalesforceError';
import { openCursor, pageOf } from '../query/cursors';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { runQuery } from '../soql/runQuery';

const firstVersion = 65;

/** The named queries of a sample org, as Setup > Integrations > Named Query API would hold them. */
const namedQueries = [
	{
		DeveloperName: 'AccountsOfIndustry',
		MasterLabel: 'Accounts of an Industry',
		Body2:
			'SELECT Id, Name, Industry FROM Account WHERE Industry = :industry ORDER BY Name LIMIT :maxRecords',
	},
	{ DeveloperName: 'AllUsers', MasterLabel: 'All Users', Body2: 'SELECT Id, Username FROM User' },
];

/** Queries that an admin has written, run by their name; and the tooling object that lists them. */
export const namedQueryRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/named/query/:name', handle: run },
	{ method: 'GET', path: '/services/data/:version/tooling/query', handle: listQueries },
];

const notBefore = ({ version }: Context) => {
	if (version >= firstVersion) return;
	throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
};

function run(context: Context): Answer {
	notBefore(context);
	const { org, base, session, params, query } = context;
	const found = namedQueries.find(({ DeveloperName }) => DeveloperName === params.name);
	if (!found) {
		const message = "No such column 'DeveloperName' on entity 'ApiNamedQuery'.";
		throw refuse(400, 'INVALID_FIELD', message);
	}
	const statement = found.Body2.replace(/:(\w+)/g, (_, name: string) => {
		const value = query.get(name);
		if (value !== null) return toLiteral(value);
		throw refuse(400, 'MISSING_ARGUMENT', `Missing value for parameter: ${name}`);
	});
	const result = runQuery(org, statement, { base, userId: session.userId, includeDeleted: false });
	return json(pageOf(org, openCursor(org, result, org.policy.defaultBatchSize), 0, base));
}

/** What is written as a number, a flag or a day is one; all else is text. */
function toLiteral(value: string): string {
	if (/^-?\d+(?:\.\d+)?$|^(?:true|false)$|^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(value))
		return value;
	return `'${value.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

function listQueries(context: Context): Answer {
	notBefore(context);
	const statement = context.query.get('q') ?? '';
	const [, names = '', object = ''] = /^SELECT ([\w, ]+) FROM (\w+)/i.exec(statement) ?? [];
	if (object !== 'ApiNamedQuery') {
		throw refuse(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
	}
	const columns = names.split(',').map((name) => name.trim());
	const records = namedQueries.map((row) => ({
		attributes: { type: object },
		...Object.fromEntries(columns.map((name) => [name, (row as Record<string, string>)[name]])),
	}));
	return json({ size: records.length, totalSize: records.length, done: true, records });
}
