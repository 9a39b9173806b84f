import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type {
	IBinaryData,
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
	/** The files of each item, by field. */
	files?: Array<Record<string, TestFile>>;
	/** Whether n8n keeps files in its store or in the items. @default 'store' */
	binaryMode?: 'store' | 'memory' | 'memory, in lines';
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	/** n8n's "Retry On Fail": it runs the node again with this very context's items. */
	retryOnFail?: boolean;
	credential?: IDataObject;
	/** The workflow's. @default 'UTC' */
	timezone?: string;
	signal?: AbortSignal;
	/** How the workflow was started. @default 'trigger' */
	mode?: 'manual' | 'trigger';
}

/** A file of an item. */
export interface TestFile {
	content: Buffer;
	fileName?: string;
	/** @default 'application/octet-stream' */
	mimeType?: string;
}

export interface TestContext {
	context: IExecuteFunctions;
	hints: NodeExecutionHint[];
	/** How often a parameter was resolved, by name. */
	reads: Map<string, number>;
	/** n8n's store, by the id of the file. */
	store: Map<string, Buffer>;
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
	const store = new Map<string, Buffer>();
	const keep = (content: Buffer): Pick<IBinaryData, 'id' | 'data'> => {
		if (options.binaryMode === 'memory') return { data: content.toString('base64') };
		if (options.binaryMode === 'memory, in lines') {
			return { data: content.toString('base64').replace(/.{76}/g, '$&\r\n') };
		}
		const id = `filesystem-v2:${store.size}`;
		store.set(id, content);
		return { id, data: 'filesystem-v2' };
	};
	const toBinary = ({ content, mimeType = 'application/octet-stream', fileName }: TestFile) => ({
		...keep(content),
		mimeType,
		...(fileName !== undefined && { fileName }),
	});
	const input = items.map((json, n): INodeExecutionData => {
		const files = Object.entries(options.files?.[n] ?? {});
		const binary = Object.fromEntries(files.map(([field, file]) => [field, toBinary(file)]));
		return files.length > 0 ? { json, binary } : { json };
	});
	const find = (id: string): Buffer => {
		const content = store.get(id);
		if (!content) throw new Error(`ENOENT: no such file, open '${id}'`);
		return content;
	};

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
		getMode: () => options.mode ?? 'trigger',
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
			assertBinaryData: (itemIndex: number, field: string) => {
				if (!options.files) return { mimeType: 'text/plain' };
				const found = input[itemIndex]?.binary?.[field];
				if (!found) throw new Error(`The item has no binary field '${field}'`);
				return found;
			},
			getBinaryMetadata: async (id: string) => Promise.resolve({ fileSize: find(id).length }),
			getBinaryStream: async (id: string, size = 64 * 1024) => {
				const content = find(id);
				const pieces = Array.from({ length: Math.ceil(content.length / size) }, (_, n) =>
					content.subarray(n * size, (n + 1) * size),
				);
				return Promise.resolve(Readable.from(pieces, { objectMode: false }));
			},
			getBinaryDataBuffer: (itemIndex: number) => Promise.resolve(options.binaries?.[itemIndex]),
			prepareBinaryData: async (data: Buffer | Readable, fileName?: string, mimeType?: string) => {
				const bytes = Buffer.isBuffer(data) ? data : await buffer(data);
				return options.files
					? toBinary({
							content: bytes,
							...(fileName && { fileName }),
							...(mimeType && { mimeType }),
						})
					: { data: bytes.toString('base64'), fileName, mimeType };
			},
		},
	};
	return { context: context as unknown as IExecuteFunctions, hints, reads, store };
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
