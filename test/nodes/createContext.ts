import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeParameters,
	NodeExecutionHint,
} from 'n8n-workflow';
import type { Org } from '../../emulator';

export interface ContextOptions {
	parameters: IDataObject;
	/** The json of each input item. @default one empty item */
	items?: IDataObject[];
	binaries?: Buffer[];
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** n8n's "Retry On Fail": it runs the node again with this very context's items. */
	retryOnFail?: boolean;
	credential?: IDataObject;
	/** The workflow's. @default 'UTC' */
	timezone?: string;
	signal?: AbortSignal;
}

export interface TestContext {
	context: IExecuteFunctions;
	hints: NodeExecutionHint[];
	/** How often a parameter was resolved, by name. */
	reads: Map<string, number>;
}

const PLACEHOLDER = /^=\s*\{\{([\s\S]*)\}\}\s*$/;

type Evaluate = (json: IDataObject, itemIndex: number) => unknown;

/** n8n's expressions, as far as tests use them: one JavaScript expression over `$json` and `$itemIndex`. */
function resolve(value: unknown, json: IDataObject, itemIndex: number): unknown {
	if (typeof value === 'string' && value.startsWith('=')) {
		const code = PLACEHOLDER.exec(value)?.[1] ?? JSON.stringify(value.slice(1));
		// eslint-disable-next-line @typescript-eslint/no-implied-eval
		const evaluate = new Function('$json', '$itemIndex', `return (${code});`) as Evaluate;
		return evaluate(json, itemIndex);
	}
	if (Array.isArray(value)) return value.map((entry) => resolve(entry, json, itemIndex));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, resolve(entry, json, itemIndex)]),
	);
}

const pick = (parameters: unknown, path: string): unknown =>
	path
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | undefined)?.[key], parameters);

const isLocator = (value: unknown): value is { value: unknown } =>
	typeof value === 'object' && value !== null && '__rl' in value;

export const credentialOf = (org: Org): IDataObject => ({
	myDomainUrl: org.url,
	consumerKey: org.clientId,
	consumerSecret: org.clientSecret,
	authentication: 'header',
	username: org.username,
	privateKey: org.privateKey,
	passphrase: '',
	audience: '',
	trustedHost: '',
	allowedHttpRequestDomains: 'all',
});

/** An execution as n8n would give it to the node: parameters raw in the node, resolved for each item on reading. */
export function createContext(org: Org, options: ContextOptions): TestContext {
	const { items = [{}], onError = 'stopWorkflow', credential = credentialOf(org) } = options;
	const parameters = { authentication: 'clientCredentials', options: {}, ...options.parameters };
	const hints: NodeExecutionHint[] = [];
	const reads = new Map<string, number>();
	const node = {
		id: '1',
		name: 'Salesforce',
		type: 'n8n-nodes-salesforce-server-to-server.salesforce',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: parameters as INodeParameters,
		onError,
		...(options.retryOnFail && { retryOnFail: true }),
	};
	const input: INodeExecutionData[] = items.map((json) => ({ json }));

	function getNodeParameter(
		name: string,
		itemIndex = 0,
		fallback?: unknown,
		{ extractValue = false } = {},
	): unknown {
		reads.set(name, (reads.get(name) ?? 0) + 1);
		const raw = pick(parameters, name) ?? fallback;
		if (raw === undefined) throw new Error(`Could not get parameter "${name}"`);
		const value = resolve(raw, items[itemIndex] ?? {}, itemIndex);
		return extractValue && isLocator(value) ? value.value : value;
	}

	const context = {
		getNode: () => node,
		getInputData: () => input,
		getNodeParameter,
		getCurrentNodeParameter: (name: string, { extractValue = false } = {}) =>
			getNodeParameter(name, 0, '', { extractValue }),
		getCredentials: () => Promise.resolve(credential),
		getTimezone: () => options.timezone ?? 'UTC',
		continueOnFail: () => onError !== 'stopWorkflow',
		getExecutionCancelSignal: () => options.signal,
		addExecutionHints: (...added: NodeExecutionHint[]) => hints.push(...added),
		helpers: {
			assertBinaryData: () => ({ mimeType: 'text/plain' }),
			getBinaryDataBuffer: (itemIndex: number) => Promise.resolve(options.binaries?.[itemIndex]),
			prepareBinaryData: async (data: Buffer | Readable, fileName?: string, mimeType?: string) => {
				const bytes = Buffer.isBuffer(data) ? data : await buffer(data);
				return { data: bytes.toString('base64'), fileName, mimeType };
			},
		},
	};
	return { context: context as unknown as IExecuteFunctions, hints, reads };
}

/** The editor's side: option lists and field mappers. */
export function createEditorContext(org: Org, parameters: IDataObject): ILoadOptionsFunctions {
	const { context } = createContext(org, { parameters });
	const { getNodeParameter } = context as unknown as {
		getNodeParameter: (name: string, item: number, fallback: unknown, options: object) => unknown;
	};
	return {
		...context,
		getNodeParameter: (name: string, fallback: unknown, options: object) =>
			getNodeParameter(name, 0, fallback ?? '', options),
	} as unknown as ILoadOptionsFunctions;
}
