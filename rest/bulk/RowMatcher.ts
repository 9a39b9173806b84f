import { hash } from 'node:crypto';

/** Digests instead of texts: a row of any width needs the same small space. */
const digest = (text: string) => hash('sha256', text, 'binary');

/** Rows with other cell borders have other keys, because each key contains the lengths of the cells. */
const keyOf = (cells: string[]) => digest(cells.map((cell) => `${cell.length}:${cell}`).join(''));

interface Leftover<Result> {
	keyValue: string;
	result: Result;
}

/**
 * Finds the input row of each result of a Bulk API 2.0 job. Results come in any order and contain the uploaded
 * columns, so a row is recognized by all its cells. Of rows that are equal, each gets one of their results. A
 * result that equals no row (because a value came back in another form) goes to the row with the same external ID,
 * if there is exactly one. Nothing is guessed beyond that.
 */
export class RowMatcher<Result> {
	/** Results that belong to no row of the input. */
	surplus = 0;

	private readonly results: Array<Result | undefined> = [];
	/** The last open row with a key, and for each row the one with the same key before it. */
	private readonly open = new Map<string, number>();
	private readonly sameBefore: number[] = [];
	private readonly keyValues: string[] = [];
	private readonly keyColumn: number;
	private assigned = 0;
	private leftovers: Leftover<Result>[] = [];

	/**
	 * @param columns the input's header
	 * @param keyField the column that identifies rows, if there is one
	 */
	constructor(
		private readonly columns: string[],
		keyField?: string,
	) {
		this.keyColumn = columns.findIndex((name) => sameName(name, keyField));
	}

	/** Rows of the input. */
	get rows(): number {
		return this.results.length;
	}

	/** Rows that no result was found for so far. */
	get openRows(): number {
		return this.results.length - this.assigned;
	}

	/** A row of the input, in the order of the input. */
	addRow(cells: string[]): void {
		const row = this.results.push(undefined) - 1;
		const key = keyOf(cells);
		this.sameBefore.push(this.open.get(key) ?? -1);
		this.open.set(key, row);
		if (this.keyColumn >= 0) this.keyValues.push(digest(cells[this.keyColumn] ?? ''));
	}

	/** How a row of a result list with that header becomes a row in the input's columns. */
	arrange(header: string[]): (cells: string[]) => string[] {
		const places = this.columns.map((name) => header.findIndex((other) => sameName(other, name)));
		return (cells) => places.map((place) => cells[place] ?? '');
	}

	/** Gives a result to a row that has none yet and equals it; false if there is none. */
	assign(cells: string[], result: Result): boolean {
		const key = keyOf(cells);
		const row = this.open.get(key);
		if (row === undefined) return false;
		const before = this.sameBefore[row]!;
		if (before === -1) this.open.delete(key);
		else this.open.set(key, before);
		this.results[row] = result;
		this.assigned++;
		return true;
	}

	/** Keeps a result that equals no row until all results are known. */
	keepLeftover(cells: string[], result: Result): void {
		// Each row has one result: more of them than rows belong to none, however many still come.
		if (this.leftovers.length >= this.results.length) {
			this.surplus++;
			return;
		}
		const keyValue = this.keyColumn >= 0 ? digest(cells[this.keyColumn] ?? '') : '';
		this.leftovers.push({ keyValue, result });
	}

	/** Each row's result, in the order of the input; `unknown` for those that none was found for. */
	settle(unknown: Result): Result[] {
		if (this.leftovers.length > 0) this.settleLeftovers();
		return this.results.map((result) => result ?? unknown);
	}

	private settleLeftovers(): void {
		const rows = new Map<string, number[]>();
		this.keyValues.forEach((keyValue, row) => {
			if (this.results[row] === undefined) push(rows, keyValue, row);
		});
		const found = new Map<string, Result[]>();
		for (const { keyValue, result } of this.leftovers) push(found, keyValue, result);
		for (const [keyValue, results] of found) {
			const candidates = rows.get(keyValue) ?? [];
			if (candidates.length === 1 && results.length === 1) {
				this.results[candidates[0]!] = results[0];
			} else {
				this.surplus += results.length;
			}
		}
		this.leftovers = [];
	}
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
	const list = lists.get(key);
	if (list) list.push(value);
	else lists.set(key, [value]);
}

const sameName = (name: string, other: string | undefined) =>
	name.toLowerCase() === other?.toLowerCase();
