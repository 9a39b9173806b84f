import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from './median';
import type { Bench } from './openBench';
import { peakMemory } from './peakMemory';
import { addWorkflow, type NodeToRun, runWorkflow } from './runNode';

/** A node that moved a file some times. */
export interface Measured {
	/** Milliseconds. */
	time: number;
	/** MB. */
	peak: number;
	/** Milliseconds of the bare transfers. */
	bare: number;
	/** Of a bare transfer's speed, in percent: each run beside the bare one that followed it. */
	share: number;
}

export interface Transfer {
	node: () => Promise<NodeToRun>;
	/** Runs after each of the node's runs, so that both meet the machine in the same state. */
	bare?: () => Promise<number>;
	/** Runs between, outside of what is measured. */
	tidy?: () => Promise<void>;
	/** Runs that count; one before them warms up. */
	runs: number;
}

/** A node's time and n8n's peak memory over some runs. */
export async function measureTransfer(
	bench: Bench,
	{ node, bare, tidy, runs }: Transfer,
): Promise<Measured> {
	const milliseconds: number[] = [];
	const peaks: number[] = [];
	const bares: number[] = [];
	const shares: number[] = [];
	for (let run = 0; run <= runs; run += 1) {
		const id = await addWorkflow(bench, await node());
		const { result, peak } = await peakMemory(bench.n8n.pid, () => runWorkflow(bench, id));
		const bareTime = bare ? await bare() : NaN;
		await tidy?.();
		if (run === 0) continue;
		milliseconds.push(result.milliseconds);
		peaks.push(peak);
		bares.push(bareTime);
		shares.push((100 * bareTime) / result.milliseconds);
	}
	return {
		time: median(milliseconds),
		peak: median(peaks),
		bare: median(bares),
		share: median(shares),
	};
}

/**
 * The same bytes through a kept connection and nothing else: the least that it can cost.
 *
 * @param method GET into the file; PUT of the file as it is; POST of the file as a new ContentVersion
 * @returns milliseconds
 */
export async function measureBare(
	{ n8n, org, certificateFile }: Bench,
	method: 'GET' | 'PUT' | 'POST',
	path: string,
	file: string,
): Promise<number> {
	const env = {
		...process.env,
		NODE_EXTRA_CA_CERTS: certificateFile,
		ACCESS_TOKEN: org.issueToken(),
	};
	const script = join(__dirname, 'rows', 'bareTransfer.mjs');
	const { stdout } = await promisify(execFile)(
		n8n.node,
		[script, method, new URL(path, org.url).href, file],
		{ env },
	);
	return Number(stdout);
}

/** How the node's speed stands beside a bare transfer, in words. */
export const describeSpeed = ({ share, time, bare }: Measured, http: Measured): string =>
	`${share.toFixed(0)} % of a bare transfer (${time} ms beside ${bare.toFixed(0)} ms; the HTTP Request node: ${http.time} ms)`;
