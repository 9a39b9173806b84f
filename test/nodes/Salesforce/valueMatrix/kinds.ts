import { tryToParseDateTime } from 'n8n-workflow';

/** The workflow's zone in the matrix: another one than that of any machine that runs it, and half an hour askew. */
export const ZONE = 'Asia/Kolkata';

export interface ValueKind {
	label: string;
	value: unknown;
	/** Whether it can be typed into the mapper as it is, without an expression. */
	isTyped?: boolean;
}

/** Luxon's DateTime as n8n makes it; Luxon itself is no dependency. */
const luxon = (text: string): unknown => tryToParseDateTime(text);

/** What n8n's nodes hand over: databases, spreadsheets, webhooks, forms, code. */
export const kinds: ValueKind[] = [
	{ label: 'text `Cooling`', value: 'Cooling', isTyped: true },
	{ label: 'text with an emoji', value: 'Ünï 😀', isTyped: true },
	{ label: 'half an emoji', value: '\uD83D', isTyped: false },
	{ label: 'text `#N/A`', value: '#N/A', isTyped: true },
	{ label: 'null', value: null, isTyped: true },
	{ label: 'undefined', value: undefined },
	{ label: 'number `12`', value: 12, isTyped: true },
	{ label: 'text `12.50`', value: '12.50', isTyped: true },
	{ label: 'number `1`', value: 1, isTyped: true },
	{ label: 'text `0`', value: '0', isTyped: true },
	{ label: 'true', value: true, isTyped: true },
	{ label: 'text `FALSE`', value: 'FALSE', isTyped: true },
	{ label: 'NaN', value: NaN },
	{ label: 'text `2026-01-31`', value: '2026-01-31', isTyped: true },
	{
		label: 'text `2026-01-31T00:00:00.000Z`',
		value: '2026-01-31T00:00:00.000Z',
		isTyped: true,
	},
	{ label: 'text `2026-01-31T10:00:00`', value: '2026-01-31T10:00:00', isTyped: true },
	{ label: 'text `2026-01-31 10:00:00`', value: '2026-01-31 10:00:00', isTyped: true },
	{ label: 'text `2026-01-31T10:00:00+09:00`', value: '2026-01-31T10:00:00+09:00', isTyped: true },
	{ label: 'text `10:00:00`', value: '10:00:00', isTyped: true },
	{ label: 'text `2026-02-30`', value: '2026-02-30', isTyped: true },
	{ label: 'Date, `18:30Z`: a day of a database', value: new Date('2026-01-30T18:30:00Z') },
	{ label: 'Date, `10:00Z`', value: new Date('2026-01-31T10:00:00Z') },
	{ label: 'DateTime in Tokyo, `10:00`', value: luxon('2026-01-31T10:00:00+09:00') },
	{ label: 'text `Cooling;Safety`', value: 'Cooling;Safety', isTyped: true },
	{ label: 'text `["Cooling","Safety"]`', value: '["Cooling","Safety"]', isTyped: true },
	{ label: 'list of texts', value: ['Cooling', 'Safety'] },
	{ label: 'list of objects', value: [{ a: 1 }] },
	{ label: 'object', value: { a: 1, b: 2 } },
	{ label: 'ID in 15 characters', value: '001A0000015Y3fK', isTyped: true },
];

/** A field of each type, by what a column of the table is called. */
export const fields: Record<string, string> = {
	Text: 'Short_Note__c',
	Phone: 'Hotline__c',
	Picklist: 'State__c',
	'Multi-select': 'Options__c',
	Checkbox: 'Active__c',
	Number: 'Weight__c',
	Date: 'Built_On__c',
	'Date/Time': 'Last_Service__c',
	Time: 'Shift_Start__c',
	Lookup: 'Account__c',
};
