import { AsyncLocalStorage } from 'node:async_hooks';

const client = new AsyncLocalStorage<string>();

/** Runs a request's work under the name that its client gives itself: `Sforce-Call-Options: client=…`. */
export function asClient<Result>(headers: Record<string, string>, work: () => Result): Result {
	const options = headers['sforce-call-options'] ?? '';
	return client.run(/(?:^|[,;]\s*)client=([^,;]+)/.exec(options)?.[1]?.trim() ?? 'emulator', work);
}

/** The client whose request is at work; `undefined` for what the org does by itself. */
export function clientName(): string | undefined {
	return client.getStore();
}
