import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const service = '/services/apexrest/AccountSummary';

describe('Apex REST', () => {
	it('answers what the method returns, fields without a value left out', async () => {
		const [id] = org.insert('Account', [{ Name: 'Acme', Industry: 'Banking' }]);
		org.insert('Contact', [{ LastName: 'a', AccountId: id }]);
		const { status, body } = await call('GET', `${service}/${id}`);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			account: { attributes: { type: 'Account' }, Id: id, Name: 'Acme', Industry: 'Banking' },
			numberOfContacts: 1,
		});
		expect(body.account).not.toHaveProperty('Phone');
	});

	it('takes parameters at the top level and answers a String as a JSON text', async () => {
		const { status, body } = await call('POST', service, { name: 'New', lastNames: ['a', 'b'] });
		expect([status, body]).toEqual([200, expect.stringMatching(/^001\w{15}$/)]);
		expect(org.records('Contact')).toHaveLength(2);
	});

	it('answers APEX_ERROR for what the method did not catch, and keeps nothing of it', async () => {
		const { status, body } = await call('POST', service, { name: 'Half', lastNames: [null] });
		expect([status, body[0].errorCode]).toEqual([500, 'APEX_ERROR']);
		expect(body[0].message).toContain('System.DmlException');
		expect(org.records('Account').filter(({ Name }) => Name === 'Half')).toEqual([]);
		const missing = await call('GET', `${service}/001000000000000AAA`);
		expect(missing.body[0].message).toContain('System.QueryException');
	});

	it('refuses unknown services and parameters', async () => {
		const unknown = await call('GET', '/services/apexrest/Nothing/here');
		expect(unknown).toMatchObject({
			status: 404,
			body: [{ errorCode: 'NOT_FOUND', message: 'Could not find a match for URL' }],
		});
		expect((await call('POST', service, { colour: 'red' })).status).toBe(400);
		expect(org.unknownRequests).toHaveLength(1);
	});
});
