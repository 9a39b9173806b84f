import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialData, credentialName, nodeNames, readWorkflow, type Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

/** All that n8n keeps and sends of a run of the HTTP Request node. */
async function run(flow: Flow, origin: string): Promise<string> {
	const { api, flows } = fixture;
	const workflow = readWorkflow('limits', flows[flow].credential, origin);
	const id = await api.createWorkflow(workflow);
	return JSON.stringify(await api.runWorkflow(id, nodeNames.trigger));
}

/** What must be nowhere: the secrets of the org, and the start of every token that it issues. */
const secrets = () => {
	const { clientSecret, privateKey, id } = fixture.org;
	const lines = privateKey.split('\n').filter((line) => line.length > 40);
	return [clientSecret, ...lines, `${id.slice(0, 15)}!`, 'eyJhbGciOiJSUzI1NiJ9'];
};

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('no secret of %s', (flow) => {
	it("is in n8n's execution data, in what the editor gets, or in n8n's log", async () => {
		const { api, org, flows, log } = fixture;
		const { id, type, label } = flows[flow].credential;
		const data = { ...credentialData(flow, org) };
		const test = () => api.testCredential({ id, name: credentialName({ label }), type, data });
		const seen: unknown[] = [await run(flow, org.url)];
		org.revokeSessions();
		seen.push(await run(flow, org.url), await run(flow, 'http://127.0.0.1:1'), await test());
		org.addFault({ match: { path: /limits/ }, times: 2, status: 500, body: '[]' });
		seen.push(await run(flow, org.url));
		org.addFault({ match: { path: /limits/ }, times: 2, dropAfter: true });
		seen.push(await run(flow, org.url));
		org.refuseLogins({ error: 'invalid_grant', error_description: 'a reason unheard of' });
		seen.push(await test());
		seen.push(await api.call('GET', `/rest/credentials/${id}?includeData=true`));
		expect(JSON.stringify(seen)).toContain('a reason unheard of');
		const texts = `${JSON.stringify(seen)}\n${await readFile(log, 'utf8')}`;
		for (const secret of secrets()) expect(texts).not.toContain(secret);
	});
});
