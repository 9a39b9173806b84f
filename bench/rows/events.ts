import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Org, startOrg } from '../../emulator';
import { type BenchRow, createRow } from '../BenchRow';
import { median } from '../median';

const EVENTS = 20_000;
const RUNS = 3;
const QUEUED = 100_000;
const SINGLE = 51;
const CHANNEL = '/data/AccountChangeEvent';

const insertMany = (org: Org, count: number) =>
	org.insert(
		'Account',
		Array.from({ length: count }, (_, index) => ({
			Name: `Account ${index}`,
			BillingCity: 'Berlin',
			AnnualRevenue: index,
		})),
	);

async function openOrg(): Promise<Org> {
	const policy = { changeDataCapture: ['Account'], deliveredEventsPerDay: 10_000_000 };
	return await startOrg({ pubSub: {}, policy });
}

type Ending = 'atOnce' | 'never' | 'each';
interface Told {
	ready?: true;
	milliseconds?: number;
	megabytes?: number;
	late?: number;
	items?: number;
}

/** A process with the trigger; `next` is what it says. */
function startTrigger(org: Org, count: number, ending: Ending) {
	const { url, clientId, clientSecret, pubSub } = org;
	const script = join(__dirname, 'eventTrigger.mjs');
	const args = ['--expose-gc', script, url, clientId, pubSub.endpoint, String(count), ending];
	const child = spawn(process.execPath, args, {
		stdio: ['pipe', 'pipe', 'inherit'],
		env: { ...process.env, CLIENT_SECRET: clientSecret },
	});
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return {
		async next(wanted: keyof Told): Promise<Told> {
			for (;;) {
				const line: IteratorResult<string, undefined> = await lines.next();
				if (line.done) throw new Error(`The trigger ended before it said '${wanted}'`);
				const told = JSON.parse(line.value) as Told;
				if (wanted in told) return told;
			}
		},
		ask: () => child.stdin.write('?'),
		async end(): Promise<void> {
			if (child.exitCode !== null) return;
			child.kill();
			await once(child, 'exit');
		},
	};
}

async function timeTrigger(org: Org): Promise<number> {
	const trigger = startTrigger(org, EVENTS, 'atOnce');
	const { milliseconds = NaN } = await trigger.next('milliseconds');
	await trigger.end();
	return milliseconds;
}

async function timeBare(org: Org): Promise<number> {
	const script = join(__dirname, 'bareEvents.mjs');
	const { stdout } = await promisify(execFile)(
		process.execPath,
		[script, org.pubSub.endpoint, org.url, org.id, CHANNEL, String(EVENTS)],
		{ env: { ...process.env, ACCESS_TOKEN: org.issueToken() } },
	);
	return Number(stdout);
}

async function measureSpeed(org: Org): Promise<BenchRow> {
	insertMany(org, EVENTS);
	const own: number[] = [];
	const bare: number[] = [];
	for (let run = 0; run < RUNS; run += 1) {
		own.push(await timeTrigger(org));
		bare.push(await timeBare(org));
	}
	const rate = (times: number[]) => Math.round((EVENTS / median(times)) * 1_000);
	return createRow({
		what: `${EVENTS.toLocaleString('en')} change events into items, in batches`,
		figure: `${rate(own)} a second (bare client, which decodes them: ${rate(bare)})`,
		bar: '>= 80 % of a bare client',
		value: rate(own) / rate(bare),
		atLeast: 0.8,
	});
}

async function measureMemory(org: Org): Promise<BenchRow> {
	const trigger = startTrigger(org, Infinity, 'never');
	await trigger.next('ready');
	// One batch is at work, and the next ones are asked for.
	insertMany(org, 1_000);
	await sleep(2_000);
	trigger.ask();
	const before = await trigger.next('megabytes');
	for (let count = 0; count < QUEUED; count += 10_000) {
		insertMany(org, 10_000);
		await sleep(50);
	}
	await sleep(2_000);
	trigger.ask();
	const after = await trigger.next('megabytes');
	await trigger.end();
	const grown = after.megabytes! - before.megabytes!;
	return createRow({
		what: `memory of ${QUEUED.toLocaleString('en')} events that wait for an execution to end`,
		figure: `${grown.toFixed(1)} MB`,
		bar: '<= 10 MB',
		value: grown,
		atMost: 10,
		holds: after.items === before.items,
	});
}

async function measureDelay(org: Org): Promise<BenchRow> {
	const trigger = startTrigger(org, SINGLE, 'each');
	await trigger.next('ready');
	const delays: number[] = [];
	for (let count = 0; count < SINGLE; count += 1) {
		org.insert('Account', [{ Name: String(Date.now()) }]);
		delays.push((await trigger.next('late')).late ?? NaN);
		await sleep(20);
	}
	await trigger.end();
	const delay = median(delays);
	return createRow({
		what: 'from the commit to the start of the execution, of which 100 ms wait for a fuller batch',
		figure: `${delay} ms`,
		bar: '<= 1 second',
		value: delay,
		atMost: 1_000,
	});
}

/** The event trigger as it ships, in a process of its own beside the org's. */
export async function measureEvents(): Promise<BenchRow[]> {
	const rows: BenchRow[] = [];
	for (const measure of [measureSpeed, measureMemory, measureDelay]) {
		const org = await openOrg();
		try {
			rows.push(await measure(org));
		} finally {
			await org.close();
		}
	}
	return rows;
}
