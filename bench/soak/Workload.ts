import type { Org } from '../../emulator';

export type Json = Record<string, unknown>;

/** What one run is judged by. */
export interface Verdict {
	/** Rows, or whole runs, that were refused and said so. */
	refused: number;
	/** Rows whose fate was declared unknown. */
	unknown: number;
	/** Why rows were refused. */
	reasons: string[];
	/** What was reported otherwise than it is, in words. */
	wrong: string[];
}

/** One run's input, and how to tell whether what came of it is true. */
export interface Turn {
	items: Json[];
	/** @param output what the workflow answered: the json of its last node's items, or a file's text */
	judge: (output: Json[] | string) => Verdict;
}

/** An operation that the soak runs over and over, as a workflow of its own. */
export interface Workload {
	name: string;
	/** How often it is chosen, beside the others. @default 1 */
	weight?: number;
	/** Of the node under load. */
	node: { type?: string; typeVersion?: number; parameters: Json };
	/** Whether the workflow answers with the file of its last item. @default false */
	givesFile?: boolean;
	/** @param tag no other run has it */
	prepare: (org: Org, tag: string, random: () => number) => Turn;
}

export const newVerdict = (): Verdict => ({ refused: 0, unknown: 0, reasons: [], wrong: [] });
