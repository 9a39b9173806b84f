import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import {
	type InvocableKind,
	listActions,
	listApexRestServices,
	listQuickActions,
} from '../../../rest';
import { salesforceClient } from '../salesforceClient';
import { nameAndLabel } from './nameAndLabel';

interface Entry {
	name: string;
	value: string;
}

/** Entries whose words hold the filter's, by name. */
function find(entries: Entry[], filter: string): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	const results = entries
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.toSorted((a, b) => a.name.localeCompare(b.name));
	return { results };
}

/** The object of quick actions. n8n refuses to read a parameter that the chosen type doesn't show. */
function readObject(context: ILoadOptionsFunctions): string | undefined {
	const object = context.getCurrentNodeParameter('object', { extractValue: true });
	return typeof object === 'string' && object !== '' ? object : undefined;
}

/** Actions of the chosen type that the user may run; quick actions of the chosen object, or global ones. */
export async function searchActions(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const kind = this.getCurrentNodeParameter('actionType') as
		InvocableKind | 'quickAction' | undefined;
	const client = await salesforceClient(this);
	const actions = await (kind === 'quickAction'
		? listQuickActions(client, readObject(this))
		: listActions(client, kind ?? 'flow'));
	return find(
		actions.map((action) => ({ name: nameAndLabel(action), value: action.name })),
		filter,
	);
}

/** Apex REST classes of the org, by what their mapping says. */
export async function searchApexRestServices(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const services = await listApexRestServices(await salesforceClient(this));
	return find(
		services.map(({ name, urlMapping, path }) => ({
			name: `${name} (${urlMapping})`,
			value: path,
		})),
		filter,
	);
}
