import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { PASSPHRASE } from './encryptedKey';
import { openFixture, type Fixture } from './openFixture';
import { runOperation } from './runOperation';
import { searchStores } from './searchStores';
import { secretPatterns } from './secretPatterns';

let fixture: Fixture;
beforeAll(async () => {
	fixture = await openFixture();
});
afterAll(() => fixture.close());

it('a text that n8n does keep is found in its database, its binary store and its log', async () => {
	const item = 'canary-of-an-item';
	const file = 'canary-of-a-file';
	await runOperation(fixture, {
		before: {
			name: 'To File',
			type: 'n8n-nodes-base.convertToFile',
			typeVersion: 1.1,
			parameters: { operation: 'toBinary', sourceProperty: 'base64', options: {} },
		},
		parameters: { resource: 'apiRequest', operation: 'send', method: 'GET', path: 'limits' },
		// So long that its pieces lie apart in the database's file.
		items: [{ long: `${'x'.repeat(20_000)}${item}`, base64: Buffer.from(file).toString('base64') }],
	});
	const places = await searchStores(inject('n8n').stores, { item, file, log: 'Editor is now' });
	expect(places).toContainEqual(expect.stringMatching(/^item in table execution_data, /));
	expect(places).toContainEqual(expect.stringMatching(/^file in .*executions/));
	expect(places).toContainEqual(expect.stringMatching(/^log in n8n\.log$/));
});

it('the patterns match the secrets of an org and what it issues', () => {
	const { clientSecret, privateKey, clientId } = fixture.org;
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	const secrets = [
		clientSecret,
		`Basic ${basic}`,
		fixture.org.issueToken(),
		PASSPHRASE,
		privateKey,
	];
	const patterns = Object.values(secretPatterns);
	for (const [at, secret] of secrets.entries()) expect(secret).toMatch(new RegExp(patterns[at]!));
});
