import type { IDataObject } from 'n8n-workflow';
import { parseRows } from '../../../../rest';

/**
 * The rows of a query's CSV as records, batch by batch: text as Salesforce writes it, null for an
 * empty cell (Salesforce stores no empty text), parents nested as in a REST query.
 */
export async function* readRecords(
	csv: AsyncIterable<Buffer>,
): AsyncGenerator<IDataObject[], void, undefined> {
	let paths: string[][] | undefined;
	for await (const batch of parseRows(csv)) {
		paths ??= batch.shift()!.map((name) => name.split('.'));
		const columns = paths;
		yield batch.map((cells) => toRecord(columns, cells));
	}
}

/** Own ones only: a column `constructor.x` or `__proto__.x` must not reach what all objects inherit. */
const parentOf = (record: IDataObject, name: string) =>
	(Object.hasOwn(record, name) ? record[name] : (record[name] = {})) as IDataObject;

function toRecord(columns: string[][], cells: string[]): IDataObject {
	const record: IDataObject = {};
	columns.forEach((path, at) => {
		let target = record;
		for (const parent of path.slice(0, -1)) target = parentOf(target, parent);
		target[path.at(-1)!] = cells[at] === '' ? null : cells[at]!;
	});
	return record;
}

/** The same rows as JSON Lines. */
export async function* toJsonLines(
	csv: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
	for await (const records of readRecords(csv)) {
		const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
		if (lines !== '') yield Buffer.from(lines);
	}
}
