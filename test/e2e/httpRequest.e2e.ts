import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeNames, outputItems, readWorkflow, runContacts, type Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';

const NODE = 'Limits of the Org';

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('the HTTP Request node by %s', (flow) => {
	let fixture: Fixture;
	beforeEach(async () => {
		fixture = await openFixture();
	});
	afterEach(() => fixture.close());

	/** Runs the sample workflow with the org's origin replaced by `origin`, and the node changed by its editor. */
	async function requestLimits(origin: string, parameters: object = {}) {
		const { api, flows } = fixture;
		const workflow = readWorkflow('limits', flows[flow].credential, origin);
		for (const node of workflow.nodes) {
			if (node.name === NODE) Object.assign(node.parameters as object, parameters);
		}
		const id = await api.createWorkflow(workflow);
		return api.runWorkflow(id, nodeNames.trigger);
	}

	it('reads the limits of the org', async () => {
		const execution = await requestLimits(fixture.org.url);
		expect(execution.error).toBeUndefined();
		expect(outputItems(execution, NODE)[0]?.json).toHaveProperty('DailyApiRequests');
		expect(fixture.org.logins).toBe(1);
	});

	it('shares the session of the Salesforce nodes: no login of its own, and none of theirs after it', async () => {
		const { api, org, flows } = fixture;
		await runContacts(api, org, flows[flow]);
		await requestLimits(org.url);
		await requestLimits(org.url);
		expect(org.logins).toBe(1);
	});

	it('logs in again, once, after the session was revoked', async () => {
		const { org } = fixture;
		await requestLimits(org.url);
		org.revokeSessions();
		const execution = await requestLimits(org.url);
		expect(execution.status).toBe('success');
		expect(org.logins).toBe(2);
	});

	it("shows the token to no proxy of the editor's, and to no host that a header names", async () => {
		const seen: string[] = [];
		const proxy = createServer((request, response) => {
			seen.push(`${request.url} ${request.headers.authorization}`);
			response.end('{}');
		});
		proxy.on('connect', (request, socket) => {
			seen.push(request.url ?? '');
			socket.destroy();
		});
		proxy.on('connection', () => seen.push('a connection'));
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const { port } = proxy.address() as AddressInfo;
		try {
			const execution = await requestLimits(fixture.org.url, {
				options: { proxy: `http://127.0.0.1:${port}`, allowUnauthorizedCerts: true },
			});
			expect(execution.status).toBe('success');
			expect(outputItems(execution, NODE)[0]?.json).toHaveProperty('DailyApiRequests');
			expect(seen).toEqual([]);
			const calls = fixture.org.calls.length;
			const parameters = [{ name: 'Host', value: `127.0.0.1:${port}` }];
			const refused = await requestLimits(fixture.org.url, {
				sendHeaders: true,
				headerParameters: { parameters },
			});
			expect(refused.status).toBe('error');
			expect(JSON.stringify(refused)).toMatch(/The header host can't be sent/i);
			expect(fixture.org.calls).toHaveLength(calls);
			expect(seen).toEqual([]);
		} finally {
			proxy.closeAllConnections();
			proxy.close();
		}
	});

	it('refuses any other origin before anything is sent to it', async () => {
		let requests = 0;
		const stranger = createServer((_request, response) => {
			requests++;
			response.end('{}');
		});
		await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
		const { port } = stranger.address() as AddressInfo;
		try {
			const execution = await requestLimits(`http://127.0.0.1:${port}`);
			expect(execution.status).toBe('error');
			expect(JSON.stringify(execution)).toContain(`127.0.0.1:${port}`);
			expect(requests).toBe(0);
		} finally {
			stranger.close();
		}
	});
});
