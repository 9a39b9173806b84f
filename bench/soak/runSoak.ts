import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifetime } from '../../demo';
import { createRandom, type Org } from '../../emulator';
import { armFaults } from './armFaults';
import { CONTROL, type Look, openSoak, type Soak } from './openSoak';
import { newVerdict, type Verdict, type Workload } from './Workload';
import { bulkQuery, httpRequest, query, search } from './workloads/reads';
import { create, ingest, publish, remove, update, upsert } from './workloads/saves';
import { watchTrigger } from './watchTrigger';

export interface SoakOptions {
	/** How long the operations run. */
	seconds: number;
	/** How long n8n runs without this package before that, for comparison; 0 for not at all. */
	controlSeconds: number;
	/** @default 1 */
	seed?: number;
	/** Executions at a time. @default 6 */
	concurrency?: number;
	/** Share of the calls that a fault befalls. @default 0.01 */
	faultShare?: number;
}

/** What was seen at a moment. */
export interface Sample extends Look {
	/** Seconds since the load began. */
	at: number;
	executions: number;
	openSockets: number;
}

export interface SoakReport {
	seconds: number;
	/** By workload. */
	workloads: Record<string, Verdict & { runs: number }>;
	executions: number;
	apiCalls: number;
	faults: number;
	logins: number;
	revocations: number;
	delivered: number;
	wrong: string[];
	unhandled: string[];
	unknownRequests: number;
	socketsOpened: number;
	/** n8n with this package at work. */
	samples: Sample[];
	/** n8n with no node of this package in its workflows. */
	control: Sample[];
}

const WORKLOADS = [
	create,
	upsert,
	update,
	remove,
	ingest,
	publish,
	query,
	search,
	bulkQuery,
	httpRequest,
];
const SAMPLE_MS = 5_000;
const REVOKE_MS = 7_000;
const ARMED_FAULTS = 5_000;

/** Does something again and again while a phase lasts. */
async function repeat(until: number, pause: number, work: () => unknown): Promise<void> {
	while (Date.now() < until) {
		await work();
		await sleep(Math.max(0, Math.min(pause, until - Date.now())));
	}
}

/** Runs one phase: so many executions at a time, samples beside them. */
async function runPhase(
	soak: Soak,
	{ seconds, concurrency }: { seconds: number; concurrency: number },
	runOne: () => Promise<void>,
): Promise<Sample[]> {
	const start = Date.now();
	const until = start + seconds * 1_000;
	const samples: Sample[] = [];
	let executions = 0;
	const takeSample = async () => {
		const seen = await soak.look();
		const at = (Date.now() - start) / 1_000;
		samples.push({ ...seen, at, executions, openSockets: soak.org.openSockets });
	};
	const work = async () => {
		await runOne();
		executions += 1;
	};
	const workers = Array.from({ length: concurrency }, () => repeat(until, 0, work));
	await Promise.all([...workers, repeat(until, SAMPLE_MS, takeSample)]);
	await takeSample();
	return samples;
}

const pickFrom = (workloads: Workload[], random: () => number): Workload => {
	const lots = workloads.flatMap((workload) =>
		Array.from({ length: workload.weight ?? 1 }, () => workload),
	);
	return lots[Math.floor(random() * lots.length)]!;
};

function addTo(
	sum: Verdict & { runs: number },
	{ refused, unknown, reasons, wrong }: Verdict,
): void {
	sum.runs += 1;
	sum.refused += refused;
	sum.unknown += unknown;
	sum.reasons.push(...reasons);
	sum.wrong.push(...wrong);
}

const tellWrong = (workloads: SoakReport['workloads']): string[] =>
	Object.entries(workloads).flatMap(([name, sum]) => sum.wrong.map((text) => `${name}: ${text}`));

/** Faults that still wait for their call. */
async function countFaults({ url }: Org): Promise<number> {
	return ((await (await fetch(`${url}/emulator/faults`)).json()) as unknown[]).length;
}

/** n8n with the same items, and no node of this package. */
async function runControl(soak: Soak, seconds: number, random: () => number): Promise<Sample[]> {
	if (seconds === 0) return [];
	let turns = 0;
	return await runPhase(soak, { seconds, concurrency: 6 }, async () => {
		const tag = `control-${(turns += 1)}`;
		const { items } = pickFrom(WORKLOADS, random).prepare(soak.org, tag, random);
		await soak.run(CONTROL, items);
	});
}

/** Runs n8n under load for a while, with faults and ending sessions, and holds each result against the org. */
export async function runSoak(lifetime: Lifetime, options: SoakOptions): Promise<SoakReport> {
	const { seconds, controlSeconds, seed = 1, concurrency = 6, faultShare = 0.01 } = options;
	const random = createRandom(seed);
	const soak = await openSoak(lifetime, WORKLOADS);
	const { org } = soak;
	const workloads: SoakReport['workloads'] = {};
	let turns = 0;
	const sums = (name: string) => (workloads[name] ??= { runs: 0, ...newVerdict() });

	const control = await runControl(soak, controlSeconds, random);
	const trigger = await watchTrigger(lifetime, soak);
	armFaults(org, faultShare, ARMED_FAULTS, random);
	let revocations = 0;
	const until = Date.now() + seconds * 1_000;
	const revoking = repeat(until, REVOKE_MS, () => {
		revocations += 1;
		org.revokeSessions();
	});
	const samples = await runPhase(soak, { seconds, concurrency }, async () => {
		const workload = pickFrom(WORKLOADS, random);
		const turn = workload.prepare(org, `${seed}-${(turns += 1)}`, random);
		addTo(sums(workload.name), turn.judge(await soak.run(workload.name, turn.items)));
	});
	await revoking;
	const faults = ARMED_FAULTS - (await countFaults(org));
	org.clearFaults();
	const { delivered, wrong } = await trigger.finish();
	const { unhandled } = await soak.look();
	return {
		seconds,
		workloads,
		executions: turns,
		apiCalls: org.calls.length,
		faults,
		logins: org.logins,
		revocations,
		delivered,
		wrong: [...tellWrong(workloads), ...wrong],
		unhandled,
		unknownRequests: org.unknownRequests.length,
		socketsOpened: org.sockets,
		samples,
		control,
	};
}
