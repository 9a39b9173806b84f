import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { listSearch, loadOptions } from '../shared/lists';
import { poll } from './poll';
import { properties } from './properties';
import { subtitle } from './subtitle';

export class SalesforceTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Salesforce Server-to-Server Trigger',
		name: 'salesforceTrigger',
		icon: {
			light: 'file:../../icons/salesforce.svg',
			dark: 'file:../../icons/salesforce.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle,
		// n8n's node panel shows this text for the trigger and the actions together.
		description:
			'Starts the workflow when records are created, updated, deleted or undeleted in Salesforce; its actions read and change records',
		defaults: { name: 'Salesforce Server-to-Server Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
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

	methods = { listSearch, loadOptions };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return poll(this);
	}
}
