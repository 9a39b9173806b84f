import { type Case, type CaseRequest, type Family } from './Case';
import { removeRecords, sweep } from './cleanUp';
import { type Mask } from './mask';
import { createProbe, runVariables, skipReason } from './probe';
import { type CaseOutcome, runCase } from './runCase';
import { createSender } from './sendCase';
import { loginVariables, type Target } from './targets';
import { type Variables } from './template';

export interface Result extends CaseOutcome {
	family: string;
	case: Case;
}

export interface RunOptions {
	/** `67.0` */
	version: string;
	/** Writing cases run, too. */
	write: boolean;
	/** Only cases whose id begins so. */
	only?: string;
	mask: Mask;
	/** Told of each case as it ends. */
	onResult?: (result: Result) => void;
	/** Ends the run after the case that it is at, clean-up included. */
	signal?: AbortSignal;
}

export interface Run {
	results: Result[];
	/** Records with the run's mark that could not be removed, by object. */
	left: Record<string, number>;
}

/** Runs cases against a target, and removes what they have made, also where one of them breaks down. */
export async function runCases(
	target: Target,
	families: readonly Family[],
	{ version, write, only = '', mask, onResult, signal }: RunOptions,
): Promise<Run> {
	const send = createSender(target, version);
	const mark = `n8n conformance ${Date.now().toString(36)}`;
	const { accessToken } = await target.session();
	const shared: Variables = {
		...loginVariables(target),
		...(await runVariables(send, { mark, version })),
		accessToken,
	};
	const ask = (request: CaseRequest) => send(request, shared);
	const missing = createProbe(send, shared);
	const made: string[] = [];
	const run = { target, send, mask, shared, onSaved: (ids: string[]) => void made.push(...ids) };
	const results: Result[] = [];
	try {
		for (const { family, cases } of families) {
			for (const one of cases.filter(({ id }) => id.startsWith(only))) {
				if (signal?.aborted) break;
				const reason = skipReason(one, target, write) ?? (await missing(one));
				const outcome: CaseOutcome =
					reason === undefined
						? await runCase(one, run)
						: { outcome: 'skipped', reason, differences: [] };
				const result = { family, case: one, ...outcome };
				results.push(result);
				onResult?.(result);
			}
		}
	} finally {
		if (write) await removeRecords(ask, made);
	}
	return { results, left: write ? await sweep(ask, mark) : {} };
}
