import type { ContactRow } from './contactsCsv';

export type Refusal = 'REQUIRED_FIELD_MISSING' | 'INVALID_EMAIL_ADDRESS' | 'STRING_TOO_LONG';

/** What must become of one row: the fields stored, or the reason why it is refused. */
export interface ExpectedContact {
	externalId: string;
	fields: Record<string, string | null>;
	refusal?: Refusal;
}

/** By heading: Contact's field and the most characters that Salesforce takes for it. */
const columns: Record<string, { field: string; longest: number }> = {
	'Customer No': { field: 'External_Id__c', longest: 40 },
	'First Name': { field: 'FirstName', longest: 40 },
	'Last Name': { field: 'LastName', longest: 80 },
	'E-mail': { field: 'Email', longest: 80 },
	Phone: { field: 'Phone', longest: 40 },
	'Job Title': { field: 'Title', longest: 128 },
	Department: { field: 'Department', longest: 80 },
	Street: { field: 'MailingStreet', longest: 255 },
	City: { field: 'MailingCity', longest: 40 },
	'Postal Code': { field: 'MailingPostalCode', longest: 20 },
	Country: { field: 'MailingCountry', longest: 80 },
	Birthday: { field: 'Birthdate', longest: 10 },
	Notes: { field: 'Description', longest: 32_000 },
};

function findRefusal(row: ContactRow): Refusal | undefined {
	if (!row['Last Name']) return 'REQUIRED_FIELD_MISSING';
	const tooLong = ([heading, { longest }]: [string, { longest: number }]): boolean =>
		(row[heading] ?? '').length > longest;
	if (Object.entries(columns).some(tooLong)) return 'STRING_TOO_LONG';
	if (row['E-mail'] && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(row['E-mail'])) {
		return 'INVALID_EMAIL_ADDRESS';
	}
	return undefined;
}

/** Works out from the file alone, by Salesforce's rules, what the org must hold in the end. */
export function expectContacts(rows: ContactRow[]): ExpectedContact[] {
	return rows.map((row) => {
		const fields = Object.fromEntries(
			Object.entries(columns).map(([heading, { field }]) => [field, row[heading] || null]),
		);
		const refusal = findRefusal(row);
		return { externalId: row['Customer No'] ?? '', fields, ...(refusal && { refusal }) };
	});
}
