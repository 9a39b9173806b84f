import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { Salesforce } from '../../../nodes/Salesforce/Salesforce.node';
import { type ContextOptions, createContext, createEditorContext } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const byPath = (value: string) => ({ __rl: true, mode: 'path', value });

const send = (parameters: IDataObject, rest: Omit<ContextOptions, 'parameters'> = {}) =>
	runNode(
		createContext(org, {
			...rest,
			parameters: { resource: 'apexRest', operation: 'send', method: 'GET', ...parameters },
		}),
	);

describe('apexRest / send', () => {
	it('gets what a class answers, for each item', async () => {
		const ids = org.insert('Account', [{ Name: 'Acme' }, { Name: 'Globex' }]);
		const output = await send(
			{ path: byPath('={{ "AccountSummary/" + $json.id }}') },
			{ items: ids.map((id) => ({ id })) },
		);
		expect(output.map(({ json }) => json)).toMatchObject([
			{ account: { Name: 'Acme' }, numberOfContacts: 0 },
			{ account: { Name: 'Globex' } },
		]);
	});

	it('sends JSON, and takes a bare text for an answer', async () => {
		const [output] = await send({
			method: 'POST',
			path: byPath('AccountSummary'),
			bodyType: 'json',
			body: '{ "name": "New", "lastNames": ["Doe"] }',
		});
		expect(output!.json.data).toMatch(/^001/);
		expect(org.records('Contact')).toMatchObject([{ LastName: 'Doe' }]);
	});

	it('gives status and headers with the body, if asked for', async () => {
		org.apexRestClasses.push({
			name: 'Orders',
			urlMapping: '/orders',
			methods: {
				PUT: ({ parameters }) => ({
					answer: { status: 202, headers: { 'X-Queue': '7' }, body: { json: parameters } },
				}),
				DELETE: () => ({ answer: { status: 204 } }),
			},
		});
		const options = { fullResponse: true };
		const [put] = await send({
			...{ method: 'PUT', path: byPath('orders'), bodyType: 'json', body: { a: 1 }, options },
		});
		expect(put!.json).toMatchObject({
			statusCode: 202,
			headers: { 'x-queue': '7' },
			body: { a: 1 },
		});
		const [gone] = await send({ method: 'DELETE', path: byPath('orders'), options });
		expect(gone!.json).toMatchObject({ statusCode: 204, body: null });
		const [short] = await send({ method: 'DELETE', path: byPath('orders') });
		expect(short!.json).toEqual({ success: true });
	});

	it('gives a file as it comes', async () => {
		org.apexRestClasses.push({
			name: 'Offer',
			urlMapping: '/offer',
			methods: {
				GET: () => ({
					answer: {
						status: 200,
						body: { bytes: Buffer.from([0, 255, 1]), type: 'application/pdf' },
					},
				}),
			},
		});
		const [file] = await send({
			path: byPath('offer'),
			options: { responseFormat: 'file', fullResponse: true },
		});
		expect(file!.json).toMatchObject({ statusCode: 200, headers: {} });
		const { data, mimeType } = file!.binary!.data!;
		expect([mimeType, Buffer.from(data, 'base64')]).toEqual([
			'application/pdf',
			Buffer.from([0, 255, 1]),
		]);
	});

	it('makes an item of each refusal, with what to do', async () => {
		const output = await send(
			{ path: byPath('={{ $json.path }}') },
			{
				items: [{ path: 'AccountSummary/x' }, { path: 'nothing' }, { path: '../data' }],
				onError: 'continueRegularOutput',
			},
		);
		expect(output.map(({ json }) => json.details)).toMatchObject([
			{ errorCode: 'APEX_ERROR', message: expect.stringContaining('System.QueryException') },
			{ errorCode: 'NOT_FOUND', advice: expect.stringContaining('urlMapping') },
			{ errorCode: 'INVALID_INPUT' },
		]);
	});

	it('shows what a class refuses in a form of its own', async () => {
		const body = { json: { error: { text: 'Too late' } } };
		const POST = () => ({ answer: { status: 409, headers: {}, body } });
		org.apexRestClasses.push({ name: 'Odd', urlMapping: '/odd', methods: { POST } });
		await expect(send({ method: 'POST', path: byPath('odd') })).rejects.toThrow(
			'{"error":{"text":"Too late"}} [item 0]',
		);
	});

	it('offers the classes of the org', async () => {
		const editor = createEditorContext(org, { resource: 'apexRest', operation: 'send' });
		const { searchApexRestServices } = new Salesforce().methods.listSearch;
		expect(await searchApexRestServices.call(editor, 'account')).toEqual({
			results: [{ name: 'AccountSummary (/AccountSummary/*)', value: 'AccountSummary' }],
		});
	});
});
