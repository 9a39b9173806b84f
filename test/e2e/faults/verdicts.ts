import type { N8nItem } from '../../../demo';
import type { Json, Outcome, Verdict } from './types';

/** Codes that say: it may have happened or not. With WAIT_LIMIT the job goes on, and is named. */
const UNKNOWN = ['UNKNOWN_OUTCOME', 'WAIT_LIMIT'];

/** What no person wrote. */
const NO_SENTENCE = /undefined|is not a function|cannot read|\[object|^\s*$|NaN/i;

type Said = 'done' | 'failed' | 'unknown' | 'notSent';

/** What an item says of itself. */
export function saidOf({ json }: N8nItem): Said {
	if (json.error === undefined) return 'done';
	const code = String((json.details as Json | undefined)?.errorCode);
	if (UNKNOWN.includes(code)) return 'unknown';
	return code === 'NOT_SENT' ? 'notSent' : 'failed';
}

const indexOf = ({ pairedItem }: N8nItem) => (pairedItem as { item?: number } | undefined)?.item;

/** An error must be a sentence, with a code to go by. */
function checkError({ json }: N8nItem, index: number): string[] {
	if (json.error === undefined) return [];
	const { errorCode } = (json.details ?? {}) as Json;
	const isTold = typeof json.error === 'string' && !NO_SENTENCE.test(json.error);
	if (isTold && typeof errorCode === 'string') return [];
	return [`item ${index} fails without saying why: ${JSON.stringify(json)}`];
}

const count = (said: readonly Said[]): Omit<Verdict, 'lies'> => {
	const of = (which: Said) => said.filter((one) => one === which).length;
	return {
		done: of('done'),
		failed: of('failed'),
		unknown: of('unknown'),
		notSent: of('notSent'),
	};
};

/**
 * One output item for each input item, in order, each saying what is so.
 *
 * @param check what is wrong with an item, by what it says
 */
export function judgeEach(
	items: readonly Json[],
	output: readonly N8nItem[],
	check: (item: Json, said: Said, json: Json, index: number) => string[],
): Verdict {
	const lies: string[] = [];
	const order = output.map(indexOf);
	if (order.length !== items.length || order.some((item, index) => item !== index)) {
		lies.push(`${items.length} items came out as ${JSON.stringify(order)}`);
	}
	const said = output.map(saidOf);
	for (const [index, item] of items.entries()) {
		const given = output[index];
		if (!given) continue;
		lies.push(...checkError(given, index));
		const wrong = check(item, said[index]!, given.json, index);
		lies.push(...wrong.map((text) => `item ${index} (${said[index]}): ${text}`));
	}
	return { ...count(said), lies };
}

/** All rows of the one input item, in order, or one error and no row. */
export function judgeRows(expected: readonly Json[], output: readonly N8nItem[]): Verdict {
	const said = output.map(saidOf);
	const lies = output.flatMap(checkError);
	if (output.some((item) => indexOf(item) !== 0)) lies.push('a row names no item, or a wrong one');
	if (said.some((one) => one !== 'done')) {
		if (output.length > 1) lies.push(`an error beside ${output.length - 1} rows`);
		return { ...count(said.slice(0, 1)), lies };
	}
	const rows = JSON.stringify(output.map(({ json }) => json));
	if (rows !== JSON.stringify(expected)) {
		lies.push(`${output.length} rows, which are not the ${expected.length} rows of the org`);
	}
	return { done: 1, failed: 0, unknown: 0, notSent: 0, lies };
}

/** The run as a whole: unknown before failed before recovered. */
export const outcomeOf = ({ unknown, failed, notSent }: Verdict): Outcome =>
	unknown > 0 ? 'unknown' : failed + notSent > 0 ? 'failed' : 'recovered';
