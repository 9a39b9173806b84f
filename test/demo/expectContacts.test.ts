import { describe, expect, it } from 'vitest';
import { readContacts, type ContactRow } from '../../demo/contactsCsv';
import { expectContacts } from '../../demo/expectContacts';

const rows = readContacts();
const row = (changes: ContactRow): ContactRow => ({
	'Customer No': 'C-1',
	'Last Name': 'Weiß',
	...changes,
});
const refusalOf = (changes: ContactRow) => expectContacts([row(changes)])[0]?.refusal;

describe('the sample contacts', () => {
	it('are 500 rows, each with a number of its own', () => {
		expect(rows).toHaveLength(500);
		expect(new Set(rows.map((contact) => contact['Customer No'])).size).toBe(500);
	});

	it('are as messy as real ones', () => {
		const cells = rows.flatMap((contact) => Object.values(contact));
		const signs = [
			/"/,
			/,/,
			/\n/,
			/^$/,
			/é/,
			/ß/,
			/ł/,
			/[一-龯]/,
			/[א-ת]/,
			/[ا-ي]/,
			/[ก-ฮ]/,
			/😀/,
			/{{/,
			/^=/,
		];
		for (const sign of signs) expect(cells.some((cell) => sign.test(cell))).toBe(true);
	});

	it('hold rows that Salesforce must refuse, for each reason some', () => {
		const count = (refusal?: string): number =>
			expectContacts(rows).filter((contact) => contact.refusal === refusal).length;
		expect(count()).toBe(486);
		expect(count('REQUIRED_FIELD_MISSING')).toBe(5);
		expect(count('INVALID_EMAIL_ADDRESS')).toBe(5);
		expect(count('STRING_TOO_LONG')).toBe(4);
	});
});

describe('what a row must become', () => {
	it('is every cell as it stands, and nothing if it is empty', () => {
		const [contact] = expectContacts([row({ Notes: 'a\n"b", c ', City: '' })]);
		expect(contact?.fields).toMatchObject({ Description: 'a\n"b", c ', MailingCity: null });
	});

	it.each([
		[{}, undefined],
		[{ 'Last Name': '' }, 'REQUIRED_FIELD_MISSING'],
		[{ 'Last Name': 'x'.repeat(80) }, undefined],
		[{ 'Last Name': 'x'.repeat(81) }, 'STRING_TOO_LONG'],
		[{ Street: 'x'.repeat(256) }, 'STRING_TOO_LONG'],
		[{ 'E-mail': "o'brien+crm@sub.example.com" }, undefined],
		[{ 'E-mail': 'leo@' }, 'INVALID_EMAIL_ADDRESS'],
		[{ 'E-mail': 'kim@@example.org' }, 'INVALID_EMAIL_ADDRESS'],
		[{ 'E-mail': 'two words@example.com' }, 'INVALID_EMAIL_ADDRESS'],
	])('%j is refused by Salesforce: %s', (changes: ContactRow, refusal) => {
		expect(refusalOf(changes)).toBe(refusal);
	});
});
