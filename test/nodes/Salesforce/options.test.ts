import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSalesforceAuth, createSessionStore, keepSession } from '../../../auth';
import { type Org, startOrg } from '../../../emulator';
import { createContext, credentialOf } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

const autoMap = { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] };
const create = {
	authentication: 'jwtBearer',
	resource: 'record',
	operation: 'create',
	object: { __rl: true, mode: 'name', value: 'Contact' },
};

describe('options of every operation', () => {
	it('acts as the user of each item, with a session of their own, and fails only that user’s items', async () => {
		const items = [org.username, org.unapprovedUsername, org.username].map((user, n) => ({
			user,
			LastName: `Doe ${n}`,
		}));
		const output = await runNode(
			createContext(org, {
				items,
				onError: 'continueRegularOutput',
				credential: { ...credentialOf(org), allowedUsers: '*@acme.example' },
				parameters: {
					...create,
					fields: {
						...autoMap,
						mappingMode: 'defineBelow',
						value: { LastName: '={{ $json.LastName }}' },
					},
					options: { runAsUser: '={{ $json.user }}' },
				},
			}),
		);
		expect(output.map(({ json }) => json.success ?? json.error)).toEqual([
			true,
			expect.stringMatching(/approved|consumer/),
			true,
		]);
		expect(org.logins).toBe(1);
	});

	it('says that Client Credentials can act as no other user', async () => {
		const { context } = createContext(org, {
			items: [{ LastName: 'Doe' }],
			parameters: {
				...create,
				authentication: 'clientCredentials',
				fields: autoMap,
				options: { runAsUser: 'x@y.z' },
			},
		});
		await expect(runNode({ context, hints: [], reads: new Map() })).rejects.toThrow(
			"'Run As User' needs JWT Bearer",
		);
	});

	it('calls the API version that is chosen', async () => {
		const items = [{ LastName: 'Doe' }];
		const parameters = { ...create, fields: autoMap, options: { apiVersion: 'v60.0' } };
		await runNode(createContext(org, { items, parameters }));
		expect(org.calls[0]!.path).toBe('/services/data/v60.0/composite/sobjects');
	});

	it('sends nothing more once too few daily calls are left, and tells what was saved', async () => {
		org.setPolicy({ dailyApiRequests: 100 });
		const items = Array.from({ length: 5 }, (_, n) => ({ LastName: `Doe ${n}` }));
		const options = { minimumCallsLeft: 98, batchSize: 1 };
		const running = runNode(
			createContext(org, { items, parameters: { ...create, fields: autoMap, options } }),
		);
		await expect(running).rejects.toThrow(/Stopped: 97\.0 % .* \[item 3\]/);
		expect(org.calls).toHaveLength(3);
	});

	it.each([3, 0])('Use Bulk API Above %i: three records need no job', async (useBulkApiAbove) => {
		const items = Array.from({ length: 3 }, (_, n) => ({ LastName: `Doe ${n}` }));
		const parameters = { ...create, fields: autoMap, options: { useBulkApiAbove } };
		await runNode(createContext(org, { items, parameters }));
		expect(org.calls.some(({ path }) => path.includes('/jobs/ingest'))).toBe(false);
		expect(org.records('Contact')).toHaveLength(3);
	});

	it('tells after the run what it cost', async () => {
		const test = createContext(org, {
			items: [{ LastName: 'Doe' }],
			parameters: { ...create, fields: autoMap },
		});
		await runNode(test);
		expect(test.hints.at(-1)!.message).toBe(
			"Cost: 1 API call, 1 login. Left of the org's daily API calls: 14,999 of 15,000",
		);
	});

	it('runs on n8n versions that show no hints', async () => {
		const test = createContext(org, {
			items: [{ LastName: 'Doe' }],
			parameters: { ...create, fields: autoMap },
		});
		delete (test.context as Partial<typeof test.context>).addExecutionHints;
		expect(await runNode(test)).toHaveLength(1);
	});

	it('sends the assignment and duplicate rules as they are chosen', async () => {
		const options = { assignmentRule: 'none', duplicates: 'allow' };
		await runNode(
			createContext(org, {
				items: [{ LastName: 'Doe' }],
				parameters: { ...create, fields: autoMap, options },
			}),
		);
		expect(org.calls[0]!.headers).toMatchObject({
			'sforce-auto-assign': 'FALSE',
			'sforce-duplicate-rule-header': 'allowSave=true; includeRecordDetails=true',
		});
	});

	it('continues with the session that n8n keeps beside the credential', async () => {
		const { url: myDomainUrl, clientId, clientSecret } = org;
		const store = createSessionStore();
		const login = { flow: 'clientCredentials', myDomainUrl, clientId, clientSecret } as const;
		const kept = keepSession(login, await createSalesforceAuth(login, { store })());
		const parameters = { ...create, authentication: 'clientCredentials', fields: autoMap };
		const stored = { ...credentialOf(org), ...kept };
		await runNode(
			createContext(org, { items: [{ LastName: 'Doe' }], parameters, credential: stored }),
		);
		expect([org.logins, org.records('Contact').length]).toEqual([1, 1]);
	});

	it('keeps to the domains that the credential allows', async () => {
		const credential = {
			myDomainUrl: org.url,
			consumerKey: org.clientId,
			consumerSecret: org.clientSecret,
			allowedHttpRequestDomains: 'domains',
			allowedDomains: 'example.com',
		};
		const parameters = { ...create, authentication: 'clientCredentials', fields: autoMap };
		const running = runNode(
			createContext(org, { items: [{ LastName: 'Doe' }], parameters, credential }),
		);
		await expect(running).rejects.toThrow(/not allowed/i);
		expect(org.tokenRequests).toHaveLength(0);
	});
});
