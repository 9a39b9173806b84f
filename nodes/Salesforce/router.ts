import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { createParameterReader } from './shared/createParameterReader';
import { createItemClients, type ItemClients } from './shared/createItemClients';
import { createHints, type Hints } from './shared/createHints';
import type { BatchOperation, ItemOperation, RowOutcome } from './shared/operation';
import { findOperation } from './resources';
import { createErrorItems } from '../shared/createErrorItems';
import { toNodeError } from '../shared/toNodeError';

interface Route {
	context: IExecuteFunctions;
	clients: ItemClients;
	hints: Hints;
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

async function runItems(route: Route, operation: ItemOperation): Promise<INodeExecutionData[]> {
	const { context, clients, hints, continueOnFail } = route;
	const output: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < clients.itemCount; itemIndex += 1) {
		const pairedItem = { item: itemIndex };
		try {
			const client = await clients.ofItem(itemIndex);
			const { parameters } = clients;
			const hint = hints.add;
			const rows = await operation.execute({
				context,
				client,
				parameters,
				continueOnFail,
				hint,
				itemIndex,
			});
			for (const row of rows) output.push(Object.assign(row, { pairedItem }) as INodeExecutionData);
		} catch (error) {
			if (!continueOnFail) throw toNodeError(context.getNode(), error, { itemIndex });
			output.push(route.toErrorItem(error, itemIndex));
		}
	}
	return output;
}

async function runBatches(route: Route, operation: BatchOperation): Promise<INodeExecutionData[]> {
	const { context, clients, hints, continueOnFail } = route;
	const outcomes: RowOutcome[] = [];
	for (const { itemIndexes, client } of clients.groups()) {
		try {
			const run = { context, parameters: clients.parameters, continueOnFail, hint: hints.add };
			const done = await operation.execute({ ...run, client: await client(), itemIndexes });
			// Not push(...done): the stack ends where a job's file had more than some 100,000 rows.
			for (const outcome of done) outcomes.push(outcome);
		} catch (error) {
			for (const item of itemIndexes) outcomes.push({ item, error });
		}
		if (!continueOnFail && outcomes.some((outcome) => 'error' in outcome)) break;
	}
	outcomes.sort((a, b) => firstItem(a) - firstItem(b));
	const failed = outcomes.filter((outcome) => 'error' in outcome);
	const [first] = failed;
	if (first && !continueOnFail) {
		const saved = outcomes.length - failed.length;
		throw toNodeError(context.getNode(), first.error, { itemIndex: firstItem(first), saved });
	}
	return outcomes.map((outcome) => toItem(outcome, route));
}

/** Runs the chosen operation over the items: the only loop over them, and the only place where they become output. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0);
	const name = context.getNodeParameter('operation', 0);
	const operation = findOperation(resource, name);
	if (operation === undefined) {
		throw new NodeOperationError(
			context.getNode(),
			`There is no operation '${name}' on '${resource}'`,
		);
	}
	const clients = createItemClients(context, createParameterReader(context));
	const hints = createHints(context);
	const toErrorItem = createErrorItems(context);
	const route = { context, clients, hints, toErrorItem, continueOnFail: context.continueOnFail() };
	const output = await (operation.kind === 'item'
		? runItems(route, operation)
		: runBatches(route, operation));
	hints.show(clients.usage);
	return output;
}
