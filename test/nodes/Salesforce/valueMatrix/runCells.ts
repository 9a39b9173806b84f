import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Org } from '../../../../emulator';
import { Salesforce } from '../../../../nodes/Salesforce/Salesforce.node';
import { createQuickTiming } from '../../../createQuickTiming';
import { createContext, createEditorContext } from '../../createContext';
import { runRouter } from '../../runNode';
import { ZONE } from './kinds';

const OBJECT = { __rl: true, mode: 'name', value: 'Machine__c' };

/** What an item asks for: one field's value, besides those that every machine needs. */
export interface Wish {
	field: string;
	value: unknown;
}

export type Transport = 'rest' | 'bulk';

/** The fields as the editor keeps them in a workflow. */
export async function readSchema(org: Org): Promise<IDataObject[]> {
	const editor = createEditorContext(org, {
		resource: 'record',
		operation: 'create',
		object: OBJECT,
	});
	const { fields } = await new Salesforce().methods.resourceMapping.getCreateFields.call(editor);
	return fields.map((field) => ({ ...field, removed: false }));
}

/** Of a model of its own, or a duplicate rule would find it. */
const needed = (depot: string) => ({ Depot__c: depot, Model__c: randomUUID() });

async function run(
	org: Org,
	transport: Transport,
	fields: IDataObject,
	items: IDataObject[],
): Promise<INodeExecutionData[]> {
	const parameters = {
		...(transport === 'rest'
			? { resource: 'record', operation: 'create' }
			: { resource: 'bulkJob', operation: 'ingest', bulkOperation: 'insert', source: 'items' }),
		object: OBJECT,
		fields,
	};
	const test = createContext(org, {
		parameters,
		items,
		onError: 'continueRegularOutput',
		timezone: ZONE,
	});
	Object.assign(test.context, { logger: { info: () => undefined }, getMode: () => 'trigger' });
	return runRouter(test, createQuickTiming());
}

/** What became of each wish: the stored value, or that it was refused, with its field and item named. */
function judge(org: Org, output: INodeExecutionData[], wishes: Wish[]): string[] {
	const records = new Map(org.records('Machine__c').map((record) => [record.Id, record]));
	return wishes.map(({ field }, n) => {
		const item = output[n];
		const paired = item?.pairedItem as { item: number } | undefined;
		if (!item || paired?.item !== n) return 'another item’s outcome';
		if (item.json.success === true)
			return String(records.get(item.json.id as string)![field] ?? '–');
		const { message = '', fields = [] } = (item.json.details ?? {}) as {
			message?: string;
			fields?: string[];
		};
		const isNamed = message.includes(field) || fields.includes(field);
		return isNamed ? 'refused' : `refused without its field: ${message}`;
	});
}

/** Every wish as an item of its own, its value under the field's name, in an object that the workflow knows nothing of. */
export async function runAutoMapped(
	org: Org,
	transport: Transport,
	depot: string,
	wishes: Wish[],
): Promise<string[]> {
	const items = wishes.map(({ field, value }) => ({
		...needed(depot),
		[field]: value,
	})) as IDataObject[];
	const fields = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
	return judge(org, await run(org, transport, fields, items), wishes);
}

/** Every wish as an item of its own, one expression giving its value. */
export async function runExpressions(
	org: Org,
	transport: Transport,
	depot: string,
	wishes: Wish[],
	schema: IDataObject[],
): Promise<string[]> {
	const names = [...new Set(wishes.map(({ field }) => field))];
	const items = wishes.map((wish) => ({ ...wish, model: randomUUID() }));
	const value = {
		Depot__c: depot,
		Model__c: '={{ $json.model }}',
		...Object.fromEntries(
			names.map((name) => [name, `={{ $json.field === '${name}' ? $json.value : undefined }}`]),
		),
	};
	const fields = { mappingMode: 'defineBelow', value, matchingColumns: [], schema };
	return judge(org, await run(org, transport, fields, items as IDataObject[]), wishes);
}

/** One wish as it is typed into the mapper. */
export async function runTyped(
	org: Org,
	transport: Transport,
	depot: string,
	wish: Wish,
	schema: IDataObject[],
): Promise<string> {
	const value = { ...needed(depot), [wish.field]: wish.value } as IDataObject;
	const fields = { mappingMode: 'defineBelow', value, matchingColumns: [], schema };
	const [verdict = ''] = judge(org, await run(org, transport, fields, [{}]), [wish]);
	return verdict;
}
