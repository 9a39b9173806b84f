import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Execution, type Flow, readExecution } from '../../demo';
import { importWorkflow } from './importWorkflow';
import { openFixture, type Fixture } from './openFixture';
import { startChatModel } from './startChatModel';
import { startReceiver } from './startReceiver';
import { until } from './until';

const flows: Flow[] = ['clientCredentials', 'jwtBearer'];
/** A folder that n8n may read and write. */
const { scratch } = inject('n8n');

let fixture: Fixture;
beforeEach(async () => {
	fixture = await openFixture();
});
afterEach(() => fixture.close());

const itemsOf = ({ nodes }: Execution, node: string, output = 0) =>
	(nodes[node]?.[0]?.outputs[output] ?? []).map(({ json }) => json);

const readCsv = (file: string): Array<Record<string, string>> =>
	parse(readFileSync(file), { columns: true, bom: true });

describe('CSV file into Salesforce', () => {
	it.each(flows)('upserts the rows and writes those refused into a file, by %s', async (flow) => {
		const { org, api } = fixture;
		org.insert('Contact', [{ External_Id__c: 'C-1', LastName: 'Byron', Phone: '1' }]);
		const file = join(scratch, `contacts-${flow}.csv`);
		writeFileSync(
			file,
			'Customer No,First Name,Last Name,E-mail,Phone\nC-1,Ada,Lovelace,ada@acme.example,\nC-2,"Jane ""J""",Doe,,2\nC-3,No,Mail,nobody,3\nC-4,Nobody,,,4\n',
		);
		const id = await importWorkflow(fixture, 'csv-to-salesforce', {
			flow,
			parameters: {
				'Read the File': { fileSelector: file },
				'Write Refused Rows': { fileName: join(scratch, `refused-${flow}.csv`) },
			},
		});
		const execution = await api.runWorkflow(id, 'Start by Hand');
		expect(execution.status).toBe('success');
		expect(org.records('Contact').map(({ LastName, Phone }) => [LastName, Phone])).toEqual([
			['Lovelace', null],
			['Doe', '2'],
		]);
		expect(itemsOf(execution, 'Count Saved Rows')).toEqual([
			{ created: false, count_id: 1 },
			{ created: true, count_id: 1 },
		]);
		expect(readCsv(join(scratch, `refused-${flow}.csv`))).toEqual([
			{
				'Customer No': 'C-3',
				'First Name': 'No',
				'Last Name': 'Mail',
				'E-mail': 'nobody',
				Phone: '3',
				Reason: 'Email: invalid email address: nobody',
				Code: 'INVALID_EMAIL_ADDRESS',
			},
			{
				'Customer No': 'C-4',
				'First Name': 'Nobody',
				'Last Name': '',
				'E-mail': '',
				Phone: '4',
				Reason: 'Required fields are missing: [LastName]',
				Code: 'REQUIRED_FIELD_MISSING',
			},
		]);
		expect(org.logins).toBe(1);
	});
});

describe('Files to the records they belong to, and back', () => {
	it.each(flows)('brings files to their accounts and back, by %s', async (flow) => {
		const { org, api } = fixture;
		const [acme, globex] = org.insert('Account', [
			{ Name: 'Acme', External_Id__c: 'A-1' },
			{ Name: 'Globex', External_Id__c: 'A-2' },
		]);
		const [incoming, outgoing] = ['in', 'out'].map((name) => join(scratch, `${name}-${flow}`));
		for (const folder of [incoming!, outgoing!]) mkdirSync(folder);
		const files = {
			'A-1 offer.txt': 'one',
			'A-1 price list.csv': 'two',
			'A-2 letter.txt': 'three',
			'A-3 lost.txt': 'four',
		};
		for (const [name, content] of Object.entries(files)) {
			writeFileSync(join(incoming!, name), content);
		}
		const id = await importWorkflow(fixture, 'files-and-records', {
			flow,
			parameters: {
				'Read the Files': { fileSelector: `${incoming}/*` },
				'Write the File': {
					fileName: `=${outgoing}/{{ $('Read Accounts').item.json.External_Id__c }} {{ $json.fileName }}`,
				},
			},
		});
		const up = await api.runWorkflow(id, 'Start by Hand');
		expect(up.status).toBe('success');
		expect(itemsOf(up, 'Upload the File')).toHaveLength(3);
		expect(itemsOf(up, 'No Such Account')).toMatchObject([{ fileName: 'A-3 lost.txt' }]);
		const linkedTo = (record: unknown) =>
			org.records('ContentDocumentLink').filter(({ LinkedEntityId }) => LinkedEntityId === record);
		expect([linkedTo(acme).length, linkedTo(globex).length]).toEqual([2, 1]);
		const back = await api.runWorkflow(id, 'Every Night');
		expect(back.status).toBe('success');
		const written = readdirSync(outgoing!).toSorted();
		expect(written).toEqual(['A-1 offer.txt', 'A-1 price list.csv', 'A-2 letter.txt']);
		expect(written.map((name) => readFileSync(join(outgoing!, name), 'utf8'))).toEqual([
			'one',
			'two',
			'three',
		]);
	});
});

