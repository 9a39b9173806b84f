// Run by n8n's own Node, which reads SQLite: looks for patterns in every column of every table.
import { DatabaseSync } from 'node:sqlite';

const [file, patterns] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
const quote = (name) => `"${name.replaceAll('"', '""')}"`;
const searched = Object.entries(JSON.parse(patterns)).map(([name, text]) => [
	name,
	new RegExp(text),
]);
const found = new Set();
const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
for (const { name: table } of tables) {
	for (const row of database.prepare(`SELECT * FROM ${quote(table)}`).iterate()) {
		for (const [column, value] of Object.entries(row)) {
			if (value === null || typeof value === 'number') continue;
			const text = typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
			for (const [name, pattern] of searched) {
				if (pattern.test(text)) found.add(`${name} in table ${table}, column ${column}`);
			}
		}
	}
}
console.log(JSON.stringify([...found]));
