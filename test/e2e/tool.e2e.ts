import type { INodeTypeDescription } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeNames, readExecution, type Execution } from '../../demo';
import { openFixture, type Fixture } from './openFixture';
import { byName } from './runOperation';

const TYPE = 'n8n-nodes-salesforce-server-to-server.salesforceTool';
const TOOL = 'Salesforce';
/** What n8n puts in the agent's place to run a tool by hand. */
const RUNNER = 'PartialExecutionToolExecutor';

let fixture: Fixture;
beforeAll(async () => {
	fixture = await openFixture();
});
afterAll(() => fixture.close());

const main = (node: string) => ({ node, type: 'main', index: 0 });

/** A tool beside an agent that has no language model: the agent is what n8n's own tool runner stands in for. */
function workflowOf(parameters: object) {
	const { credential } = fixture.flows.clientCredentials;
	const place = (x: number, name: string) => ({ id: name, name, position: [x, 0], typeVersion: 1 });
	return {
		name: 'An agent with the tool',
		nodes: [
			{ ...place(0, nodeNames.trigger), type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{ ...place(200, 'Agent'), type: '@n8n/n8n-nodes-langchain.agent', parameters: {} },
			{
				...place(200, TOOL),
				type: TYPE,
				parameters: { authentication: 'clientCredentials', ...parameters },
				credentials: { [credential.type]: { id: credential.id, name: credential.label } },
			},
		],
		connections: {
			[nodeNames.trigger]: { main: [[main('Agent')]] },
			[TOOL]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

/** Calls the tool with what a model would have filled in, as the editor's button on a tool does. */
async function callTool(parameters: object, query: Record<string, unknown>): Promise<Execution> {
	const { api } = fixture;
	const id = await api.createWorkflow(workflowOf(parameters));
	const { executionId } = await api.call<{ executionId: string }>(
		'POST',
		`/rest/workflows/${id}/run`,
		{
			triggerToStartFrom: { name: nodeNames.trigger },
			destinationNode: { nodeName: TOOL, mode: 'inclusive' },
			agentRequest: { query: { [TOOL]: query }, tool: { name: TOOL } },
		},
	);
	for (;;) {
		const path = `/rest/executions/${executionId}`;
		const execution = readExecution(executionId, await api.call('GET', path));
		if (execution) return execution;
		await sleep(50);
	}
}

/** The text that the model would get. */
function answerOf({ nodes }: Execution): string {
	const [item] = nodes[RUNNER]![0]!.outputs[0]!;
	return item!.json as unknown as string;
}

const fromAi = (key: string, type = 'string') =>
	`={{ $fromAI('${key}', 'The ${key}', '${type}') }}`;

describe('the node as a tool of an AI agent', () => {
	it('is listed by n8n with all of its operations and both credentials', async () => {
		const { url, api } = fixture;
		const answer = await fetch(`${url}/types/nodes.json`, { headers: api.session });
		const types = (await answer.json()) as INodeTypeDescription[];
		const tool = types.find(({ name }) => name === TYPE);
		expect(tool).toMatchObject({
			displayName: 'Salesforce Server-to-Server Tool',
			inputs: [],
			outputs: ['ai_tool'],
		});
		expect(tool!.credentials!.map(({ name }) => name)).toEqual([
			'salesforceClientCredentialsApi',
			'salesforceJwtBearerApi',
		]);
		const operations = tool!.properties.filter(({ name }) => name === 'operation');
		expect(operations.flatMap(({ options = [] }) => options).length).toBeGreaterThanOrEqual(12);
	});

	it('reads what the agent asks for', async () => {
		fixture.org.insert('Contact', [
			{ LastName: "O'Neil", Phone: '1' },
			{ LastName: 'Other', Phone: '2' },
		]);
		const execution = await callTool(
			{
				resource: 'query',
				operation: 'executeQuery',
				query: 'SELECT LastName, Phone FROM Contact WHERE LastName = :name',
				bindings: { values: [{ name: 'name', type: 'string', value: fromAi('name') }] },
				returnAll: true,
			},
			{ name: "O'Neil" },
		);
		expect(answerOf(execution)).toBe('[{"LastName":"O\'Neil","Phone":"1"}]');
	});

	it('saves what the agent gives', async () => {
		const execution = await callTool(
			{
				resource: 'record',
				operation: 'create',
				object: byName(fromAi('object')),
				fields: {
					mappingMode: 'defineBelow',
					value: { LastName: fromAi('lastName') },
					matchingColumns: [],
					schema: [],
				},
			},
			{ object: 'Contact', lastName: 'From a model' },
		);
		const saved = fixture.org.records('Contact').find((row) => row.LastName === 'From a model');
		expect(JSON.parse(answerOf(execution))).toEqual([
			{ id: saved!.Id, success: true, created: true },
		]);
	});

	it('tells the agent what Salesforce refused, and what to do', async () => {
		const execution = await callTool(
			{
				resource: 'query',
				operation: 'executeQuery',
				query: fromAi('soql'),
				returnAll: true,
			},
			{ soql: 'SELECT Nope FROM Contact' },
		);
		const { error } = execution.nodes[RUNNER]![0]!;
		expect(error?.message).toMatch(/No such column 'Nope'.*Details: .*INVALID_FIELD/s);
	});
});

/** What a client of the Model Context Protocol gets for one message. */
async function askMcp(url: string, message: object, session?: string) {
	const answer = await fetch(url, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			accept: 'application/json, text/event-stream',
			...(session !== undefined && { 'mcp-session-id': session }),
		},
		body: JSON.stringify({ jsonrpc: '2.0', ...message }),
	});
	const text = await answer.text();
	const json = text.match(/^data: (.*)$/m)?.[1] ?? text;
	return { session: answer.headers.get('mcp-session-id') ?? session, text: json };
}

describe('the node as a tool behind the MCP Server Trigger', () => {
	it('saves nothing twice if an answer is lost and n8n tries again', async () => {
		const { url, api, org } = fixture;
		const { credential } = fixture.flows.clientCredentials;
		const place = (name: string) => ({ id: name, name, position: [0, 0] });
		await api.publishWorkflow({
			name: 'Salesforce for MCP clients',
			nodes: [
				{
					...place('MCP'),
					type: '@n8n/n8n-nodes-langchain.mcpTrigger',
					typeVersion: 2,
					webhookId: 'salesforce-mcp',
					parameters: { path: 'salesforce-mcp' },
				},
				{
					...place(TOOL),
					type: TYPE,
					typeVersion: 1,
					retryOnFail: true,
					maxTries: 3,
					waitBetweenTries: 0,
					parameters: {
						authentication: 'clientCredentials',
						resource: 'record',
						operation: 'create',
						object: byName('Contact'),
						fields: {
							mappingMode: 'defineBelow',
							value: { LastName: fromAi('lastName') },
							matchingColumns: [],
							schema: [],
						},
					},
					credentials: { [credential.type]: { id: credential.id, name: credential.label } },
				},
			],
			connections: { [TOOL]: { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		const address = `${url}/mcp/salesforce-mcp`;
		const params = {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		};
		let session: string | undefined;
		// n8n answers 404 until it has registered the webhook, a moment after the workflow is published.
		while (session === undefined) {
			await sleep(100);
			({ session } = await askMcp(address, { id: 1, method: 'initialize', params }));
		}
		await askMcp(address, { method: 'notifications/initialized' }, session);
		const create = (lastName: string, call: number) =>
			askMcp(
				address,
				{ id: call, method: 'tools/call', params: { name: TOOL, arguments: { lastName } } },
				session,
			);
		const savedAs = (lastName: string) =>
			org.records('Contact').filter((row) => row.LastName === lastName);

		const made = await create('By MCP', 2);
		expect(made.text).toMatch(/\\"success\\": ?true/);
		expect(savedAs('By MCP')).toHaveLength(1);

		org.addFault({ match: { method: 'POST', path: 'composite/sobjects' }, dropAfter: true });
		const lost = await create('Answer lost', 3);
		expect(lost.text).toContain('may have been saved or not');
		expect(savedAs('Answer lost')).toHaveLength(1);
	});
});
