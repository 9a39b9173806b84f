import type { Org } from '../../emulator';
import { type Json, newVerdict, type Verdict } from './Workload';

type Row = ReturnType<Org['records']>[number];

export interface ExpectedRow {
	/** The records that this row has made or changed, as they are now. */
	found: () => Row[];
	/** Whether a record shows that the row took effect. */
	isDone: (records: Row[]) => boolean;
	/** Whether the records are as they were before. */
	isUntouched: (records: Row[]) => boolean;
	/** Salesforce must refuse it with this code. */
	refusedWith?: string;
}

const codeOf = (item: Json): string | undefined => {
	if (item.error === undefined) return undefined;
	const { errorCode } = (item.details ?? {}) as { errorCode?: string };
	return errorCode ?? 'NONE';
};

/**
 * Holds a save's items against the org: one item a row, and each tells what is there.
 *
 * @param mayHaveHappened codes under which a row may be saved or not
 */
export function judgeRows(
	expected: ExpectedRow[],
	output: Json[] | string,
	mayHaveHappened: readonly string[] = ['UNKNOWN_OUTCOME'],
): Verdict {
	const verdict = newVerdict();
	const wrong = (text: string) => void verdict.wrong.push(text);
	if (!Array.isArray(output) || output.length !== expected.length) {
		wrong(`${expected.length} rows, but the answer is ${JSON.stringify(output).slice(0, 300)}`);
		return verdict;
	}
	expected.forEach((row, at) => {
		const item = output[at]!;
		const code = codeOf(item);
		const records = row.found();
		const [done, untouched] = [row.isDone(records), row.isUntouched(records)];
		const told = JSON.stringify(item).slice(0, 300);
		if (records.length > 1) wrong(`row ${at} is there ${records.length} times: ${told}`);
		else if (code === undefined && row.refusedWith !== undefined)
			wrong(`row ${at} was to be refused: ${told}`);
		else if (code === undefined && !(done && (records[0]?.Id ?? item.id) === item.id))
			wrong(`row ${at} is reported as done and is not: ${told}`);
		else if (code !== undefined && mayHaveHappened.includes(code)) {
			verdict.unknown += 1;
			if (!done && !untouched) wrong(`row ${at} is neither done nor untouched: ${told}`);
		} else if (code !== undefined) {
			if (row.refusedWith !== code) verdict.reasons.push(told);
			if (row.refusedWith === undefined) verdict.refused += 1;
			if (!untouched) wrong(`row ${at} is reported as refused and was done: ${told}`);
		}
	});
	return verdict;
}
