import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../../emulator';
import { fields, kinds, type ValueKind } from './kinds';
import { readSchema, runAutoMapped, runExpressions, runTyped, type Transport } from './runCells';

const PAGE = join(__dirname, '..', '..', '..', '..', 'docs', 'operations', 'values.md');
const TABLE = /(<!-- the table that the test writes -->\n)[\s\S]*(<!-- end -->)/;
const TRANSPORTS: Transport[] = ['rest', 'bulk'];
const columns = Object.keys(fields);

/** Cells where a way differs from the others, and why. */
const EXCEPTIONS: Record<string, string> = {
	'text `#N/A` in Text': 'refused in bulk, where it clears the field',
	'text `#N/A` in Phone': 'refused in bulk, where it clears the field',
};

let org: Org;
let depot: string;
let schema: IDataObject[];
beforeAll(async () => {
	org = await startOrg({ sampleData: false });
	depot = org.insert('Depot__c', [{ Name: 'North' }])[0]!;
	org.insert('Account', [{ Id: '001A0000015Y3fKIAS', Name: 'Acme' }]);
	schema = await readSchema(org);
});
afterAll(() => org.close());

/** What became of a kind of value in each column, by each way. */
async function runKind({ value, isTyped }: ValueKind): Promise<Map<string, string[]>> {
	const wishes = columns.map((column) => ({ field: fields[column]!, value }));
	const ways = new Map<string, string[]>();
	for (const transport of TRANSPORTS) {
		ways.set(`automatic, ${transport}`, await runAutoMapped(org, transport, depot, wishes));
		const expressed = await runExpressions(org, transport, depot, wishes, schema);
		ways.set(`expression, ${transport}`, expressed);
		if (!isTyped) continue;
		const typed: string[] = [];
		for (const wish of wishes) typed.push(await runTyped(org, transport, depot, wish, schema));
		ways.set(`typed, ${transport}`, typed);
	}
	return ways;
}

/** As prettier lays tables out. */
function table([head = [], ...body]: string[][]): string {
	const widths = head.map((_, n) => Math.max(3, ...[head, ...body].map((row) => row[n]!.length)));
	const line = (row: string[]) =>
		`| ${row.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

const rows = new Map<string, string[]>();

describe('a value of any kind in a field of any type', () => {
	it.each(kinds)('is the same record, or the same refusal, by all ways: $label', async (kind) => {
		const ways = await runKind(kind);
		const cells = columns.map((column, n) => {
			const verdicts = new Set([...ways.values()].map((cell) => cell[n]!));
			const exception = EXCEPTIONS[`${kind.label} in ${column}`];
			const [way = '', verdict = ''] = [...ways].map(([name, cell]) => [name, cell[n]!])[0]!;
			if (exception === undefined) {
				const told = [...ways].map(([name, cell]) => `${name}: ${cell[n]!}`).join('; ');
				expect(verdicts.size, `${column}: ${told}`).toBe(1);
				expect(verdict, `${column}, ${way}`).not.toMatch(/without its field|another item/);
			} else expect(verdicts.size, exception).toBe(2);
			const text = verdict === 'refused' ? verdict : verdict === '–' ? 'empty' : `\`${verdict}\``;
			return exception === undefined ? text : `${text}; ${exception}`;
		});
		rows.set(kind.label, cells);
	});

	it('is what docs/operations/values.md says; UPDATE_DOCS=1 writes it again', async () => {
		const body = kinds.map(({ label }) => [label, ...rows.get(label)!]);
		const written = table([['what comes in', ...columns], ...body]);
		const page = await readFile(PAGE, 'utf8');
		const expected = page.replace(
			TABLE,
			(_, start: string, end: string) => `${start}\n${written}\n\n${end}`,
		);
		if (process.env.UPDATE_DOCS) await writeFile(PAGE, expected);
		else expect(page).toBe(expected);
	});
});
