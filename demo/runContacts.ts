import { compareRun } from './compareRun';
import { readContacts } from './contactsCsv';
import { expectContacts } from './expectContacts';
import type { FlowInN8n } from './fillN8n';
import type { N8nApi } from './n8nApi';
import { outputItems, summarizeRun, type ContactsRun } from './summarizeRun';
import { nodeNames } from './workflows';

/** What is watched of the org while the workflow runs. */
export interface WatchedOrg {
	readonly calls: ReadonlyArray<{ method: string; path: string }>;
	readonly logins: number;
	readonly sockets: number;
	records(object: string): Array<Record<string, unknown>>;
}

export interface RunContactsOptions {
	signal?: AbortSignal;
	/** Whether the same file was saved before. @default false */
	again?: boolean;
}

/**
 * Runs the main workflow in n8n and holds what it did against the file.
 * @returns the figures, and all that differs from what the data must give
 */
export async function runContacts(
	api: N8nApi,
	org: WatchedOrg,
	{ workflows }: FlowInN8n,
	{ signal, again = false }: RunContactsOptions = {},
): Promise<{ run: ContactsRun; differences: string[] }> {
	const before = { calls: org.calls.length, logins: org.logins, sockets: org.sockets };
	const execution = await api.runWorkflow(workflows.contacts, nodeNames.trigger, { signal });
	const run = summarizeRun(execution, {
		calls: org.calls.slice(before.calls),
		logins: org.logins - before.logins,
		sockets: org.sockets - before.sockets,
	});
	const differences = compareRun({
		expected: expectContacts(readContacts()),
		execution,
		run,
		records: org.records('Contact'),
		readBack: outputItems(execution, nodeNames.query),
		again,
	});
	return { run, differences };
}
