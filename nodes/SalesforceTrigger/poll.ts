import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { type Client, type Clocks, describeObject, machineClocks } from '../../rest';
import { openOrg, type OrgAccess } from '../shared/salesforceClient';
import { toItem } from './changeItems';
import { startCursor } from './cursor';
import { watchChanges } from './events';
import { createFieldMemory, type RememberedFields, watchFields } from './fieldMemory';
import { findStream } from './findStream';
import { createOrgClock, type OrgClock } from './orgClock';
import { findUserId } from './ownChanges';
import { planReading, type ReadingPlan } from './planReading';
import { createPollMemory } from './pollMemory';
import { loadState, type PollState, saveState } from './pollState';
import { readChanges } from './readChanges';
import { readSamples } from './readSamples';
import { readSettings, type TriggerSettings } from './readSettings';
import { readRecycleBin, startReading } from './startReading';
import { toPollError } from './toPollError';
import { toWatchedObject, type WatchedObject } from './WatchedObject';
import { type Described, isOld, withDescribe } from './withDescribe';

/** What is remembered of a node in this process only. */
interface Kept {
	/** What the rest is about: object, API version and credential. */
	target: string;
	/** What is known of the org's clock. */
	orgClock: OrgClock;
	/** Whether the org's clock is known as exactly as possible. */
	isClockKnown?: boolean;
	described?: Described;
	/** Where a first poll started: n8n's durable cursors don't keep the state of that poll. */
	start?: PollState | undefined;
	/** Who the credential acts as, if that was asked. */
	userId?: string;
	/** Whether it was said that the clocks differ. */
	isClockTold?: boolean;
	/** The last delivery: its number, and when n8n got it. */
	delivery?: { number: number; at: number };
}

/** n8n's durable cursors are saved after a poll, and the next poll may begin with the one before. */
const SAVING_TIME = 10_000;

interface PollRun {
	context: IPollFunctions;
	settings: TriggerSettings;
	client: Client;
	auth: OrgAccess['auth'];
	node: string;
	clocks: Clocks;
}

const memory = createPollMemory<Kept>();

const recall = ({ context, node, settings }: PollRun): Kept => {
	const credential = JSON.stringify(context.getNode().credentials);
	const { object, apiVersion, runAsUser } = settings;
	const target = [object, apiVersion, runAsUser, credential].join(' ');
	const kept = memory.recall(node);
	return kept?.target === target ? kept : { target, orgClock: createOrgClock() };
};

const keep = (run: PollRun, change: Partial<Kept>) =>
	memory.keep(run.node, { ...recall(run), ...change });

async function describe(run: PollRun): Promise<Described> {
	const object = toWatchedObject(await describeObject(run.client, run.settings.object));
	const described = { object, at: run.clocks.steady() };
	keep(run, { described });
	return described;
}

function plan(run: PollRun, object: WatchedObject): ReadingPlan {
	const { context, client, settings, clocks } = run;
	const warn = (message: string) => context.logger.warn(message);
	const { orgClock } = recall(run);
	keep(run, { orgClock });
	const onDoubt = (doubt: string) => {
		if (recall(run).isClockTold) return;
		keep(run, { isClockTold: true });
		warn(`${doubt}. No change is missed, but some may come a poll later. Correct the clock.`);
	};
	const reading = planReading({ client, settings, orgClock, clocks, warn, onDoubt }, object);
	const { missing } = reading;
	if (missing.length > 0) warn(`Skipped fields of ${object.name} that are gone: ${missing.join()}`);
	return reading;
}

/** Records whose fields are read before the first poll. */
const REMEMBERED_AT_START = 2000;

/**
 * The current values of the watched fields, of the records that were written last. They are read before the start
 * position is fixed. A change in between is then reported once more instead of never.
 */
async function readFieldsNow(reading: ReadingPlan): Promise<RememberedFields> {
	const memory = createFieldMemory(reading.watched);
	const rows = await reading.readSamples(REMEMBERED_AT_START);
	for (const { record } of rows.reverse()) memory.remember(record);
	return memory.pack();
}

/** The state of a first poll. */
async function start(run: PollRun, object: WatchedObject): Promise<PollState> {
	const { client, settings } = run;
	const { triggerOn, startFrom } = settings;
	const reading = plan(run, object);
	// From an earlier moment on, what the fields hold now is not what they held then.
	const values =
		reading.watched.length > 0 && startFrom === undefined
			? { values: await readFieldsNow(reading) }
			: {};
	const cursor = startFrom === undefined ? await startReading(reading) : startCursor(startFrom);
	if (startFrom === undefined) keep(run, { isClockKnown: true });
	const stream = findStream(object, triggerOn);
	const bin =
		triggerOn === 'undeleted' && stream !== undefined
			? { bin: await readRecycleBin(client, object.name, stream.stampField) }
			: {};
	const state = { object: settings.object, triggerOn, cursor, deliveries: 0, ...bin, ...values };
	keep(run, { start: state });
	return state;
}

