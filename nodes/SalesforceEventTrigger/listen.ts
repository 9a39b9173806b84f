import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { createTiming, type Timing } from '../../http';
import {
	readEndpoint,
	readTenantId,
	type SchemaCache,
	type Start,
	subscribe,
	subscribeShared,
} from '../../stream';
import { openOrg, type OrgAccess } from '../shared/salesforceClient';
import { toNodeError } from '../shared/toNodeError';
import { deliver, prepare } from './deliver';
import { isWanted } from './eventItems';
import { Handover } from './Handover';
import { openPositions, toStart } from './positions';
import { type EventSettings, readSettings } from './readSettings';
import { Slots } from './Slots';

interface Listening {
	context: ITriggerFunctions;
	settings: EventSettings;
	org: OrgAccess;
	endpoint: string;
	timing: Timing;
}

/** Schemas are the same for all who read them. */
const schemas: SchemaCache = new Map();

/** How long an activation waits for a subscription that doesn't come about by itself. */
const OPENING_MS = 10_000;
/** Refusals come at once, when a stream is open; one that is refused later is told to n8n. */
const REFUSAL_MS = 700;
/** A stop waits no longer for what is under way. */
const CLOSING_MS = 5_000;

function toOptions(
	{ context, settings, org, endpoint, timing }: Listening,
	channel: string,
	start: Start,
) {
	const { onLostPosition, isBatch, maxBatch, maxRunning } = settings;
	return {
		auth: org.auth,
		endpoint,
		channel,
		start,
		onLostPosition,
		batch: isBatch ? 100 : Math.min(100, maxRunning * maxBatch),
		timing,
		log: (message: string) => context.logger.info(message),
		schemas,
	};
}

/** Follows all channels. Resolves when all are subscribed; rejects if one can't be. */
async function follow(listening: Listening, refusalMs: number): Promise<Promise<void>[]> {
	const { context, settings, org, timing } = listening;
	const session = await org.auth(timing.signal && { signal: timing.signal });
	const now = Date.now();
	const positions = openPositions(context, readTenantId(session), settings, now);
	const slots = new Slots(settings.maxRunning);
	const opened: Promise<void>[] = [];
	const running = settings.channels.map((channel) => {
		const kept = positions.read(channel);
		const handover = new Handover(kept, (next) => positions.save(channel, next));
		let tell = () => {};
		opened.push(new Promise((resolve) => (tell = resolve)));
		const { client, identity } = org;
		const options = toOptions(listening, channel, toStart(kept, kept.since === now));
		const signals = subscribeShared({ ...options, subscriber: identity(), onOpen: tell });
		const { batches = [] } = kept;
		return deliver({ context, settings, client, timing, slots, handover, batches }, signals);
	});
	const failure = Promise.race(running);
	await Promise.race([failure, Promise.all(opened), timing.sleep(OPENING_MS, timing.signal)]);
	await Promise.race([failure, timing.sleep(refusalMs, timing.signal)]);
	return running;
}

/** The first event that the workflow wants, for the editor. Nothing of it is remembered. */
async function listenOnce(listening: Listening): Promise<void> {
	const { context, settings, org, timing } = listening;
	const { client } = org;
	const once = async (channel: string) => {
		for await (const signal of subscribe(toOptions(listening, channel, settings.startFrom))) {
			if (signal.kind !== 'event') continue;
			if (!isWanted(signal.event, settings, context.getWorkflow().id)) continue;
			return await prepare({ context, settings, client, timing }, signal.event, signal.position);
		}
		return undefined;
	};
	const items = await Promise.race(settings.channels.map(once));
	if (items) context.emit([items]);
}

function open(context: ITriggerFunctions, org: OrgAccess, settings: EventSettings, timing: Timing) {
	const endpoint = readEndpoint(settings.endpoint, org.trustedHost);
	org.assertAllowed(endpoint);
	return { context, settings, org, endpoint, timing };
}

/**
 * Starts the trigger.
 *
 * @param refusalMs how long it waits for a refusal after its streams are open
 * @throws NodeApiError | NodeOperationError if the trigger can't start, with what to do
 */
export async function listen(
	context: ITriggerFunctions,
	refusalMs = REFUSAL_MS,
): Promise<ITriggerResponse> {
	const ending = new AbortController();
	const timing = createTiming(ending.signal);
	let running: Promise<unknown>[] = [];
	const isOver = () => ending.signal.aborted;
	async function closeFunction(): Promise<void> {
		ending.abort();
		const late = createTiming().sleep(CLOSING_MS);
		await Promise.race([Promise.allSettled(running), late]);
	}
	try {
		const settings = readSettings(context);
		const org = await openOrg(context, { ...settings, timing });
		const listening = open(context, org, settings, timing);
		if (context.getMode() === 'manual') {
			const manualTriggerFunction = async () => {
				try {
					running = [listenOnce(listening)];
					await running[0];
				} catch (error) {
					if (!isOver()) throw toNodeError(context.getNode(), error);
				} finally {
					ending.abort();
				}
			};
			return { manualTriggerFunction, closeFunction };
		}
		running = await follow(listening, refusalMs);
		for (const channel of running) {
			channel.catch((error: unknown) => {
				if (isOver()) return;
				ending.abort();
				context.emitError(toNodeError(context.getNode(), error));
			});
		}
		return { closeFunction };
	} catch (error) {
		ending.abort();
		throw toNodeError(context.getNode(), error);
	}
}
