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

	/** Runs the sample workflow with the org's origin replaced by `origin`. */
	async function requestLimits(origin: string) {
		const { api, flows } = fixture;
		const id = await api.createWorkflow(readWorkflow('limits', flows[flow].credential, origin));
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

	it('logs in anew, once, after the session was revoked', async () => {
		const { org } = fixture;
		await requestLimits(org.url);
		org.revokeSessions();
		const execution = await requestLimits(org.url);
		expect(execution.status).toBe('success');
		expect(org.logins).toBe(2);
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
