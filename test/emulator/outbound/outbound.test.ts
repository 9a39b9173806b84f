import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';

const HOUR = 3_600_000;
const ACK =
	'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>';

let org: Org;
let receiver: Server;
let url: string;
/** What the receiver got, and what it answers. */
let received: Array<{ headers: Record<string, unknown>; body: string }>;
let answer: { status: number; body: string } | 'none';

beforeEach(async () => {
	const time = Date.UTC(2026, 10, 27, 12);
	org = await startOrg({ now: () => time });
	received = [];
	answer = { status: 200, body: ACK };
	receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
			if (answer !== 'none') response.writeHead(answer.status).end(answer.body);
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});
afterEach(async () => {
	receiver.closeAllConnections();
	receiver.close();
	await org.close();
});

const addRule = (more: object = {}) =>
	org.outboundMessages.addRule({
		object: 'Account',
		endpointUrl: url,
		fields: ['Name', 'AnnualRevenue', 'CreatedDate', 'Phone'],
		...more,
	});

describe('an outbound message', () => {
	it('has the form of a recorded one', async () => {
		const actionId = addRule();
		const [id] = org.insert('Account', [{ Name: 'A & B', AnnualRevenue: 120 }]);
		const { notificationIds } = (await org.outboundMessages.send())[0]!;
		const { headers, body } = received[0]!;
		expect(headers['content-type']).toBe('text/xml; charset=utf-8');
		expect(notificationIds[0]).toMatch(/^04l\w{15}$/);
		expect(actionId).toMatch(/^04k\w{15}$/);
		const lines = body.split('\n').map((line) => line.trim());
		expect(lines.slice(3, 6)).toEqual([
			'<notifications xmlns="http://soap.sforce.com/2005/09/outbound">',
			`<OrganizationId>${org.id}</OrganizationId>`,
			`<ActionId>${actionId}</ActionId>`,
		]);
		expect(lines[6]).toBe('<SessionId xsi:nil="true"/>');
		expect(lines.slice(10, 15)).toEqual([
			`<Id>${notificationIds[0]}</Id>`,
			'<sObject xsi:type="sf:Account" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">',
			`<sf:Id>${id}</sf:Id>`,
			'<sf:Name>A &amp; B</sf:Name>',
			'<sf:AnnualRevenue>120.0</sf:AnnualRevenue>',
		]);
		expect(body).toMatch(/<sf:CreatedDate>2026-11-27T12:00:00\.000Z</);
		expect(body).not.toContain('sf:Phone');
	});

	it('holds the values of the moment that it is sent at, and none of a record that is gone', async () => {
		addRule();
		const [kept, gone] = org.insert('Account', [{ Name: 'Before' }, { Name: 'Gone' }]);
		org.update('Account', [{ Id: kept, Name: 'After' }]);
		org.delete('Account', [gone!]);
		await org.outboundMessages.send();
		expect(received[0]!.body.match(/<sf:Name>\w+/g)).toEqual(['<sf:Name>After', '<sf:Name>After']);
		expect(received[0]!.body).toContain(`<sf:Id>${gone}</sf:Id>`);
	});

	it('takes a hundred notifications at most, of its rule only', async () => {
		addRule({ when: ['created'] });
		addRule({ object: 'Contact', fields: ['LastName'], batchSize: 2 });
		org.insert(
			'Account',
			Array.from({ length: 130 }, (_, at) => ({ Name: `A${at}` })),
		);
		const ids = org.insert(
			'Contact',
			['A', 'B', 'C'].map((LastName) => ({ LastName })),
		);
		org.update('Account', [{ Id: org.records('Account')[0]!.Id, Name: 'No rule' }]);
		await org.outboundMessages.send();
		const counts = org.outboundMessages.deliveries.map(
			({ notificationIds }) => notificationIds.length,
		);
		expect(counts).toEqual([100, 30, 2, 1]);
		expect(received[3]!.body).toContain(`<sf:Id>${ids[2]}</sf:Id>`);
	});
});

describe('a message that is not acknowledged', () => {
	it.each([
		['by nothing', { status: 200, body: '' }],
		['by JSON', { status: 200, body: '{"Ack":true}' }],
		['by false', { status: 200, body: ACK.replace('true', 'false') }],
		['in another namespace', { status: 200, body: ACK.replace('2005/09', '2005/10') }],
		['by an error', { status: 500, body: ACK }],
		['in time', 'none'],
	] as const)('%s comes again, with the same ids', async (_, given) => {
		addRule();
		answer = given;
		if (given === 'none') org.setPolicy({ outboundTimeoutMs: 100 });
		org.insert('Account', [{ Name: 'Acme' }]);
		const [first] = await org.outboundMessages.send();
		expect(first!.isAcknowledged).toBe(false);
		expect(await org.outboundMessages.send()).toEqual([]);
		org.setPolicy({ outboundTimeoutMs: 60_000 });
		answer = { status: 200, body: ACK };
		org.advance(15_000);
		const [second] = await org.outboundMessages.send();
		expect(second).toMatchObject({ isAcknowledged: true, notificationIds: first!.notificationIds });
		expect(org.outboundMessages.pending).toEqual([]);
	});

	it('comes ever more seldom, every two hours in the end, and is given up after a day', async () => {
		addRule();
		answer = { status: 503, body: '' };
		org.insert('Account', [{ Name: 'Acme' }]);
		const times: number[] = [];
		const began = org.now();
		while (org.outboundMessages.pending.length > 0) {
			const sent = await org.outboundMessages.send();
			times.push(...sent.map(({ at }) => at - began));
			org.advance(15_000);
		}
		const pauses = times.slice(1).map((at, index) => at - times[index]!);
		expect(pauses.slice(0, 3)).toEqual([15_000, 30_000, 60_000]);
		expect(Math.max(...pauses)).toBe(2 * HOUR);
		expect(times.at(-1)).toBeLessThan(24 * HOUR);
		expect(org.outboundMessages.failed).toHaveLength(1);
		answer = { status: 200, body: ACK };
		org.outboundMessages.requeue();
		expect((await org.outboundMessages.send())[0]!.isAcknowledged).toBe(true);
		expect(org.outboundMessages.failed).toEqual([]);
	});
});

it('rules are set, and messages sent, by HTTP too', async () => {
	const call = async (method: string, path: string, body?: object) => {
		const answered = await fetch(`${org.url}/emulator/outbound-messages${path}`, {
			method,
			headers: { 'Content-Type': 'application/json' },
			...(body && { body: JSON.stringify(body) }),
		});
		return { status: answered.status, body: (await answered.json()) as Record<string, unknown> };
	};
	expect((await call('POST', '', { object: 'Nothing', endpointUrl: url, fields: [] })).status).toBe(
		400,
	);
	expect(
		(await call('POST', '', { object: 'Account', endpointUrl: url, fields: ['Name'] })).status,
	).toBe(201);
	org.insert('Account', [{ Name: 'Acme' }]);
	await call('POST', '/send');
	expect((await call('GET', '')).body).toMatchObject({
		pending: [],
		deliveries: [{ status: 200 }],
	});
});
