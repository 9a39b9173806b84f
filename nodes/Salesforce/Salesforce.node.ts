import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { listSearch, loadOptions, resourceMapping } from './methods';
import { properties } from './properties';
import { router } from './router';
import { subtitle } from './subtitle';

// Programmatic, not declarative: sessions are shared by the process, items travel 200 per call, and each gets its own outcome.
export class Salesforce implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Salesforce Server-to-Server',
		name: 'salesforce',
		icon: {
			light: 'file:../../icons/salesforce.svg',
			dark: 'file:../../icons/salesforce.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle,
		description: 'Read and change records of any Salesforce object, with no person logging in',
		defaults: { name: 'Salesforce Server-to-Server' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: 'salesforceClientCredentialsApi',
				required: true,
				displayOptions: { show: { authentication: ['clientCredentials'] } },
			},
			{
				name: 'salesforceJwtBearerApi',
				required: true,
				displayOptions: { show: { authentication: ['jwtBearer'] } },
			},
		],
		properties,
	};

	methods = { listSearch, loadOptions, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await router(this)];
	}
}
