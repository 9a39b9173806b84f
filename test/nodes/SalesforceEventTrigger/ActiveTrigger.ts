import { EventEmitter, once } from 'node:events';
import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { SalesforceEventTrigger } from '../../../nodes/SalesforceEventTrigger/SalesforceEventTrigger.node';
import { listen } from '../../../nodes/SalesforceEventTrigger/listen';
import type { Org } from '../../../emulator';

interface Done {
	resolve: (run: unknown) => void;
	reject: (error: Error) => void;
}

type Data = Array<Array<{ json: object }>>;

/** As a workflow sees it. */
export interface Item extends Record<string, unknown> {
	change: { changedFields: string[] };
}

export interface Emitted {
	items: Item[];
	key: string;
	done: Done | undefined;
}

/** Tells of all that any trigger gives to n8n. */
const given = new EventEmitter();

/** n8n around one event trigger: executions, their keys, static data. */
export class ActiveTrigger {
	/** Executions, oldest first. */
	readonly executions: Emitted[] = [];
	readonly failures: Error[] = [];
	readonly fatal: Error[] = [];
	readonly log: string[] = [];
	/** Whether executions end by themselves. */
	endsAtOnce = true;
	/** n8n 1 takes no key of an execution, and shows no failure of a trigger. */
	isN8n1 = false;
	hasCredential = true;
	/** Static data as it was saved last. */
	saved = '{}';
	private staticData: Record<string, unknown> = {};
	private response: ITriggerResponse | undefined;
	private readonly keys = new Set<string>();

	constructor(
		private readonly org: Org,
		private readonly parameters: Record<string, unknown>,
	) {}

	private context(mode: 'trigger' | 'manual'): ITriggerFunctions {
		const { org } = this;
		const options = { endpoint: org.pubSub.endpoint, ...(this.parameters.options as object) };
		const parameters: Record<string, unknown> = {
			authentication: 'clientCredentials',
			...this.parameters,
			options,
		};
		const log = (message: string) => void this.log.push(message);
		return {
			getNode: () => ({ id: 'node-1', name: 'Trigger', type: 'x', typeVersion: 1, parameters }),
			getWorkflow: () => ({ id: 'workflow-1', name: 'Flow', active: true }),
			getMode: () => mode,
			getActivationMode: () => 'activate',
			getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
			getCredentials: () => {
				if (!this.hasCredential) throw new Error('Credential with ID "1" does not exist');
				return {
					myDomainUrl: org.url,
					consumerKey: org.clientId,
					consumerSecret: org.clientSecret,
				};
			},
			getWorkflowStaticData: () => this.staticData,
			logger: { info: log, warn: log, error: log, debug: log },
			emitError: (error: Error) => this.note(this.fatal, error),
			...(this.isN8n1
				? { emit: (data: Data, _: unknown, done: Done) => this.emit(data, done, '') }
				: {
						emit: (data: Data, _: unknown, done: Done, key: string) => this.emit(data, done, key),
						saveFailedExecution: (error: Error) => this.note(this.failures, error),
					}),
		} as unknown as ITriggerFunctions;
	}

	private emit(data: Data, done: Done | undefined, key = ''): void {
		this.saved = JSON.stringify(this.staticData);
		if (key !== '' && this.keys.has(key)) return void done?.resolve(undefined);
		this.keys.add(key);
		const items = data[0]!.map(({ json }) => json as Item);
		this.note(this.executions, { items, key, done });
		if (this.endsAtOnce) done?.resolve({});
	}

	private note<Given>(list: Given[], entry: Given): void {
		list.push(entry);
		given.emit('anything');
	}

	get items() {
		return this.executions.flatMap(({ items }) => items);
	}

	/** Waits for no refusal where none will come. */
	async start({ isRefused = false } = {}): Promise<void> {
		this.staticData = JSON.parse(this.saved) as Record<string, unknown>;
		const context = this.context('trigger');
		this.response = await (isRefused
			? new SalesforceEventTrigger().trigger.call(context)
			: listen(context, 0));
		this.saved = JSON.stringify(this.staticData);
	}

	/** "Listen for test event" in the editor. */
	async test(): Promise<void> {
		this.response = await new SalesforceEventTrigger().trigger.call(this.context('manual'));
		await this.response.manualTriggerFunction?.();
	}

	async stop(): Promise<void> {
		await this.response?.closeFunction?.();
	}

	/** Until n8n was given what makes it true, by this trigger or another one. */
	async until(isTrue: () => boolean): Promise<void> {
		const signal = AbortSignal.timeout(10_000);
		while (!isTrue()) {
			await once(given, 'anything', { signal }).catch((cause: unknown) => {
				throw new Error(`It never came: ${this.log.join('\n')}`, { cause });
			});
		}
	}
}
