import type { IDataObject } from 'n8n-workflow';
import type { N8nItem } from '../../../demo';
import type { Org } from '../../../emulator';
import { createTiming, type Timing } from '../../../http';
import { createContext } from '../../nodes/createContext';
import { runRouter } from '../../nodes/runNode';
import type { Family, Json } from './types';

const silent = () => undefined;
const fromN8n = {
	getMode: () => 'trigger',
	logger: { debug: silent, info: silent, warn: silent, error: silent },
};

/** Pauses pass at once, and count all the same: what gives up after a while does so here too. */
export function createQuickTiming(signal?: AbortSignal): Timing {
	let passed = 0;
	return {
		...createTiming(signal),
		now: () => performance.now() + passed,
		sleep: async (milliseconds, stop) => {
			stop?.throwIfAborted();
			passed += milliseconds;
			await new Promise(setImmediate);
		},
	};
}

/** Executes the node without an n8n around it: over real HTTP, its pauses cut short. */
export async function runInProcess(
	org: Org,
	{ parameters }: Pick<Family, 'parameters'>,
	items: readonly Json[],
	signal?: AbortSignal,
): Promise<N8nItem[]> {
	const test = createContext(org, {
		parameters: parameters as IDataObject,
		items: items as IDataObject[],
		onError: 'continueRegularOutput',
		...(signal && { signal }),
	});
	Object.assign(test.context, fromN8n);
	return await runRouter(test, createQuickTiming(signal));
}
