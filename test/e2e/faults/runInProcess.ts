import type { IDataObject } from 'n8n-workflow';
import type { N8nItem } from '../../../demo';
import type { Org } from '../../../emulator';
import { createQuickTiming } from '../../createQuickTiming';
import { createContext } from '../../nodes/createContext';
import { runRouter } from '../../nodes/runNode';
import type { Family, Json } from './types';

const silent = () => undefined;
const fromN8n = {
	getMode: () => 'trigger',
	logger: { debug: silent, info: silent, warn: silent, error: silent },
};

/** Executes the node without an n8n around it: over real HTTP, its pauses cut short. */
export async function runInProcess(
	org: Org,
	{ parameters, fileOf }: Pick<Family, 'parameters' | 'fileOf'>,
	items: readonly Json[],
	signal?: AbortSignal,
): Promise<N8nItem[]> {
	const test = createContext(org, {
		parameters: parameters as IDataObject,
		items: items as IDataObject[],
		onError: 'continueRegularOutput',
		...(fileOf && { files: items.map((item) => ({ data: fileOf(item) })) }),
		...(signal && { signal }),
	});
	Object.assign(test.context, fromN8n);
	return await runRouter(test, createQuickTiming(signal));
}