describe('Nightly export by Bulk API', () => {
	const run = async (flow: Flow) => {
		const id = await importWorkflow(fixture, 'nightly-export', {
			flow,
			parameters: {
				'Write the File': {
					fileName: `=${scratch}/export-${flow}-{{ $now.toFormat('yyyy') }}.csv`,
				},
			},
		});
		return fixture.api.runWorkflow(id, 'Every Night');
	};
	const files = (flow: Flow) =>
		readdirSync(scratch).filter((file) => file.startsWith(`export-${flow}`));

	it.each(flows)('writes all rows into a file, by %s', async (flow) => {
		const { org } = fixture;
		const [account] = org.insert('Account', [{ Name: 'Acme, "Ltd"' }]);
		org.insert(
			'Contact',
			Array.from({ length: 3 }, (_, n) => ({ LastName: `Doe ${n}`, AccountId: account! })),
		);
		const execution = await run(flow);
		expect(execution.status).toBe('success');
		const [file] = files(flow);
		expect(file).toMatch(/-\d{4}\.csv$/);
		const rows = readCsv(join(scratch, file!));
		expect(rows.map((row) => [row.LastName, row['Account.Name']])).toEqual([
			['Doe 0', 'Acme, "Ltd"'],
			['Doe 1', 'Acme, "Ltd"'],
			['Doe 2', 'Acme, "Ltd"'],
		]);
	});

	it('ends red where nothing came, and writes nothing', async () => {
		const before = files('clientCredentials');
		const execution = await run('clientCredentials');
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(/^The export 750\w+ has no rows/);
		expect(execution.nodes['Write the File']).toBeUndefined();
		expect(files('clientCredentials')).toEqual(before);
	});

	it('takes the last day only, with the condition of its note', async () => {
		const { org, api } = fixture;
		org.insert('Contact', [
			{
				LastName: 'Old',
				CreatedDate: '2020-01-01T00:00:00Z',
				SystemModstamp: '2020-01-01T00:00:00Z',
			},
			{ LastName: 'New' },
		]);
		const id = await importWorkflow(fixture, 'nightly-export', {
			flow: 'clientCredentials',
			parameters: {
				'Export Contacts': {
					query: 'SELECT LastName FROM Contact WHERE SystemModstamp >= :since ORDER BY Id',
				},
				'Write the File': { fileName: join(scratch, 'last-day.csv') },
			},
		});
		const execution = await api.runWorkflow(id, 'Every Night');
		expect(execution.status).toBe('success');
		expect(readCsv(join(scratch, 'last-day.csv'))).toEqual([{ LastName: 'New' }]);
	});
});

