import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runContacts, type Flow } from '../../demo';
import { openFixture, type Fixture } from './openFixture';

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('the main workflow by %s', (flow) => {
	let fixture: Fixture;
	beforeAll(async () => {
		fixture = await openFixture();
	});
	afterAll(() => fixture.close());

	it('saves 500 messy rows whole, in 3 calls, with 1 login over 1 socket', async () => {
		const { api, org, flows } = fixture;
		const { run, differences } = await runContacts(api, org, flows[flow]);
		expect(differences).toEqual([]);
		expect(run).toMatchObject({
			rows: 500,
			created: 486,
			updated: 0,
			refused: 14,
			readBack: 486,
			collectionCalls: 3,
			logins: 1,
			sockets: 1,
		});
	});

	it('creates nothing the second time', async () => {
		const { api, org, flows } = fixture;
		const { run, differences } = await runContacts(api, org, flows[flow], { again: true });
		expect(differences).toEqual([]);
		expect(run).toMatchObject({ created: 0, updated: 486, refused: 14, logins: 0 });
		expect(org.records('Contact')).toHaveLength(486);
	});
});
