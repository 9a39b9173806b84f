import type { IDataObject } from 'n8n-workflow';
import {
	completeChildren,
	countRecords,
	isBareCount,
	queryPages,
	type SalesforceRecord,
} from '../../../rest';
import { completeFlatRows, listSelectedPaths, selectionOf, splitList } from '../fields/flatColumns';
import type { ItemRun, OutputRow } from '../operation';
import { readRowShape, shapeRow } from '../fields/rowShape';

/** If only few rows are wanted, a page of 2,000 is too much. Salesforce's smallest page is 200. */
const pageSizeFor = (wanted: number) => (wanted < 2000 ? { batchSize: Math.max(wanted, 200) } : {});

/** If there are more names than this, only their number is shown. */
const MAX_NAMES = 8;
const MAX_HINT = 400;

/** The statement on one line that can be read at a glance. */
function shortenStatement(soql: string): string {
	const line = soql.replace(/\s+/g, ' ').trim();
	const selection = selectionOf(soql).replace(/\s+/g, ' ').trim();
	const names = splitList(selection);
	const [first = ''] = names;
	const isLong = names.length > MAX_NAMES && line.startsWith(`SELECT ${selection} `);
	const told = isLong
		? `SELECT ${first}, … (${names.length} fields)${line.slice('SELECT '.length + selection.length)}`
		: line;
	return told.length > MAX_HINT ? `${told.slice(0, MAX_HINT)}…` : told;
}

/** Shows what was asked, once for all items that ask the same: on one line, or as it was sent if that is wanted. */
export function hintStatements(
	{ hint, parameters, itemIndex }: ItemRun,
	statements: string[],
): void {
	const [first = ''] = statements;
	const parts = statements.length > 1 ? ` (first of ${statements.length} parts)` : '';
	const isWhole = parameters.get('options.showQuery', itemIndex, false);
	hint(`SOQL${parts}: ${isWhole ? first : shortenStatement(first)}`);
}

const tellCut = (returned: number, found: number) =>
	`Only the first ${returned.toLocaleString('en-US')} of ${found.toLocaleString('en-US')} records are returned. To get more, raise 'Limit' or turn on 'Return All'.`;

/** Runs statements one after the other and gives their records as rows, `limit` at most; of a COUNT(), one row with the number. */
export async function readRows(
	{ client, parameters, itemIndex, hint }: ItemRun,
	statements: string[],
	limit: number,
): Promise<OutputRow[]> {
	const batchSize = parameters.get<number>('options.batchSize', itemIndex, 0);
	const includeDeleted = parameters.get('options.includeDeleted', itemIndex, false);
	const [whole = ''] = statements;
	if (isBareCount(whole)) {
		return [{ json: { count: await countRecords(client, whole, { includeDeleted }) } }];
	}
	const shape = readRowShape(parameters, itemIndex);
	const dropAttributes = !shape.includeAttributes;
	const isPlain = !shape.isFlat && !shape.isoDates;
	const rows: SalesforceRecord[] = [];
	let found = 0;
	for (const soql of statements) {
		const left = limit - rows.length;
		if (left <= 0) break;
		const before = rows.length;
		const size = batchSize > 0 ? { batchSize } : pageSizeFor(left);
		const hasChildren = /\(\s*SELECT\b/i.test(soql);
		for await (const page of queryPages(client, soql, {
			includeDeleted,
			dropAttributes,
			limit: left,
			...size,
		})) {
			found = before + page.totalSize;
			if (hasChildren) await completeChildren(client, page.records, { dropAttributes });
			for (const record of page.records) {
				if (rows.length === limit) break;
				// 50,000 records are not copied without need.
				rows.push(isPlain ? record : shapeRow(record, shape));
			}
		}
	}
	if (found > rows.length) hint(tellCut(rows.length, found));
	const complete = shape.isFlat ? completeFlatRows(rows, listSelectedPaths(whole)) : rows;
	return complete.map((row) => ({ json: row as IDataObject }));
}
