import type { INodeExecutionData } from 'n8n-workflow';
import { Salesforce } from '../../nodes/Salesforce/Salesforce.node';
import type { TestContext } from './createContext';

/** Executes the node and gives its one output. */
export async function runNode({ context }: TestContext): Promise<INodeExecutionData[]> {
	const [output] = await new Salesforce().execute.call(context);
	return output ?? [];
}
