import type { INodeExecutionData } from 'n8n-workflow';
import type { Timing } from '../../http';
import { router } from '../../nodes/Salesforce/router';
import { Salesforce } from '../../nodes/Salesforce/Salesforce.node';
import type { TestContext } from './createContext';

/** Executes the node and gives its one output. */
export async function runNode({
	context,
}: Omit<TestContext, 'store'>): Promise<INodeExecutionData[]> {
	const [output] = await new Salesforce().execute.call(context);
	return output ?? [];
}

/** Executes the node's router with a time of its own. */
export const runRouter = (
	{ context }: TestContext,
	timing: Timing,
): Promise<INodeExecutionData[]> => router(context, timing);
