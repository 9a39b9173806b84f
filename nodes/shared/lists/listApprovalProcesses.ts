import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { listApprovalProcesses } from '../../../rest';
import { salesforceClient } from '../salesforceClient';

/** Active approval processes, found by name or object. */
export async function searchApprovalProcesses(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const processes = await listApprovalProcesses(await salesforceClient(this));
	return {
		results: processes
			.map(({ id, name, object }) => ({ name: `${name} (${object})`, value: id }))
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.toSorted((a, b) => a.name.localeCompare(b.name)),
	};
}
