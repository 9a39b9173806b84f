import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IHookFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import type { Org } from '../../../emulator';
import { SalesforceOutboundMessageTrigger } from '../../../nodes/SalesforceOutboundMessageTrigger/SalesforceOutboundMessageTrigger.node';
import { receive } from '../../../nodes/SalesforceOutboundMessageTrigger/receive';
import { credentialOf } from '../createContext';

type Json = Record<string, unknown>;

/** What Express adds to a response, as far as n8n and the node use it. */
function dress(response: ServerResponse) {
	const dressed = Object.assign(response, {
		status(code: number) {
			response.statusCode = code;
			return dressed;
		},
		set(name: string, value: string) {
			response.setHeader(name, value);
			return dressed;
		},
		send(body?: string) {
			response.end(body ?? '');
			return dressed;
		},
		json(body: unknown) {
			response.setHeader('Content-Type', 'application/json');
			return dressed.send(JSON.stringify(body));
		},
	});
	return dressed;
}

export interface Execution {
	items: Json[];
	/** Ends it, well or not. */
	end: (isGood: boolean) => void;
}

/** n8n around one outbound message trigger, reached by HTTP: executions, static data, the answers in n8n's order. */
export class ListeningTrigger {
	url = '';
	/** Executions, oldest first; those that failed before they began are in `failures`. */
	readonly executions: Execution[] = [];
	readonly failures: Error[] = [];
	readonly log: string[] = [];
	/** Static data as n8n keeps it. */
	saved: Json = {};
	mode: 'webhook' | 'manual' = 'webhook';
	/** How an execution ends where it ends by itself; undefined: by `end`. */
	outcome: boolean | undefined = true;
	/** What fails before n8n has an execution. */
	breakdown: Error | undefined;
	/** What n8n takes for the caller's address. */
	ip: string | undefined;
	/** What n8n has read of the body already. */
	readsBody = false;
	/** How long the node may read. @default as it is in n8n */
	readWithinMs: number | undefined;
	private server: Server | undefined;

	constructor(
		private readonly org: Org | undefined,
		readonly parameters: Json = {},
		/** Its number stands for the workflow's id: each is another trigger to the process. */
		readonly id = `workflow-${Math.random()}`,
	) {}

	async start(): Promise<this> {
		const server = createServer((request, response) => {
			void this.receive(request, response);
		});
		this.server = server;
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/1/webhook`;
		return this;
	}

	async stop(): Promise<void> {
		this.server?.closeAllConnections();
		await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
	}

	/** What an activation asks of the node. */
	activate(): Promise<boolean> {
		const { webhookMethods } = new SalesforceOutboundMessageTrigger();
		const context = this.contextOf({}) as IHookFunctions;
		return webhookMethods.default.checkExists.call(context);
	}

	/** As a workflow sees it. */
	get items(): Json[] {
		return this.executions.flatMap(({ items }) => items);
	}

	private contextOf(more: object): unknown {
		const { org, parameters } = this;
		const warn = (message: string) => void this.log.push(message);
		return {
			getNode: () => ({ id: 'node-1', name: 'Trigger', type: 'x', typeVersion: 1, parameters }),
			getWorkflow: () => ({ id: this.id, name: 'Flow', active: true }),
			getMode: () => this.mode,
			getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
			getCredentials: () => Promise.resolve(org && credentialOf(org)),
			logger: { info: warn, warn, error: warn, debug: warn },
			...more,
		};
	}

	/** Waits for the execution in the way that the description names. */
	private async execute(items: INodeExecutionData[]): Promise<boolean> {
		if (this.breakdown) throw this.breakdown;
		const isLastNode = this.parameters.acknowledge === 'success';
		return new Promise((resolve) => {
			const execution = {
				items: items.map(({ json }) => json as Json),
				end: (isGood: boolean) => resolve(isGood),
			};
			this.executions.push(execution);
			if (!isLastNode) resolve(true);
			else if (this.outcome !== undefined) resolve(this.outcome);
		});
	}

	private run(context: IWebhookFunctions) {
		const { readWithinMs } = this;
		if (readWithinMs !== undefined) return receive(context, { readWithinMs });
		return new SalesforceOutboundMessageTrigger().webhook.call(context);
	}

	private async receive(request: IncomingMessage, raw: ServerResponse): Promise<void> {
		const response = dress(raw);
		const staticData = JSON.parse(JSON.stringify(this.saved)) as Json;
		const ip = this.ip ?? request.socket.remoteAddress;
		const rawBody = this.readsBody ? { rawBody: await readAll(request) } : {};
		const context = this.contextOf({
			getRequestObject: () => Object.assign(request, { ip, ...rawBody }),
			getResponseObject: () => response,
			getWorkflowStaticData: () => staticData,
		});
		const save = () => {
			if (this.mode === 'webhook') this.saved = staticData;
		};
		try {
			const { workflowData } = await this.run(context as IWebhookFunctions);
			if (!workflowData) return save();
			const isGood = await this.execute(workflowData[0]!);
			save();
			response
				.status(isGood ? 200 : 500)
				.json(isGood ? undefined : { message: 'Error in workflow' });
		} catch (error) {
			if (error !== this.breakdown) this.failures.push(error as Error);
			response.status(500).json({ code: 0, message: 'Workflow Webhook Error' });
		}
	}
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
