import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { createTiming, type Timing } from '../../http';
import { isRolledBack, type RowRefusal, UnknownOutcomeError } from '../../rest';
import { createErrorItems } from '../shared/createErrorItems';
import { toNodeError } from '../shared/toNodeError';
import { type EarlierTries, openEarlierTries } from './earlierTries';
import { findOperation } from './resources';
import { createHints, type Hints } from './items/createHints';
import { createItemClients, type ItemClients } from './items/createItemClients';
import { createParameterReader } from './items/createParameterReader';
import { groupBy } from './items/groupBy';
import type { BatchOperation, ItemOperation, Operation, OutputRow, RowOutcome } from './operation';

interface Route {
	context: IExecuteFunctions;
	clients: ItemClients;
	hints: Hints;
	tries: EarlierTries;
	toErrorItem: ReturnType<typeof createErrorItems>;
	continueOnFail: boolean;
}

const toItem = (outcome: RowOutcome, { toErrorItem }: Route): INodeExecutionData => {
	if ('error' in outcome) return toErrorItem(outcome.error, outcome.item);
	const { item, ...row } = outcome;
	const pairedItem = Array.isArray(item) ? item.map((n) => ({ item: n })) : { item };
	return { ...row, pairedItem };
};

const firstItem = ({ item }: RowOutcome) => (Array.isArray(item) ? (item[0] ?? 0) : item);

/** Whether a failed item may have been done anyway, so that no try may do it again. */
const isDecided = (error: unknown): boolean =>
	error instanceof UnknownOutcomeError
		? error.mustNotRepeat
		: (error as Partial<RowRefusal> | null)?.mayBeSaved === true;

/** "3 records were saved before and stay saved." */
function tellDone({ effect }: Operation, count: number): string | undefined {
	if (effect === 'read' || count === 0) return undefined;
	const { noun, done, stays = done } = effect;
	return count === 1
		? `1 ${noun} was ${done} before and stays ${stays}.`
		: `${count} ${noun}s were ${done} before and stay ${stays}.`;
}

/** What a user wants to know about the other items, if a run stops. */
const tellRest = ({ clients }: Route) => ({
	hasOthers: clients.itemCount > 1,
	nothingSent: clients.usage.apiCalls === 0,
});

async function runItems(route: Route, operation: ItemOperation): Promise<INodeExecutionData[]> {
	const { context, clients, hints, tries, continueOnFail } = route;
	const keeps = operation.effect !== 'read';
	const output: INodeExecutionData[] = [];
	let done = 0;

	async function runItem(itemIndex: number) {
		const before = tries.outcomeOf(itemIndex);
		if (before && 'error' in before) throw before.error;
		if (before) return before.rows;
		const client = await clients.ofItem(itemIndex);
		const { parameters } = clients;
		const run = { context, client, parameters, continueOnFail, hint: hints.add, itemIndex };
		const doing = operation.execute(run);
		if (!keeps) return doing;
		void doing.then(
			(rows) => tries.keepOutcome(itemIndex, { rows }),
			(error: unknown) => {
				if (isDecided(error)) tries.keepOutcome(itemIndex, { error });
			},
		);
		return doing;
	}

	for (let itemIndex = 0; itemIndex < clients.itemCount; itemIndex += 1) {
		const pairedItem = { item: itemIndex };
		try {
			for (const row of await runItem(itemIndex)) {
				output.push(Object.assign(row, { pairedItem }) as INodeExecutionData);
			}
			done += 1;
		} catch (error) {
			if (!continueOnFail) {
				const before = tellDone(operation, done);
				const place = { itemIndex, ...(before && { before }), ...tellRest(route) };
				throw toNodeError(context.getNode(), error, place);
			}
			output.push(route.toErrorItem(error, itemIndex));
		}
	}
	return output;
}

/** What earlier tries have decided of the items, and the items that are left to do. */
function takeUp({ tries }: Route, operation: BatchOperation, itemIndexes: number[]) {
	const decided: RowOutcome[] = [];
	const open: number[] = [];
	const isResumed = operation.effect !== 'read' && operation.effect.resumesJobs;
	for (const item of itemIndexes) {
		const before = isResumed ? undefined : tries.outcomeOf(item);
		if (before === undefined) open.push(item);
		else if ('error' in before) decided.push({ item, error: before.error });
		else for (const row of before.rows) decided.push({ item, ...row });
	}
	return { decided, open };
}

