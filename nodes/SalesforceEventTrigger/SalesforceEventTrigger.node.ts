import {
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { listSearch, loadOptions } from '../shared/lists';
import { listen } from './listen';
import { properties } from './properties';

export class SalesforceEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Salesforce Server-to-Server Event Trigger',
		name: 'salesforceEventTrigger',
		icon: {
			light: 'file:../../icons/salesforce.svg',
			dark: 'file:../../icons/salesforce.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["listenTo"] === "changeEvents" ? "Change Events: " + ($parameter["objects"].length ? [].concat($parameter["objects"]).join(", ") : "All") : $parameter["listenTo"] === "channel" ? $parameter["channel"] : $parameter["event"] }}',
		description:
			'Starts the workflow as soon as records change or platform events are published in Salesforce',
		defaults: { name: 'Salesforce Server-to-Server Event Trigger' },
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

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return listen(this);
	}
}