/** Whose changes are skipped: asked once. */
async function ownUserId(run: PollRun): Promise<string | undefined> {
	if (!run.settings.ignoreOwnChanges) return undefined;
	const userId = recall(run).userId ?? (await findUserId(run.auth, run.client));
	keep(run, { userId });
	return userId;
}

/** How long a poll may take, milliseconds; n8n before 2.39 doesn't say. Half, since a page takes time too. */
const timeFor = (context: IPollFunctions) => (context.getPollBudgetMs?.() ?? 300_000) / 2;

async function read(run: PollRun, state: PollState, object: WatchedObject) {
	const { context, settings, clocks } = run;
	const { maxRecords: limit, overlap, quiet, triggerOn } = settings;
	const { readPage, readLatest, added, watched } = plan(run, object);
	// After a downtime or a large change, the first page proves little: its stamps are old.
	if (!recall(run).isClockKnown) await readLatest();
	const own = await ownUserId(run);
	const changes = watchChanges(triggerOn, state.cursor.deliveredBefore, state.bin, own);
	const fields = watched.length > 0 ? createFieldMemory(watched, state.values) : undefined;
	const fieldWatch = fields && watchFields(changes, fields);
	const watch = fieldWatch ?? changes;
	const until = clocks.steady() + timeFor(context);
	const isTimeUp = () => clocks.steady() >= until;
	const result = await readChanges(
		state.cursor,
		{ limit, overlap, quiet, isTimeUp },
		readPage,
		watch,
	);
	keep(run, { isClockKnown: result.isComplete });
	const items = result.found.map(({ row, event }) =>
		toItem(row, event, added, fieldWatch?.changeOf(row)),
	);
	const bin = triggerOn === 'undeleted' ? { bin: watch.bin() } : {};
	const values = fields ? { values: fields.pack() } : {};
	const deliveries = state.deliveries + (items.length > 0 ? 1 : 0);
	return { items, state: { ...state, cursor: result.state, deliveries, ...bin, ...values } };
}

async function pollChanges(run: PollRun): Promise<INodeExecutionData[]> {
	const { context, settings } = run;
	const kept = recall(run);
	const known = loadState(context, settings.object, settings.triggerOn);
	const isOurs = kept.start?.triggerOn === settings.triggerOn;
	const state = known ?? (isOurs ? kept.start : undefined);
	const isSaving =
		kept.delivery !== undefined &&
		(state?.deliveries ?? 0) < kept.delivery.number &&
		run.clocks.steady() - kept.delivery.at < SAVING_TIME;
	if (isSaving) return [];
	const { items, state: next } = await withDescribe(
		kept.described,
		() => describe(run),
		async (object) => read(run, state ?? (await start(run, object)), object),
	);
	if (known !== undefined) keep(run, { start: undefined });
	const { described } = recall(run);
	if (items.length > 0 && described !== undefined && isOld(described, run.clocks.steady())) {
		// The items are more important: it does not matter that the fields could not be looked up.
		await describe(run).catch(() => undefined);
	}
	if (items.length > 0)
		keep(run, { delivery: { number: next.deliveries, at: run.clocks.steady() } });
	saveState(context, next);
	return items;
}

/**
 * One poll: what has changed since the last poll, as the items of one execution, or null. A manual poll shows the
 * latest records and does not move the cursor.
 *
 * @throws NodeApiError | NodeOperationError whose `failure` says whether waiting helps
 */
export async function poll(
	context: IPollFunctions,
	clocks: Clocks = machineClocks,
): Promise<INodeExecutionData[][] | null> {
	try {
		const settings = readSettings(context);
		const { client, auth } = await openOrg(context, settings);
		const { id, name } = context.getNode();
		// Static data goes by the node's name, durable cursors by its id.
		const node = [context.getWorkflow().id, id, name].join(' ');
		const run = { context, settings, client, auth, node, clocks };
		if (context.getMode() === 'manual') {
			const object = toWatchedObject(await describeObject(client, settings.object));
			return [await readSamples(plan(run, object), settings.triggerOn)];
		}
		const items = await memory.runAlone(node, () => pollChanges(run));
		return items === undefined || items.length === 0 ? null : [items];
	} catch (error) {
		throw toPollError(context.getNode(), error);
	}
}