/** What is done for good of an item, which may have several outcomes: a file is linked to several records. */
function keep({ tries }: Route, { effect }: BatchOperation, outcomes: RowOutcome[]): void {
	if (effect === 'read' || effect.resumesJobs) return;
	const single = outcomes.filter(({ item }) => !Array.isArray(item));
	for (const own of groupBy(single, ({ item }) => String(item))) {
		const item = own[0]!.item as number;
		const rows = own.flatMap((outcome) => ('error' in outcome ? [] : [withoutItem(outcome)]));
		const failed = own.find((outcome) => 'error' in outcome);
		if (failed === undefined) tries.keepOutcome(item, { rows });
		// One half of an item can't be done again by itself.
		else if (rows.length > 0 || isDecided(failed.error)) {
			tries.keepOutcome(item, { error: failed.error });
		}
	}
}

const withoutItem = ({ item: _, ...row }: Extract<RowOutcome, OutputRow>): OutputRow => row;

/** The failure that the others follow from: not that of a row which was rolled back, or not sent, because of it. */
function firstCause(outcomes: RowOutcome[]) {
	const failed = outcomes.filter((outcome) => 'error' in outcome);
	const isOwn = ({ error }: { error: unknown }) => {
		const { errorCode } = (error ?? {}) as Partial<RowRefusal>;
		return errorCode === undefined || !(errorCode === 'NOT_SENT' || isRolledBack({ errorCode }));
	};
	return { first: failed.find(isOwn) ?? failed[0], failed: failed.length };
}

async function runBatches(route: Route, operation: BatchOperation): Promise<INodeExecutionData[]> {
	const { context, clients, hints, tries, continueOnFail } = route;
	const earlierJobs = { of: tries.jobIdsOf, keep: tries.keepJobIds };
	const outcomes: RowOutcome[] = [];
	for (const { itemIndexes, client } of clients.groups()) {
		const { decided, open } = takeUp(route, operation, itemIndexes);
		for (const outcome of decided) outcomes.push(outcome);
		if (open.length === 0) continue;
		try {
			const run = { context, parameters: clients.parameters, continueOnFail, hint: hints.add };
			const itemsRun = { ...run, client: await client(), itemIndexes: open, earlierJobs };
			const done = await operation.execute(itemsRun);
			keep(route, operation, done);
			for (const outcome of done) outcomes.push(outcome);
		} catch (error) {
			for (const item of open) outcomes.push({ item, error });
		}
		if (!continueOnFail && outcomes.some((outcome) => 'error' in outcome)) break;
	}
	outcomes.sort((a, b) => firstItem(a) - firstItem(b));
	const { first, failed } = firstCause(outcomes);
	if (first && !continueOnFail) {
		const before = tellDone(operation, outcomes.length - failed);
		const hasOthers = outcomes.length > 1 || clients.itemCount > 1;
		const place = {
			itemIndex: firstItem(first),
			...(before !== undefined && { before }),
			...tellRest(route),
			hasOthers,
		};
		throw toNodeError(context.getNode(), first.error, place);
	}
	return outcomes.map((outcome) => toItem(outcome, route));
}

/**
 * Runs the chosen operation over the items: the only loop over them, and the only place where they become output.
 *
 * @param timing real time, unless a test has its own
 */
export async function router(
	context: IExecuteFunctions,
	timing: Timing = createTiming(context.getExecutionCancelSignal()),
): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = findOperation(resource, name);
	if (operation === undefined) {
		throw new NodeOperationError(
			context.getNode(),
			`There is no operation '${name}' on '${resource}'`,
		);
	}
	const clients = createItemClients(context, createParameterReader(context), timing);
	const hints = createHints(context);
	const toErrorItem = createErrorItems(context);
	const route = {
		context,
		clients,
		hints,
		tries: openEarlierTries(context),
		toErrorItem: (error: unknown, item: number) => {
			hints.addRefusal(error);
			return toErrorItem(error, item);
		},
		continueOnFail: context.continueOnFail(),
	};
	const output = await (operation.kind === 'item'
		? runItems(route, operation)
		: runBatches(route, operation));
	const rows = operation.kind === 'item' ? 0 : output.length;
	const { usage, itemCount } = clients;
	// In the editor somebody is looking, and n8n's test of a credential can't say who it acts as.
	const isByHand = context.getMode() === 'manual' && usage.apiCalls > 0;
	const user = isByHand ? clients.tellUser() : undefined;
	hints.show({ total: rows || itemCount, returned: output.length, usage, user });
	return output;
}
