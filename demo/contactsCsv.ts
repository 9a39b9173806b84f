import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** The folder that n8n may read files from. */
export const dataFolder = join(__dirname, 'data');

/** The demo's input: one row of text cells by heading. */
export type ContactRow = Record<string, string>;

/** Reads the file itself, not through n8n: what n8n makes of it is checked against this. */
export function readContacts(file = join(dataFolder, 'contacts.csv')): ContactRow[] {
	return parse(readFileSync(file), { columns: true, bom: true });
}
