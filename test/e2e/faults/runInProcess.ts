import type { IDataObject } from 'n8n-workflow';
import type { N8nItem } from '../../../demo';
import type { Org } from '../../../emulator';
import { createContext } from '../../nodes/createContext';
import { runNode } from '../../nodes/runNode';
import type { Family, Json } from './types';

const silent = () => undefined;
const fromN8n = {
	getMode: () => 'trigger',
	logger: { debug: silent, info: silent, warn: silent, error: silent },
};

/** Executes the node without an n8n around it: over real HTTP, and with its real pauses. */
export async function runInProcess(
	org: Org,
	{ parameters }: Family,
	items: readonly Json[],
): Promise<N8nItem[]> {
	const test = createContext(org, {
		parameters: parameters as IDataObject,
		items: items as IDataObject[],
		onError: 'continueRegularOutput',
	});
	Object.assign(test.context, fromN8n);
	return await runNode(test);
}
