import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { Client } from '../../rest';
import type { ParameterReader } from './items/createParameterReader';

interface Run {
	context: IExecuteFunctions;
	/** Signs as the item's user, in the item's API version. */
	client: Client;
	parameters: ParameterReader;
	/** Whether the other items continue if one fails. */
	continueOnFail: boolean;
	/** Shows a note in the output panel after the run. The same note is shown once. */
	hint: (message: string) => void;
}

export interface ItemRun extends Run {
	itemIndex: number;
}

export interface BatchRun extends Run {
	/** All items that share the client, but those that an earlier try has done. */
	itemIndexes: number[];
	/** The bulk jobs of earlier tries of "Retry On Fail". */
	earlierJobs: {
		/** Those that hold the rows whose first one is this item's, in order. */
		of: (item: number) => string[];
		keep: (item: number, jobIds: string[]) => void;
	};
}

export interface OutputRow {
	json: IDataObject;
	binary?: IBinaryKeyData;
}

/** The outcome of an input item, or of several items if they share one output. */
export type RowOutcome =
	| ({ item: number | number[] } & OutputRow)
	/** A RowRefusal, or whatever was thrown. */
	| { item: number; error: unknown };

/** What an operation changes in Salesforce. */
export interface Change {
	/** What is changed, e.g. `record`. */
	noun: string;
	/** What was done to it, e.g. `saved`. */
	done: string;
	/** Its state after another one has failed. @default as `done` */
	stays?: string;
	/** Whether each try of "Retry On Fail" continues the jobs of the try before, so that it gets all items again. */
	resumesJobs?: true;
}

interface OperationBase {
	/** Whether an operation only reads, or what it changes: that is not done twice by "Retry On Fail". */
	effect: 'read' | Change;
	/** Label, e.g. `Get Many`. */
	name: string;
	/** In workflows, e.g. `getAll`. */
	value: string;
	/** Sentence case, no article, with the resource. */
	action: string;
	description: string;
	/** Shown for this operation only. */
	properties: INodeProperties[];
}

/** Called once for each item. */
export interface ItemOperation extends OperationBase {
	kind: 'item';
	execute(run: ItemRun): Promise<OutputRow[]>;
}

/** Called once with all items that share a client. */
export interface BatchOperation extends OperationBase {
	kind: 'batch';
	execute(run: BatchRun): Promise<RowOutcome[]>;
}

export type Operation = ItemOperation | BatchOperation;

export interface Resource {
	/** Label, e.g. `Record`. */
	name: string;
	/** In workflows, e.g. `record`. */
	value: string;
	description: string;
	/** In the order of the dropdown; the first one is the default. */
	operations: readonly Operation[];
}
