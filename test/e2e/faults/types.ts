import type { Fault, Org, OrgOptions } from '../../../emulator';
import type { N8nItem } from '../../../demo';

export type Json = Record<string, unknown>;

/** What a user is told, and what is true. */
export type Outcome = 'recovered' | 'failed' | 'unknown';

/** What a fault means for the request that it hits. */
export type Effect =
	/** It was not carried out, and will be a moment later. */
	| 'not now'
	/** It was not carried out, and will not be however often it is sent. */
	| 'never'
	/** Nothing tells whether it was carried out; the next one gets through. */
	| 'lost'
	/** Something answered that is no answer: nothing tells whether the request was carried out. */
	| 'garbled';

/** What a call does in the org. */
export type CallKind =
	/** Changes nothing that counts. */
	| 'read'
	/** Changes records; sent twice, it changes no more. */
	| 'repeatable write'
	/** Creates records; sent twice, it creates them twice. */
	| 'create'
	/** A step of a job that can be gone again: nothing is saved by it. */
	| 'job step'
	/** Starts a job that has its rows. */
	| 'start'
	/** Asks for the state of rows that Salesforce has. */
	| 'follow-up';

export type Duration = 'once' | 'always';

/** One call of a family that a fault can hit. */
export interface Phase {
	label: string;
	kind: CallKind;
	match: NonNullable<Fault['match']>;
	/** Matching calls that pass before. @default 0 */
	after?: number;
	/** Input items whose calls come before this one: the fault must not touch them. @default 0 */
	before?: number;
	/** Whether the run logs in with this very call, has done so before it, or another run has. */
	login: 'now' | 'earlier in the run' | 'before the run';
}

/** What the operation said about its input, held against the org. */
export interface Verdict {
	/** Input items by what was said of them. */
	done: number;
	failed: number;
	unknown: number;
	notSent: number;
	/** Where what was said and what is differ. */
	lies: string[];
}

/** An operation on its own org, its input made of what is there. */
export interface Family {
	id: string;
	label: string;
	/** What each run does, for the reader of the table. */
	about: string;
	parameters: Json;
	policy?: OrgOptions['policy'];
	/** Fills the org, and gives the input items. */
	prepare: (org: Org) => Json[];
	/** The file that an item brings in its field `data`. @default none */
	fileOf?: (item: Json) => { fileName: string; mimeType: string; content: Buffer };
	phases: readonly Phase[];
	judge: (org: Org, items: readonly Json[], output: readonly N8nItem[]) => Verdict;
}

export interface FaultKind {
	id: string;
	/** What happens, for the reader of the table. */
	label: string;
	effect: Effect;
	/** @default all */
	only?: readonly CallKind[];
	/** Takes minutes where it is repeated. */
	slow?: boolean;
	/** @param times how many calls it hits */
	arm: (org: Org, phase: Phase, times: number) => void;
}
