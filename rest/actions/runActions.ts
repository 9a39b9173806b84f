import { readErrorEntry } from '../call/errorAnswer';
import {
	anything,
	flag,
	list,
	listFor,
	object,
	optional,
	record,
	type Shape,
	text,
} from '../call/shape';
import type { Carrier, CarrierAnswer, RecordInput } from '../rows/carrier';
import { cutByBytes } from '../rows/cutByBytes';
import { planBatches } from '../rows/planBatches';
import { sendForResults } from '../rows/refusedResults';
import { type RowResult, toRefusal } from '../rows/rowResult';
import { saveRows, type SaveOptions } from '../rows/saveRows';
import { separateRows } from '../rows/separateRows';
import type { Client, OrgRequest } from '../types';
import { adviseOnAction } from './invocableActions';
import { askQuickAction } from './quickActions';

/** Inputs that one call takes. */
export const MAX_ACTION_INPUTS = 200;

/** An action, and what it is run with. */
export interface ActionInput {
	/** Of `pathOfAction` or `pathOfQuickAction`. */
	path: string;
	/** The inputs by name; for a quick action the body of its call: `record`, and `contextId` if it has one. */
	inputs: Record<string, unknown>;
}

/** What an action has brought. */
export interface ActionDone {
	/** Its output variables by name; a flow's `Flow__InterviewStatus` among them, which `Waiting` is a success too. */
	outputValues: Record<string, unknown>;
}

interface RawResult {
	isSuccess: boolean;
	errors?: unknown[] | null;
	outputValues?: Record<string, unknown> | null;
}

/** One result for each set of inputs. */
const resultsFor = (inputs: number): Shape<RawResult[]> =>
	listFor(
		inputs,
		'sets of inputs',
		object<RawResult>({
			isSuccess: flag,
			errors: optional(list(anything)),
			outputValues: optional(record),
		}),
	);

const toResult = ({ isSuccess, errors, outputValues }: RawResult): RowResult<ActionDone> =>
	isSuccess
		? { success: true, outputValues: outputValues ?? {} }
		: { success: false, error: toRefusal((errors ?? []).map((entry) => readErrorEntry(entry))) };

const NOT_REPEATED =
	'No answer came after the action was started, so it may have been carried out or not. It was not run again. ' +
	'Before you run it again, look in Salesforce whether it was carried out.';

/** Many sets of inputs by one call, each with its own outcome. */
function carryInvocables(client: Client, batchSize: number): Carrier<ActionDone> {
	async function send(rows: RecordInput[]): Promise<CarrierAnswer<ActionDone>> {
		const request: OrgRequest<RawResult[]> = {
			method: 'POST',
			path: rows[0]!.object,
			body: { inputs: rows.map(({ fields }) => fields) },
			effect: 'create',
			shape: resultsFor(rows.length),
		};
		try {
			return { results: (await sendForResults(client, request, 'isSuccess')).map(toResult) };
		} catch (error) {
			throw adviseOnAction(error);
		}
	}
	return {
		mustNotRepeat: true,
		notRepeated: NOT_REPEATED,
		// A set that was refused for a lock is not sent again: what its action did outside of the record may stay done.
		repeatsLockedRows: true,
		plan: (rows) => {
			const calls = planBatches(
				rows.map((row) => row.object),
				batchSize,
				1,
			);
			return [cutByBytes(calls, rows)];
		},
		send,
		split: separateRows,
	};
}

interface RawQuickResult extends Record<string, unknown> {
	success: boolean;
	errors?: unknown[] | null;
}

const quickResult: Shape<RawQuickResult> = object<RawQuickResult>({
	success: flag,
	errors: optional(list(anything)),
	id: optional(text),
});

/** Quick actions have no call for many. */
function carryQuickActions(client: Client): Carrier<ActionDone> {
	async function send([row]: RecordInput[]): Promise<CarrierAnswer<ActionDone>> {
		const { body } = await askQuickAction(row!.object, (resource) =>
			client.request({
				method: 'POST',
				path: resource,
				body: row!.fields,
				effect: 'create',
				shape: quickResult,
			}),
		);
		const { success, errors, ...outputValues } = body;
		const entries = (errors ?? []).map((entry) => readErrorEntry(entry));
		return {
			results: [
				success ? { success, outputValues } : { success: false, error: toRefusal(entries) },
			],
		};
	}
	return {
		mustNotRepeat: true,
		notRepeated: NOT_REPEATED,
		repeatsLockedRows: true,
		plan: (rows) => [rows.map((_, row) => [row])],
		send,
	};
}

const toRows = (inputs: readonly ActionInput[]): RecordInput[] =>
	inputs.map(({ path, inputs: fields }) => ({ object: path, fields }));

/**
 * Runs invocable actions, with many sets of inputs in one call. No set is run twice, even if its answer is lost.
 * https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_intro_invoking.htm
 *
 * @returns the result of each set, in the order given
 * @throws the signal's reason; nothing else
 */
export const runActions = (
	client: Client,
	inputs: readonly ActionInput[],
	{ batchSize = MAX_ACTION_INPUTS, ...options }: SaveOptions & { batchSize?: number } = {},
): Promise<RowResult<ActionDone>[]> =>
	saveRows(client, toRows(inputs), carryInvocables(client, batchSize), options);

/** Runs quick actions, a call each, as `runActions` does others. */
export const runQuickActions = (
	client: Client,
	inputs: readonly ActionInput[],
	options: SaveOptions = {},
): Promise<RowResult<ActionDone>[]> =>
	saveRows(client, toRows(inputs), carryQuickActions(client), options);
