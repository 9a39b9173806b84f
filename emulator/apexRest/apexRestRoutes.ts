import { refuse, type SalesforceError } from '../core/SalesforceError';
import { isId } from '../core/ids';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { insertRow } from '../store/insertRow';
import { type Row } from '../store/Row';

const path = '/services/apexrest';
const service = `${path}/AccountSummary`;

/**
 * Apex REST: a sample service of the org's own, `@RestResource(urlMapping='/AccountSummary/*')`.
 * GET answers a record and what belongs to it, POST creates an account with contacts.
 */
export const apexRestRoutes: readonly Route[] = [
	{ method: 'GET', path: `${service}/:id`, handle: summarize },
	{ method: 'POST', path: service, handle: createAccount },
	{ method: 'GET', path: `${path}/*rest`, handle: unknown },
	{ method: 'POST', path: `${path}/*rest`, handle: unknown },
	{ method: 'PATCH', path: `${path}/*rest`, handle: unknown },
	{ method: 'PUT', path: `${path}/*rest`, handle: unknown },
	{ method: 'DELETE', path: `${path}/*rest`, handle: unknown },
];

function unknown({ org, method, path: asked }: Context): Answer {
	org.unknownRequests.push({ method, path: asked, reason: 'no such Apex REST service' });
	throw refuse(404, 'NOT_FOUND', 'Could not find a match for URL');
}

function summarize({ org, params }: Context): Answer {
	const id = params.id ?? '';
	const account = isId(id) ? org.store.get('Account', id) : undefined;
	if (!account || account.IsDeleted === true) {
		throw apexError('System.QueryException: List has no rows for assignment to SObject');
	}
	const contacts = org.store.findBy('Contact', 'AccountId', account.Id ?? null);
	return json({
		account: toRecord(account, ['Id', 'Name', 'Phone', 'Industry']),
		numberOfContacts: contacts.length,
	});
}

/** A record as Apex hands it out: fields without a value are left out. */
function toRecord(row: Row, fields: readonly string[]): Record<string, unknown> {
	const known = fields.filter((name) => (row[name] ?? null) !== null);
	return {
		attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${String(row.Id)}` },
		...Object.fromEntries(known.map((name) => [name, row[name]])),
	};
}

/** The method's parameters are the body's keys; its answer, a String, comes as a JSON text. */
async function createAccount(context: Context): Promise<Answer> {
	const { org, session } = context;
	const { name, lastNames } = readParameters(await context.readJson());
	const options = { userId: session.userId };
	const id = org.store.transaction(() => {
		const save = (object: string, values: Row) => {
			const result = insertRow(org.store, object, values, options);
			if (result.success) return result.id;
			const [error] = result.errors;
			const reason = `${error?.statusCode}, ${error?.message}: [${error?.fields.join(', ')}]`;
			throw apexError(
				`System.DmlException: Insert failed. First exception on row 0; first error: ${reason}`,
			);
		};
		const account = save('Account', { Name: name });
		for (const lastName of lastNames) save('Contact', { LastName: lastName, AccountId: account });
		return account;
	});
	return json(id);
}

function readParameters(body: unknown): { name: string | null; lastNames: (string | null)[] } {
	const { name = null, lastNames = [], ...others } = (body ?? {}) as Record<string, unknown>;
	const [stranger] = Object.keys(others);
	if (stranger !== undefined) {
		throw refuse(
			400,
			'JSON_PARSER_ERROR',
			`Unexpected parameter encountered during deserialization: ${stranger}`,
		);
	}
	const isText = (value: unknown) => value === null || typeof value === 'string';
	if (!isText(name) || !Array.isArray(lastNames) || !lastNames.every(isText)) {
		throw refuse(400, 'JSON_PARSER_ERROR', 'Illegal value for primitive');
	}
	return { name: name, lastNames: lastNames };
}

/** An exception that the service did not catch. */
function apexError(message: string): SalesforceError {
	return refuse(500, 'APEX_ERROR', message);
}
