import type { IDataObject } from 'n8n-workflow';
import { parseRows } from '../../../../rest';

/**
 * The rows of a query's CSV as records, batch by batch: text as Salesforce writes it, null for an
 * empty cell (Salesforce stores no empty text), parents nested as in a REST query.
 */
export async function* readRecords(
	csv: AsyncIterable<Buffer>,
	delimiter = ',',
): AsyncGenerator<IDataObject[], void, undefined> {
	let paths: Array<string[] | undefined> | undefined;
	for await (const batch of parseRows(csv, delimiter)) {
		paths ??= batch.shift()!.map(toPath);
		const columns = paths;
		yield batch.map((cells) => toRecord(columns, cells));
	}
}

/** Only own keys: what every object inherits, such as `constructor`, is shared by the whole process. */
function openParent(record: IDataObject, name: string): IDataObject {
	const parent = Object.hasOwn(record, name) ? record[name] : undefined;
	if (typeof parent === 'object' && parent !== null) return parent as IDataObject;
	return (record[name] = {});
}

function toRecord(columns: Array<string[] | undefined>, cells: string[]): IDataObject {
	const record: IDataObject = {};
	columns.forEach((path, at) => {
		if (path === undefined) return;
		let target = record;
		for (const parent of path.slice(0, -1)) target = openParent(target, parent);
		target[path.at(-1)!] = cells[at] === '' ? null : cells[at]!;
	});
	return record;
}

/** No field is called `__proto__`: an assignment to it would set the prototype instead. */
const toPath = (name: string): string[] | undefined => {
	const path = name.split('.');
	return path.includes('__proto__') ? undefined : path;
};

/** The same rows as JSON Lines. */
export async function* toJsonLines(
	csv: AsyncIterable<Buffer>,
	delimiter = ',',
): AsyncGenerator<Buffer, void, undefined> {
	for await (const records of readRecords(csv, delimiter)) {
		const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
		if (lines !== '') yield Buffer.from(lines);
	}
}
