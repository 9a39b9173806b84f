import { randomUUID } from 'node:crypto';
import {
	type IDataObject,
	type INode,
	type INodeTypes,
	type IPollFunctions,
	Workflow,
} from 'n8n-workflow';
import type { Org } from '../../../emulator';
import { poll } from '../../../nodes/SalesforceTrigger/poll';
import { SalesforceTrigger } from '../../../nodes/SalesforceTrigger/SalesforceTrigger.node';

const nodeType = new SalesforceTrigger();
const nodeTypes: INodeTypes = {
	getByName: () => nodeType,
	getByNameAndVersion: () => nodeType,
	getKnownTypes: () => ({}),
};

/**
 * A workflow with one trigger, driven as n8n 2.41 drives a polling trigger: static data is saved after
 * the activation and with every poll that returns items; a restart goes back to what was saved.
 */
export class ActiveWorkflow {
	readonly warnings: string[] = [];
	/** What this machine's time of day is ahead of the org's clock, milliseconds. */
	clockOffset = 0;
	/** Milliseconds that passed on this machine beside those of the org. */
	passed = 0;
	private readonly id = randomUUID();
	private saved: string | undefined;
	private workflow: Workflow;

	constructor(
		private readonly org: Org,
		private parameters: IDataObject,
	) {
		this.workflow = this.load();
	}

	private load(): Workflow {
		const node: INode = {
			id: 'b1f0',
			name: 'Salesforce Server-to-Server Trigger',
			type: 'n8n-nodes-salesforce-server-to-server.salesforceTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: structuredClone(this.parameters) as INode['parameters'],
		};
		return new Workflow({
			id: this.id,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes,
			...(this.saved !== undefined && { staticData: JSON.parse(this.saved) as IDataObject }),
			settings: { timezone: 'Europe/Berlin' },
		});
	}

	/**
	 * n8n stops and starts, or the workflow is published anew.
	 *
	 * @param saved static data instead of what was saved last
	 */
	restart(parameters: IDataObject = {}, saved = this.saved): void {
		this.saved = saved;
		this.parameters = { ...this.parameters, ...parameters };
		this.workflow = this.load();
	}

	/** What n8n has in its database. */
	get savedState(): string {
		return this.saved ?? '';
	}

	/** What n8n would save if the next poll returned items. */
	get state(): string {
		return JSON.stringify(this.workflow.staticData);
	}

	/** The first poll: static data is saved whatever it returns. */
	async activate(): Promise<IDataObject[]> {
		const items = await this.poll();
		this.saved = JSON.stringify(this.workflow.staticData);
		return items;
	}

	/** One poll, or one by hand; the json of its items. */
	async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<IDataObject[]> {
		const { workflow } = this;
		const clocks = {
			now: () => this.org.now() + this.clockOffset,
			steady: () => this.org.now() + this.passed,
		};
		const result = await poll(this.contextOf(workflow, mode), clocks);
		// Superseded while it ran: n8n throws the result away.
		if (workflow !== this.workflow) return [];
		if (result !== null && mode === 'trigger') this.saved = JSON.stringify(workflow.staticData);
		return (result?.[0] ?? []).map(({ json }) => json);
	}

	private contextOf(workflow: Workflow, mode: 'trigger' | 'manual'): IPollFunctions {
		const node = Object.values(workflow.nodes)[0]!;
		const { url: myDomainUrl, clientId: consumerKey, clientSecret: consumerSecret } = this.org;
		const context: Partial<IPollFunctions> = {
			getNode: () => node,
			getMode: () => mode,
			getWorkflow: () => ({ id: workflow.id, name: 'Test', active: true }),
			getTimezone: () => workflow.timezone,
			getPollBudgetMs: () => 45_000,
			getWorkflowStaticData: (type) => workflow.getStaticData(type, node),
			getCredentials: () => Promise.resolve({ myDomainUrl, consumerKey, consumerSecret } as never),
			getNodeParameter: (name: string, fallback?: unknown) => {
				const value = node.parameters[name] ?? fallback;
				return (name === 'object' ? (value as { value: unknown }).value : value) as never;
			},
			logger: {
				warn: (message: string) => void this.warnings.push(message),
				info: () => undefined,
				debug: () => undefined,
				error: () => undefined,
			},
		};
		return context as IPollFunctions;
	}
}