describe('Salesforce to anything, on change', () => {
	/** n8n polls once a minute at most, but at several moments that each name one second. */
	const pollTimes = {
		item: Array.from({ length: 30 }, (_, n) => ({
			mode: 'custom',
			cronExpression: `${n * 2} * * * * *`,
		})),
	};

	async function executionsOf(workflowId: string): Promise<Execution[]> {
		const { api } = fixture;
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const path = `/rest/executions?filter=${filter}&limit=100`;
		const { results } = await api.call<{ results: Array<{ id: string }> }>('GET', path);
		const ended = await Promise.all(
			results.map(async ({ id }) =>
				readExecution(id, await api.call('GET', `/rest/executions/${id}`)),
			),
		);
		return ended.filter((execution) => execution !== undefined);
	}

	it('passes on each change once, once more if it was refused, and ends red after that', async () => {
		const { org, api } = fixture;
		let isUp = false;
		const receiver = await startReceiver(
			({ body }) => body.name === 'Never' || (body.name === 'Later' && !isUp),
		);
		const id = await importWorkflow(fixture, 'salesforce-to-anything', {
			flow: 'jwtBearer',
			parameters: {
				'Account Changed': { pollTimes },
				Deliver: { url: receiver.url },
				'Ten Minutes Later': { amount: 1, unit: 'seconds' },
				'Deliver Again': { url: receiver.url },
			},
		});
		org.insert('Account', [{ Name: 'Old' }]);
		const { versionId } = await api.call<{ versionId: string }>('GET', `/rest/workflows/${id}`);
		await api.call('POST', `/rest/workflows/${id}/activate`, { versionId });
		try {
			await until(() => org.calls.some(({ path }) => path.endsWith('/query')));
			const [first] = org.insert('Account', [
				{ Name: 'One', Industry: 'Banking' },
				{ Name: 'Later' },
				{ Name: 'Never' },
			]);
			await until(() => receiver.refused.length >= 2);
			isUp = true;
			await until(async () => (await executionsOf(id)).some(({ status }) => status === 'error'));
			const names = () => receiver.received.map(({ body }) => body.name);
			expect(names()).toEqual(['One', 'Later']);
			expect(receiver.refused.map(({ body }) => body.name)).toEqual(['Later', 'Never', 'Never']);
			expect(receiver.received[0]!.body).toMatchObject({
				event: 'created',
				id: first,
				name: 'One',
				industry: 'Banking',
			});
			expect(receiver.received[0]!.headers['idempotency-key']).toMatch(
				new RegExp(`^${first} \\d{4}-\\d{2}-\\d{2}T`),
			);
			const failed = (await executionsOf(id)).find(({ status }) => status === 'error');
			const never = org.records('Account').find(({ Name }) => Name === 'Never');
			expect(failed?.error?.message).toBe(`1 changes could not be delivered: ${String(never?.Id)}`);

			org.advance(5_000);
			org.update('Account', [{ Id: first!, Name: 'One, changed' }]);
			await until(() => names().length >= 3);
			expect(names()).toEqual(['One', 'Later', 'One, changed']);
			expect(receiver.received[2]!.body.event).toBe('updated');
		} finally {
			await api.call('POST', `/rest/workflows/${id}/deactivate`);
			await receiver.close();
		}
	});
});

describe('An agent that answers from Salesforce', () => {
	it('looks up what it is asked with both tools, mends a query that was refused, and answers', async () => {
		const { org, api } = fixture;
		org.insert('Account', [
			{ Name: 'Acme Bank', Industry: 'Banking' },
			{ Name: 'Globex', Industry: 'Energy' },
		]);
		const model = await startChatModel([
			{ tool: 'Search_Salesforce', query: { term: 'acme' } },
			{ tool: 'Query_Salesforce', query: { soql: 'SELECT Nmae FROM Account' } },
			{
				tool: 'Query_Salesforce',
				query: { soql: "SELECT Name FROM Account WHERE Industry = 'Banking'" },
			},
			{ text: 'One bank: Acme Bank.' },
		]);
		try {
			const data = { apiKey: 'stand-in', url: model.url };
			const credential = { name: 'Stand-in', type: 'openAiApi', data };
			const openAiApi = { id: await api.createCredential(credential), name: 'Stand-in' };
			const id = await importWorkflow(fixture, 'agent', {
				flow: 'clientCredentials',
				credentials: { 'Language Model': { openAiApi } },
				pinData: {
					'When Asked': [
						{ json: { sessionId: 's', action: 'sendMessage', chatInput: 'Which banks?' } },
					],
				},
			});
			const execution = await api.runWorkflow(id, 'When Asked');
			expect(execution.error?.message).toBeUndefined();
			expect(itemsOf(execution, 'Answer from Salesforce')).toEqual([
				{ output: 'One bank: Acme Bank.' },
			]);
			const [asked] = model.requests;
			expect(asked!.tools!.map((tool) => tool.function.name).toSorted()).toEqual([
				'Query_Salesforce',
				'Search_Salesforce',
			]);
			const told = model.requests
				.at(-1)!
				.messages.filter(({ role }) => role === 'tool')
				.map(({ content }) => String(content));
			expect(told[0]).toContain('"Name":"Acme Bank"');
			expect(told[1]).toContain("No such column 'Nmae'");
			expect(told[2]).toContain('[{"Name":"Acme Bank"}]');
			const methods = new Set(org.calls.map(({ method, path }) => `${method} ${path}`));
			expect([...methods].every((call) => /^GET .*\/query|parameterizedSearch$/.test(call))).toBe(
				true,
			);
		} finally {
			await model.close();
		}
	});
});
