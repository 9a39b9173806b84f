import {
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { loadOptions } from '../shared/lists';
import { toNodeError } from '../shared/toNodeError';
import { properties } from './properties';
import { readSettings } from './readSettings';
import { receive } from './receive';

export class SalesforceOutboundMessageTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Salesforce Server-to-Server Outbound Message Trigger',
		name: 'salesforceOutboundMessageTrigger',
		icon: {
			light: 'file:../../icons/salesforce.svg',
			dark: 'file:../../icons/salesforce.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["acknowledge"] === "success" ? "Acknowledged on Success" : "Acknowledged When Received" }}',
		description: 'Starts the workflow when a flow in Salesforce sends an outbound message',
		eventTriggerDescription: 'Waiting for Salesforce to send an outbound message to the Test URL',
		activationMessage:
			'You can now send outbound messages to the Production URL: enter it as the Endpoint URL of the outbound message in Salesforce.',
		defaults: { name: 'Salesforce Server-to-Server Outbound Message Trigger' },
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
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'webhook',
				responseMode: '={{ $parameter["acknowledge"] === "success" ? "lastNode" : "onReceived" }}',
				// The answer is this node's own.
				responseData: 'noData',
			},
		],
		properties,
	};

	methods = { loadOptions };

	webhookMethods = {
		default: {
			/** Salesforce is told of the address by hand; a parameter that can't work ends the activation here. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				try {
					readSettings(this);
				} catch (error) {
					throw toNodeError(this.getNode(), error);
				}
				return Promise.resolve(true);
			},
			create: (): Promise<boolean> => Promise.resolve(true),
			delete: (): Promise<boolean> => Promise.resolve(true),
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return receive(this);
	}
}
