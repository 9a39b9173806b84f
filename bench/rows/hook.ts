import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startOrg } from '../../emulator';
import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';

const CALLS = 10_000;

async function timeCall(call: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await call();
	return (performance.now() - started) * 1_000;
}

/** The hook as it ships: run from its sources, every inner function would be named anew at each call. */
const loadHook = async () =>
	(await import(join(__dirname, '../../dist/auth/index.js'))) as typeof import('../../auth');

/** What the hook adds to one call, beside the bare sender against a server that answers at once. */
async function measureOverhead(): Promise<BenchRow> {
	const { createSalesforceAuth, createSend, createSessionStore } = await loadHook();
	const server = createServer((request, response) => {
		response.setHeader('Content-Type', 'application/json');
		response.end(
			request.url === '/services/oauth2/token'
				? JSON.stringify({ access_token: 'token', instance_url: url })
				: '{"done":true}',
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const auth = createSalesforceAuth(
		{ flow: 'clientCredentials', myDomainUrl: url, clientId: 'key', clientSecret: 'secret' },
		{ store: createSessionStore() },
	);
	const send = createSend();
	const headers = { Authorization: 'Bearer token' };
	const bareCall = () => send({ method: 'GET', url: `${url}/services/data`, headers });
	const hookedCall = () => auth.hook(send, { method: 'GET', path: '/services/data' });
	const bare: number[] = [];
	const hooked: number[] = [];
	for (let number = 0; number < CALLS; number += 1) {
		// In turn, and each first every other time, so that a machine that drifts doesn't decide.
		const turns = [() => timeCall(bareCall).then((time) => bare.push(time))];
		turns.push(() => timeCall(hookedCall).then((time) => hooked.push(time)));
		for (const turn of number % 2 === 0 ? turns : turns.reverse()) await turn();
	}
	server.closeAllConnections();
	server.close();
	const perCall = median(bare);
	const extra = median(hooked) - perCall;
	return createRow({
		what: 'what the hook adds to a call',
		figure: `${extra.toFixed(1)} microseconds on ${perCall.toFixed(0)} (${((100 * extra) / perCall).toFixed(1)} %)`,
		bar: '< 5 % of a loopback call',
		value: extra / perCall,
		atMost: 0.05,
	});
}

/** Sessions that 100 callers cost who all come before the first one. */
async function measureColdCallers(): Promise<BenchRow> {
	const { createSalesforceAuth, createSend, createSessionStore } = await loadHook();
	const org = await startOrg();
	const auth = createSalesforceAuth(
		{
			flow: 'clientCredentials',
			myDomainUrl: org.url,
			clientId: org.clientId,
			clientSecret: org.clientSecret,
		},
		{ store: createSessionStore() },
	);
	const send = createSend();
	const path = '/services/data/v67.0/limits';
	await Promise.all(Array.from({ length: 100 }, () => auth.hook(send, { method: 'GET', path })));
	const { logins } = org;
	await org.close();
	return createRow({
		what: 'logins of 100 cold callers',
		figure: String(logins),
		bar: '1',
		value: logins,
		atMost: 1,
	});
}

export async function measureHook(): Promise<BenchRow[]> {
	return [await measureColdCallers(), await measureOverhead()];
}
