import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { createContext } from './createContext';
import { runNode } from './runNode';

const contact = { __rl: true, mode: 'list', value: 'Contact' };

describe.each(['clientCredentials', 'jwtBearer'])('the main job by %s', (authentication) => {
	let org: Org;
	beforeEach(async () => {
		org = await startOrg();
	});
	afterEach(() => org.close());

	it('upserts 500 items in 3 calls, 1 login and 1 socket, and reads them back by a bound query', async () => {
		const items = Array.from({ length: 500 }, (_, n) => ({
			External_Id__c: `C-${n}`,
			LastName: n === 3 ? '' : `O'Neil ${n}`,
		}));
		const upsert = createContext(org, {
			items,
			onError: 'continueRegularOutput',
			parameters: {
				authentication,
				resource: 'record',
				operation: 'upsert',
				object: contact,
				fields: {
					mappingMode: 'autoMapInputData',
					value: null,
					matchingColumns: ['External_Id__c'],
					schema: [],
				},
			},
		});
		const saved = await runNode(upsert);
		expect(saved).toHaveLength(500);
		expect(saved.map((item) => item.pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(saved.filter((item) => item.json.created === true)).toHaveLength(499);
		expect(saved[3]!.json).toMatchObject({
			error: 'Required fields are missing: [LastName]',
			details: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] },
		});
		expect([org.calls.length, org.logins, org.sockets]).toEqual([3, 1, 1]);

		const query = createContext(org, {
			parameters: {
				authentication,
				resource: 'query',
				operation: 'executeQuery',
				query:
					'SELECT LastName, External_Id__c FROM Contact WHERE LastName LIKE :pattern ORDER BY LastName',
				bindings: { values: [{ name: 'pattern', type: 'string', value: "O'Neil %" }] },
				returnAll: true,
			},
		});
		const rows = await runNode(query);
		expect(rows).toHaveLength(499);
		expect(rows[0]).toEqual({
			json: { LastName: "O'Neil 0", External_Id__c: 'C-0' },
			pairedItem: { item: 0 },
		});
		expect([org.logins, org.sockets]).toEqual([1, 1]);

		const again = await runNode(upsert);
		expect(again.filter((item) => item.json.created === true)).toHaveLength(0);
	});
});
