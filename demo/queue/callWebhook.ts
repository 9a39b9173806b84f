import { setTimeout as sleep } from 'node:timers/promises';
import { DemoError } from '../DemoError';

const REGISTERED_WITHIN_MS = 60_000;
const POLL_MS = 100;

export interface WebhookAnswer {
	status: number;
	/** As n8n sent it: JSON, or text where it is none. */
	body: unknown;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/**
 * Waits until the webhook of a workflow just published is known: for a moment n8n answers 404, having run nothing.
 * @param url n8n's address
 * @throws DemoError where that never happens
 */
export async function untilRegistered(url: string, path: string): Promise<void> {
	const deadline = Date.now() + REGISTERED_WITHIN_MS;
	for (;;) {
		// A method that it doesn't take, so that nothing runs: n8n then names the one that it does.
		const answer = await fetch(`${url}/webhook/${path}`);
		if ((await answer.text()).includes('Did you mean to make a POST request')) return;
		if (Date.now() > deadline) throw new DemoError(`n8n never registered the webhook ${path}.`);
		await sleep(POLL_MS);
	}
}

/**
 * Runs a workflow by its webhook and resolves once the execution has ended, failed or not.
 * @param url n8n's address
 * @param signal ends the wait for an execution that never ends; the call then fails with its reason
 */
export async function callWebhook(
	url: string,
	path: string,
	body: unknown,
	signal?: AbortSignal,
): Promise<WebhookAnswer> {
	const answer = await fetch(`${url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		...(signal && { signal }),
	});
	return { status: answer.status, body: parse(await answer.text()) };
}
