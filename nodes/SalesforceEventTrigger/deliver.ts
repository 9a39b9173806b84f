import { createHash } from 'node:crypto';
import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import { HttpError, type Timing } from '../../http';
import { type Client, isTransient, SalesforceApiError } from '../../rest';
import type { Signal, StreamEvent } from '../../stream';
import { toNodeError } from '../shared/toNodeError';
import { isWanted, toItems } from './eventItems';
import type { Handover } from './Handover';
import type { EventSettings } from './readSettings';
import { readMissing } from './readMissing';
import type { Slots } from './Slots';

export interface Delivery {
	context: ITriggerFunctions;
	settings: EventSettings;
	client: Client;
	timing: Timing;
	slots: Slots;
	handover: Handover;
	/** How many events the executions had that were begun when the trigger stopped, in order. */
	batches: readonly number[];
}

/** No execution blocks the trigger for longer: one that waits for a person may take days. */
const LONGEST_WAIT_MS = 3_600_000;
/** How long a batch that isn't full waits for more, from its first event on. */
const LINGER_MS = 100;
const READ_TRIES = 5;

interface Prepared {
	event: StreamEvent;
	position: string;
	items: INodeExecutionData[];
}

/** Whether a reading that failed may go well later. */
const isPassing = (error: unknown) =>
	error instanceof HttpError || (error instanceof SalesforceApiError && isTransient(error));

/** Shows a failed execution, where n8n has a place for one that never began: n8n 1 has none but its log. */
function tellFailure(context: ITriggerFunctions, error: unknown): void {
	const told = toNodeError(context.getNode(), error);
	context.logger.warn(told.message);
	(context as Partial<ITriggerFunctions>).saveFailedExecution?.(told);
}

/** The event's items, with what has to be read for them. What can't be read is reported, and left out. */
export async function prepare(
	{
		context,
		settings,
		client,
		timing,
	}: Pick<Delivery, 'context' | 'settings' | 'client' | 'timing'>,
	event: StreamEvent,
	position: string,
): Promise<INodeExecutionData[]> {
	for (let tries = 1; ; tries += 1) {
		try {
			return toItems(event, position, await readMissing(client, event, settings));
		} catch (error) {
			timing.signal?.throwIfAborted();
			if (isPassing(error) && tries < READ_TRIES) {
				await timing.sleep(1_000 * 2 ** tries, timing.signal);
				continue;
			}
			tellFailure(context, error);
			return toItems(event, position);
		}
	}
}

/** Names the execution: n8n makes no second one of the same name. */
function keyOf({ context, settings }: Delivery, batch: readonly Prepared[]): string {
	const ids = batch.map(({ event }) => event.id);
	const name = settings.isBatch
		? createHash('sha256').update(ids.join(' ')).digest('base64url')
		: (ids[0] ?? '');
	return ['sfdc', context.getWorkflow().id, context.getNode().id, name].join(':');
}

type Done = NonNullable<Parameters<ITriggerFunctions['emit']>[2]>;

/** Settled by n8n when the execution has ended. */
function createDone(): Done {
	const done = {} as Done;
	done.promise = new Promise((resolve, reject) => Object.assign(done, { resolve, reject }));
	return done;
}

/** Whether n8n refuses a second execution of the same key: n8n 1 takes no key. */
const takesKeys = ({ context }: Delivery) => context.emit.length > 3;

/** Waits until n8n has executed the workflow; returns false if there may be no execution. */
async function emitOnce(delivery: Delivery, batch: readonly Prepared[]): Promise<boolean> {
	const { context, timing } = delivery;
	const done = createDone();
	const items = batch.flatMap((prepared) => prepared.items);
	context.emit([items], undefined, done, keyOf(delivery, batch));
	const waiting = new AbortController();
	try {
		const late = timing.sleep(LONGEST_WAIT_MS, waiting.signal).catch(() => undefined);
		await Promise.race([done.promise, late]);
		return true;
	} catch {
		// There may be one that a person has stopped. Only the key keeps it from starting again and again.
		return !takesKeys(delivery);
	} finally {
		waiting.abort();
	}
}

/** Hands a batch to n8n in the place that is free for it; the place is free again when the execution has ended. */
async function hand(
	delivery: Delivery,
	batch: readonly Prepared[],
	position: string,
): Promise<void> {
	const { slots, handover, timing } = delivery;
	const settle = handover.begin(position, batch.length);
	try {
		for (let tries = 0; !(await emitOnce(delivery, batch)); tries += 1) {
			await timing.sleep(Math.min(1_000 * 2 ** tries, 60_000), timing.signal);
		}
		settle();
	} catch {
		// The trigger stops: what n8n doesn't have is read again.
	} finally {
		slots.give();
	}
}

function report({ context, handover }: Delivery, signal: Signal & { kind: 'bad' | 'lost' }): void {
	tellFailure(context, signal.error);
	if (signal.kind === 'bad') handover.pass(signal.position);
}

/** What the event comes to; `undefined` if the workflow wants nothing of it. */
async function take(delivery: Delivery, signal: Signal): Promise<Prepared | undefined> {
	const { settings, context, handover } = delivery;
	if (signal.kind === 'bad' || signal.kind === 'lost') return void report(delivery, signal);
	const { position } = signal;
	if (signal.kind === 'position') return void handover.pass(position);
	const { event } = signal;
	if (!isWanted(event, settings, context.getWorkflow().id)) return void handover.pass(position);
	return { event, position, items: await prepare(delivery, event, position) };
}

/** Takes signals off a channel; tells whether one is there in time, and loses none. */
class Inbox {
	private coming: Promise<IteratorResult<Signal>> | undefined;

	constructor(private readonly signals: AsyncGenerator<Signal>) {}

	/** The next signal; `undefined` if there is none before `late` is resolved, `done` after the last one. */
	async next(late?: Promise<void>): Promise<IteratorResult<Signal> | undefined> {
		this.coming ??= this.signals.next();
		const next = await (late ? Promise.race([this.coming, late]) : this.coming);
		if (next) this.coming = undefined;
		return next ?? undefined;
	}
}

/**
 * Gives the events of a channel to n8n, in order, until the channel ends. While the maximum number of executions is
 * running, no event is taken.
 *
 * @throws the error that the channel ends with
 */
export async function deliver(delivery: Delivery, signals: AsyncGenerator<Signal>): Promise<void> {
	const { settings, slots, timing } = delivery;
	// A batch that was begun before a stop is cut as it was then, or its key would be another one.
	const sizes = settings.isBatch ? [...delivery.batches] : [];
	const inbox = new Inbox(signals);
	for (let isOver = false; !isOver;) {
		await slots.take();
		const begun = sizes.shift();
		const batch: Prepared[] = [];
		const waiting = new AbortController();
		let late: Promise<void> | undefined;
		try {
			while (batch.length < (begun ?? settings.maxBatch)) {
				const next = await inbox.next(late);
				isOver = next?.done === true;
				if (next === undefined || next.done) break;
				const prepared = await take(delivery, next.value);
				if (!prepared) continue;
				batch.push(prepared);
				if (begun === undefined && settings.maxBatch > 1) {
					late ??= timing.sleep(LINGER_MS, waiting.signal).catch(() => undefined);
				}
			}
		} finally {
			waiting.abort();
			const last = batch.at(-1);
			// Once the trigger is stopped, another one may be reading the same events.
			if (last && timing.signal?.aborted !== true) void hand(delivery, batch, last.position);
			else slots.give();
		}
	}
}
