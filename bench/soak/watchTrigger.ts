import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifetime } from '../../demo';
import type { Soak } from './openSoak';
import { triggerWorkflow } from './soakWorkflow';

const PACE_MS = 2_000;
/** The trigger asks every three seconds, and stands back from the newest moment. */
const PATIENCE_MS = 60_000;

export interface TriggerWatch {
	/** Ends the changes, waits for the last ones to be delivered, and tells what came otherwise than once. */
	finish(): Promise<{ delivered: number; wrong: string[] }>;
}

type Delivered = { Id: string; event: string; LastName: string };

async function openCollector(lifetime: Lifetime) {
	const seen: string[] = [];
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
		request.on('end', () => {
			const { event, LastName } = JSON.parse(text) as Delivered;
			seen.push(`${event} ${LastName}`);
			response.setHeader('content-type', 'application/json').end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	lifetime.onEnd(() => {
		server.closeAllConnections();
		server.close();
	});
	return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Lets people create leads, and change those that were delivered, while the trigger watches them. */
export async function watchTrigger(lifetime: Lifetime, soak: Soak): Promise<TriggerWatch> {
	const { org } = soak;
	const { seen, url } = await openCollector(lifetime);
	const isPolling = () => org.calls.some(({ query }) => /FROM Lead/.test(query.q ?? ''));
	await soak.n8n.api.publishWorkflow(triggerWorkflow(url, soak.credential));
	for (const end = Date.now() + PATIENCE_MS; !isPolling() && Date.now() < end;) await sleep(200);

	const expected: string[] = [];
	const waiting = new Map<string, string>();
	let running = true;
	async function work(): Promise<void> {
		for (let at = 0; running; at += 1) {
			const name = `Lead ${at}`;
			const [id] = org.insert('Lead', [{ LastName: name, Company: 'Soak' }]);
			expected.push(`created ${name}`);
			waiting.set(name, id!);
			for (const [known, Id] of waiting) {
				if (!seen.includes(`created ${known}`)) continue;
				org.update('Lead', [{ Id, LastName: `${known}, changed` }]);
				expected.push(`updated ${known}, changed`);
				waiting.delete(known);
			}
			await sleep(PACE_MS);
		}
	}
	const working = work();

	return {
		async finish() {
			running = false;
			await working;
			for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
				if (expected.every((one) => seen.includes(one))) break;
				await sleep(500);
			}
			const wrong = [...new Set([...expected, ...seen])].flatMap((one) => {
				const times = seen.filter((other) => other === one).length;
				return times === 1 && expected.includes(one)
					? []
					: [`trigger: "${one}" came ${times} times`];
			});
			return { delivered: seen.length, wrong };
		},
	};
}
