import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	credentialData,
	credentialName,
	credentialTypes,
	nodeNames,
	readWorkflow,
	type Flow,
} from '../../demo';
import { encryptKey, PASSPHRASE, PASSPHRASE_MARK } from './encryptedKey';
import { openFixture, type Fixture } from './openFixture';

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

type Data = Record<string, string>;
interface Setup {
	what: string;
	flow: Flow;
	/** Fields beside those of the flow, or in their place. */
	fields?: (org: Fixture['org']) => Data;
}
const setups: Setup[] = [
	{ what: 'clientCredentials', flow: 'clientCredentials' },
	{ what: 'jwtBearer', flow: 'jwtBearer' },
	{
		what: 'jwtBearer with an encrypted key',
		flow: 'jwtBearer',
		fields: ({ privateKey }) => ({ privateKey: encryptKey(privateKey), passphrase: PASSPHRASE }),
	},
];

/** What must be nowhere: the secrets of the org, and the start of every token that it issues. */
const secrets = () => {
	const { clientSecret, privateKey, id } = fixture.org;
	const lines = privateKey.split('\n').filter((line) => line.length > 40);
	return [clientSecret, ...lines, `${id.slice(0, 15)}!`, 'eyJhbGciOiJSUzI1NiJ9', PASSPHRASE_MARK];
};

describe.each(setups)('no secret of $what', ({ flow, fields }) => {
	it("is in n8n's execution data, in what the editor gets, or in n8n's log", async () => {
		const { api, org, log } = fixture;
		const { type, label } = credentialTypes[flow];
		const name = credentialName({ label });
		const data = { ...credentialData(flow, org), ...fields?.(org) };
		const id = await api.createCredential({ name, type, data });
		const test = (changed: Data = {}) =>
			api.testCredential({ id, name, type, data: { ...data, ...changed } });
		/** All that n8n keeps and sends of a run of the HTTP Request node. */
		const run = async (origin: string) => {
			const credential = { ...credentialTypes[flow], id };
			const workflow = await api.createWorkflow(readWorkflow('limits', credential, origin));
			return JSON.stringify(await api.runWorkflow(workflow, nodeNames.trigger));
		};
		const seen: unknown[] = [await run(org.url)];
		expect(org.logins).toBe(1);
		org.revokeSessions();
		seen.push(await run(org.url), await run('http://127.0.0.1:1'), await test());
		seen.push(await test({ passphrase: `${PASSPHRASE_MARK}-that-is-wrong` }));
		org.addFault({ match: { path: /limits/ }, times: 2, status: 500, body: '[]' });
		seen.push(await run(org.url));
		org.addFault({ match: { path: /limits/ }, times: 2, dropAfter: true });
		seen.push(await run(org.url));
		org.refuseLogins({ error: 'invalid_grant', error_description: 'a reason unheard of' });
		seen.push(await test());
		seen.push(await api.call('GET', `/rest/credentials/${id}?includeData=true`));
		expect(JSON.stringify(seen)).toContain('a reason unheard of');
		const texts = `${JSON.stringify(seen)}\n${await readFile(log, 'utf8')}`;
		for (const secret of secrets()) expect(texts).not.toContain(secret);
	});
});
