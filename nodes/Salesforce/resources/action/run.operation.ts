import type { ResourceMapperValue } from 'n8n-workflow';
import {
	type ActionDone,
	type ActionInput,
	describeAction,
	describeQuickAction,
	InvalidInputError,
	type InvocableKind,
	MAX_ACTION_INPUTS,
	parseRecordId,
	pathOfAction,
	pathOfQuickAction,
	type RowResult,
	runActions,
	runQuickActions,
	type SalesforceRecord,
} from '../../../../rest';
import { convertInputs, type InputType, inputTypeOf } from '../../fields/actionInputs';
import { createFieldsReader, type MapperField } from '../../fields/readFields';
import { createDescriber, type Describer } from '../../items/createDescriber';
import { readItems } from '../../items/readItems';
import type { BatchOperation, BatchRun, RowOutcome } from '../../operation';
import { optionsProperty } from '../../options/options';
import { unknownFieldsOption } from '../../options/saveOptions';
import { actionProperties, batchSizeOption } from './actionProperties';

type ItemInput = ActionInput & { item: number };

const KINDS: readonly InvocableKind[] = ['flow', 'apex', 'standard', 'emailAlert'];

function readName({ parameters }: BatchRun, item: number): string {
	const name = parameters.getLocator('action', item);
	if (name !== '') return name;
	throw new InvalidInputError(
		"The parameter 'Action' is empty",
		'Pick a flow or action, or give its API name',
	);
}

/** What the mapper keeps of the inputs of the action that was picked in the editor. */
function keptInputs(fields: readonly MapperField[]): InputType[] | undefined {
	const kept = fields.map(({ actionInput }) => actionInput);
	return kept.length > 0 && kept.every((input) => input !== undefined) ? kept : undefined;
}

/** Returns an action's inputs: from the workflow if the action is fixed, otherwise from the org, once for each action. */
function createInputTypes(run: BatchRun, kind: InvocableKind) {
	const raw = run.context.getNode().parameters.fields as Partial<ResourceMapperValue> | undefined;
	const isMapped =
		raw?.mappingMode !== 'autoMapInputData' && !run.parameters.isExpression('action');
	const kept = isMapped ? keptInputs(raw?.schema ?? []) : undefined;
	const asked = new Map<string, Promise<InputType[]>>();
	return (name: string): Promise<InputType[]> | InputType[] => {
		if (kept) return kept;
		const pending =
			asked.get(name) ??
			describeAction(run.client, kind, name).then(({ inputs }) => inputs.map(inputTypeOf));
		asked.set(name, pending);
		return pending;
	};
}

/** An item's values: its own, or those that are mapped. */
function readValues({ context, parameters }: BatchRun, item: number): SalesforceRecord {
	const raw = context.getNode().parameters.fields as Partial<ResourceMapperValue> | undefined;
	if (raw?.mappingMode === 'autoMapInputData') return context.getInputData()[item]!.json;
	return parameters.getUnchecked<SalesforceRecord | null>('fields.value', item, {}) ?? {};
}

function createInvocableReader(run: BatchRun, kind: InvocableKind) {
	const typesOf = createInputTypes(run, kind);
	const { parameters } = run;
	return async (item: number): Promise<ItemInput> => {
		const name = readName(run, item);
		const path = pathOfAction(kind, name);
		const leavesOut = parameters.get<string>('options.unknownFields', item, 'send') === 'leaveOut';
		const settings = { zone: parameters.zone, leavesOut };
		const inputs = convertInputs(readValues(run, item), await typesOf(name), settings);
		return { item, path, inputs };
	};
}

/** A record's fields are what a quick action takes; they are written as those of a record. */
function createQuickReader(run: BatchRun) {
	const { client, parameters } = run;
	const fields = createFieldsReader(run);
	const describe = createDescriber(client);
	return async (item: number): Promise<ItemInput> => {
		const name = readName(run, item);
		const of = parameters.getLocator('object', item) || undefined;
		const path = pathOfQuickAction(name, of);
		const written = parameters.getLocator('recordId', item);
		const contextId = written === '' ? undefined : parseRecordId(written);
		const describer: Describer = async (object) =>
			describe(object === path ? (await describeQuickAction(client, name, of)).target : object);
		const described = await fields.describe(item, path, describer);
		const record = fields.read(item, described);
		return { item, path, inputs: { ...(contextId !== undefined && { contextId }), record } };
	};
}

/** Items in the order in which they are sent. */
async function runAll(run: BatchRun, kind: string, values: ItemInput[]) {
	const options = { stopAtRefusal: !run.continueOnFail };
	if (kind === 'quickAction') return runQuickActions(run.client, values, options);
	const given = run.parameters.get('options.batchSize', run.itemIndexes[0] ?? 0, MAX_ACTION_INPUTS);
	const batchSize = Math.min(Math.max(Math.trunc(given) || 1, 1), MAX_ACTION_INPUTS);
	return runActions(run.client, values, { ...options, batchSize });
}

function toOutcome({ item }: ItemInput, result: RowResult<ActionDone>): RowOutcome {
	if (!result.success) return { item, error: result.error };
	const { success, outputValues } = result;
	return { item, json: { success, outputValues } };
}

const isWaiting = (result: RowResult<ActionDone>) =>
	result.success && result.outputValues.Flow__InterviewStatus === 'Waiting';

export const run: BatchOperation = {
	kind: 'batch',
	effect: { noun: 'action', done: 'run', stays: 'in effect' },
	name: 'Run',
	value: 'run',
	action: 'Run flow or action',
	description:
		'Run a flow, invocable Apex, a quick action, an email alert or a standard action such as Send Email with the inputs of each item, many in one API call; returns its output variables',
	properties: [...actionProperties, optionsProperty([batchSizeOption, unknownFieldsOption])],
	async execute(batch) {
		const [first = 0] = batch.itemIndexes;
		const kinds = [...KINDS, 'quickAction'] as const;
		const kind = batch.parameters.getChoice('actionType', first, kinds, 'flow');
		const read =
			kind === 'quickAction' ? createQuickReader(batch) : createInvocableReader(batch, kind);
		const { values, refused } = await readItems(batch, read);
		const results = await runAll(batch, kind, values);
		const waiting = results.filter(isWaiting).length;
		if (waiting > 0) {
			batch.hint(
				`${waiting} of ${results.length} flows have paused and continue by themselves; to find one, use outputValues.Flow__InterviewGuid as the Guid in FlowInterview`,
			);
		}
		return [...refused, ...results.map((result, n) => toOutcome(values[n]!, result))];
	},
};
