import { replaceTexts, type SalesforceRecord } from '../../../rest';

/** A path such as `Account.Owner.Name`, alone or in a function that gives the field under its own name. */
const PATH = /^(?:(?:toLabel|convertCurrency|FORMAT)\s*\(\s*)?([a-z]\w*(?:\.[a-z]\w*)+)\s*\)?$/i;

/** Cuts at commas outside parentheses. */
export function splitList(list: string): string[] {
	let depth = 0;
	let from = 0;
	const entries: string[] = [];
	for (let at = 0; at < list.length; at += 1) {
		if (list[at] === '(') depth += 1;
		else if (list[at] === ')') depth -= 1;
		else if (list[at] === ',' && depth === 0) {
			entries.push(list.slice(from, at));
			from = at + 1;
		}
	}
	return [...entries, list.slice(from)].map((entry) => entry.trim());
}

/** The paths of parents' fields in a list of fields. */
export const listPaths = (fields: string[]): string[] =>
	fields.flatMap((field) => PATH.exec(field.trim())?.[1] ?? []);

/** What is between the outer SELECT and its FROM, texts emptied. */
export function selectionOf(soql: string): string {
	const bare = replaceTexts(soql, () => "''");
	const words = /[()]|\b(?:SELECT|FROM)\b/gi;
	let depth = 0;
	let start: number | undefined;
	for (const match of bare.matchAll(words)) {
		if (match[0] === '(') depth += 1;
		else if (match[0] === ')') depth -= 1;
		else if (depth > 0) continue;
		else if (start === undefined) start = match.index + match[0].length;
		else return bare.slice(start, match.index);
	}
	return '';
}

/** `TYPEOF What WHEN Account THEN Phone ELSE Name END`: the fields of each type. */
const listTypeofPaths = (typeof_: string): string[] => {
	const [, relationship, rest] = /^TYPEOF\s+(\w+)\s([\s\S]*)$/i.exec(typeof_.trim()) ?? [];
	if (relationship === undefined || rest === undefined) return [];
	const lists = rest
		.replace(/\bEND\s*$/i, '')
		.split(/\bWHEN\s+\w+\s+THEN\b|\bELSE\b/i)
		.slice(1);
	return lists.flatMap(splitList).map((field) => `${relationship}.${field}`);
};

/** The paths of parents' fields that a statement of SOQL selects. */
export function listSelectedPaths(soql: string): string[] {
	const selection = selectionOf(soql);
	const typeofs: string[] = selection.match(/\bTYPEOF\b[\s\S]*?\bEND\b/gi) ?? [];
	const fields = splitList(selection.replace(/\bTYPEOF\b[\s\S]*?\bEND\b/gi, ''));
	return [...listPaths(fields), ...typeofs.flatMap(listTypeofPaths)];
}

/** The columns below a relationship, by its name in lower case; spelt as Salesforce does if a row shows it. */
function listColumns(rows: SalesforceRecord[], paths: string[]): Map<string, Map<string, string>> {
	const columns = new Map<string, Map<string, string>>();
	const note = (path: string) => {
		const key = path.toLowerCase();
		for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
			const relationship = key.slice(0, dot);
			const below = columns.get(relationship) ?? new Map<string, string>();
			columns.set(relationship, below.set(key, path));
		}
	};
	paths.forEach(note);
	const seen = new Set<string>();
	for (const row of rows) {
		for (const name in row) {
			if (seen.has(name)) continue;
			seen.add(name);
			if (name.includes('.')) note(name);
		}
	}
	return columns;
}

/**
 * Flat rows that all have the same columns. If there is no parent, Salesforce gives only the relationship as null,
 * and no fields of it.
 *
 * @param rows as `shapeRow` makes them
 * @param paths the fields that were asked for: rows without a parent don't show which columns there are
 */
export function completeFlatRows(rows: SalesforceRecord[], paths: string[]): SalesforceRecord[] {
	const columns = listColumns(rows, paths);
	if (columns.size === 0) return rows;
	return rows.map((row) => {
		if (!Object.keys(row).some((name) => row[name] === null && columns.has(name.toLowerCase()))) {
			return row;
		}
		const complete: SalesforceRecord = {};
		for (const [name, value] of Object.entries(row)) {
			const below = value === null ? columns.get(name.toLowerCase()) : undefined;
			if (below === undefined) complete[name] = value;
			// A column that is a relationship itself has its own fields in the list.
			else for (const [key, path] of below) if (!columns.has(key)) complete[path] = null;
		}
		return complete;
	});
}
