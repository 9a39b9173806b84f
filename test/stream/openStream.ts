import { createSalesforceAuth, createSessionStore } from '../../auth';
import type { Org } from '../../emulator';
import { createTiming } from '../../http';
import { type Signal, subscribe, type SubscribeOptions } from '../../stream';

export interface OpenStream {
	/** The next signals that are no mere positions. */
	take(count: number): Promise<Signal[]>;
	next(): Promise<Signal | undefined>;
	log: string[];
	stop(): Promise<void>;
	opened: Promise<void>;
}

/** Subscribes to a channel of an emulated org as the trigger does. Pauses take no time. */
export function openStream(
	org: Org,
	channel: string,
	options: Partial<SubscribeOptions> = {},
	begin: (options: SubscribeOptions) => AsyncGenerator<Signal, void> = subscribe,
): OpenStream {
	const ending = new AbortController();
	const log: string[] = [];
	let told = () => {};
	const opened = new Promise<void>((resolve) => (told = resolve));
	const real = createTiming(ending.signal);
	let passed = 0;
	const signals = begin({
		auth: createSalesforceAuth(
			{
				flow: 'clientCredentials',
				myDomainUrl: org.url,
				clientId: org.clientId,
				clientSecret: org.clientSecret,
			},
			{ store: createSessionStore() },
		),
		endpoint: org.pubSub.endpoint,
		channel,
		start: 'retained',
		timing: {
			...real,
			now: () => real.now() + passed,
			// What waits for a sign of life waits for real; what only pauses does not, but the clock goes on.
			async sleep(milliseconds, signal) {
				if (milliseconds >= 200_000 && milliseconds <= 300_000) {
					return real.sleep(milliseconds, signal);
				}
				await real.sleep(1, signal);
				passed += milliseconds;
			},
		},
		log: (message) => log.push(message),
		onOpen: () => told(),
		schemas: new Map(),
		...options,
	});
	const next = async () => (await signals.next()).value ?? undefined;
	return {
		next,
		async take(count) {
			const taken: Signal[] = [];
			while (taken.length < count) {
				const signal = await next();
				if (signal === undefined) break;
				if (signal.kind !== 'position') taken.push(signal);
			}
			return taken;
		},
		log,
		opened,
		async stop() {
			ending.abort();
			await signals.return();
		},
	};
}
