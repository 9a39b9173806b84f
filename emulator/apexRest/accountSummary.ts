import { refuse, type SalesforceError } from '../core/SalesforceError';
import { isId } from '../core/ids';
import { insertRow } from '../store/insertRow';
import { type Row } from '../store/Row';
import { type ApexRestCall, type ApexRestClass, type ApexRestResult } from './ApexRestClass';

/** The sample service of an org: GET answers a record and what belongs to it, POST creates an account with contacts. */
export const accountSummary: ApexRestClass = {
	name: 'AccountSummary',
	urlMapping: '/AccountSummary/*',
	methods: { GET: summarize, POST: createAccount },
};

function summarize({ context: { org }, rest }: ApexRestCall): ApexRestResult {
	const account = isId(rest) ? org.store.get('Account', rest) : undefined;
	if (!account || account.IsDeleted === true) {
		throw apexError('System.QueryException: List has no rows for assignment to SObject');
	}
	const contacts = org.store.findBy('Contact', 'AccountId', account.Id ?? null);
	const returns = {
		account: toRecord(account, ['Id', 'Name', 'Phone', 'Industry']),
		numberOfContacts: contacts.length,
	};
	return { returns };
}

/** A record as Apex hands it out: fields without a value are left out. */
export function toRecord(row: Row, fields: readonly string[]): Record<string, unknown> {
	const known = fields.filter((name) => (row[name] ?? null) !== null);
	return {
		attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${String(row.Id)}` },
		...Object.fromEntries(known.map((name) => [name, row[name]])),
	};
}

/** Its answer, a String, comes as a JSON text. */
function createAccount({ context, parameters }: ApexRestCall): ApexRestResult {
	const { org, session } = context;
	const { name, lastNames } = readParameters(parameters);
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
	return { returns: id };
}

function readParameters(body: Record<string, unknown>): {
	name: string | null;
	lastNames: (string | null)[];
} {
	const { name = null, lastNames = [], ...others } = body;
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
export function apexError(message: string): SalesforceError {
	return refuse(500, 'APEX_ERROR', message);
}
