import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoError } from './DemoError';
import { readExecution, type Execution } from './execution';
import type { N8nMajor } from './n8nReleases';

const POLL_MS = 50;
/** Between two requests while n8n's database is not ready; after a minute of them it is an error. */
const NOT_READY_MS = 500;
const MOST_TRIES = 120;

export interface Owner {
	email: string;
	password: string;
}

export interface Workflow {
	name: string;
	nodes: Array<{ name: string; type: string; [key: string]: unknown }>;
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	[key: string]: unknown;
}

/** Sends one request to n8n's REST API, with the session of whoever logged in last. */
type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Who is logged in, by the headers that say so; another process may go on with them. */
export type N8nSession = Record<string, string>;

function createCall(url: string, headers: N8nSession): Call {
	return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
		for (let tries = 1; ; tries += 1) {
			const answer = await fetch(`${url}${path}`, {
				method,
				headers,
				...(body !== undefined && { body: JSON.stringify(body) }),
			});
			const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
			if (cookie) headers.cookie = cookie.split(';')[0] as string;
			const text = await answer.text();
			if (answer.ok) return (JSON.parse(text) as { data: T }).data;
			// On a busy machine n8n takes its database for lost, and does nothing until it answers again.
			const isNotReady = answer.status === 503 && text.includes('Database is not ready');
			if (!isNotReady || tries === MOST_TRIES) {
				throw new DemoError(`n8n answered ${answer.status} to ${method} ${path}: ${text}`);
			}
			await sleep(NOT_READY_MS);
		}
	};
}

// n8n binds a login to the browser's id.
const newSession = (): N8nSession => ({
	'content-type': 'application/json',
	// A kept connection that n8n closes at this very moment would fail a request.
	connection: 'close',
	'browser-id': randomBytes(8).toString('hex'),
});

type ReadEnded = (id: string) => Promise<Execution | undefined>;

/** n8n 1 runs the workflow that is sent along, n8n 2 the one that it holds. */
function createRunWorkflow(call: Call, readEnded: ReadEnded, major: N8nMajor) {
	/**
	 * Runs a workflow by hand from the trigger named, and resolves once it has ended.
	 * @param options.pollMs between two looks, each of which takes some of n8n's time; 50 by default
	 */
	return async (
		id: string,
		trigger: string,
		{ signal, pollMs = POLL_MS }: { signal?: AbortSignal | undefined; pollMs?: number } = {},
	): Promise<Execution> => {
		const path = `/rest/workflows/${id}`;
		const body = {
			...(major === 1 && { workflowData: await call('GET', path) }),
			triggerToStartFrom: { name: trigger },
		};
		const { executionId } = await call<{ executionId: string }>('POST', `${path}/run`, body);
		for (;;) {
			await sleep(pollMs, undefined, { ...(signal && { signal }) });
			const execution = await readEnded(executionId);
			if (execution) return execution;
		}
	};
}

/**
 * n8n's own REST API, as its editor uses it. Every function rejects with what n8n answered.
 * @param session of an API that is logged in; without it, log in first
 * @param major of n8n
 */
export function createN8nApi(url: string, session = newSession(), major: N8nMajor = 2) {
	const call = createCall(url, session);
	const readEnded: ReadEnded = async (id) =>
		readExecution(id, await call('GET', `/rest/executions/${id}`));
	return {
		call,
		session,
		/** Makes the owner of a fresh n8n and stays logged in as it. */
		setUpOwner: ({ email, password }: Owner) =>
			call('POST', '/rest/owner/setup', { email, password, firstName: 'Demo', lastName: 'Owner' }),
		logIn: ({ email, password }: Owner) =>
			call('POST', '/rest/login', { emailOrLdapLoginId: email, password }),
		/** Resolves to the new credential's id. */
		createCredential: async (credential: { name: string; type: string; data: object }) =>
			(await call<{ id: string }>('POST', '/rest/credentials', credential)).id,
		deleteCredential: (id: string) => call('DELETE', `/rest/credentials/${id}`),
		/** What the editor's "Test" shows: `status` is "OK" or "Error". */
		testCredential: (credential: { id: string; name: string; type: string; data: object }) =>
			call<{ status: string; message: string }>('POST', '/rest/credentials/test', {
				credentials: credential,
			}),
		/** Resolves to the new workflow's id. */
		createWorkflow: async (workflow: Workflow) => {
			// n8n 1 wants the state said, as its editor does.
			const made = major === 1 ? { active: false, ...workflow } : workflow;
			return (await call<{ id: string }>('POST', '/rest/workflows', made)).id;
		},
		/** Makes a workflow whose triggers are live; resolves to its id. n8n registers a webhook a moment later. */
		async publishWorkflow(workflow: Workflow): Promise<string> {
			type Made = { id: string; versionId: string };
			const { id, versionId } = await call<Made>('POST', '/rest/workflows', workflow);
			await call('POST', `/rest/workflows/${id}/activate`, { versionId });
			return id;
		},
		/** The newest executions of a workflow, 100 at most. */
		async listExecutions(filter: { workflowId: string; status?: string[] }) {
			const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: '100' });
			const { results } = await call<{ results: Array<{ id: string; status: string }> }>(
				'GET',
				`/rest/executions?${query.toString()}`,
			);
			return results;
		},
		/** What n8n stored about an execution that has ended; nothing before. */
		readEnded,
		runWorkflow: createRunWorkflow(call, readEnded, major),
	};
}

export type N8nApi = ReturnType<typeof createN8nApi>;
