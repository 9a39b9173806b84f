import { type Case, type CaseRequest, type Family, type Step } from './Case';
import { removeRecords, savedIds, sweep } from './cleanUp';
import { type Mask } from './mask';
import { compareAnswer, type Difference, type Seen } from './patterns';
import { createProbe, runVariables, skipReason } from './probe';
import { createSender } from './sendCase';
import { loginVariables, type Target } from './targets';
import { fill, partAt, type Variables } from './template';

/** What became of a case. */
export interface Result {
	family: string;
	case: Case;
	/** `skipped` says why in `reason`, `failed` what was in the way of asking at all. */
	outcome: 'held' | 'differs' | 'skipped' | 'failed';
	reason?: string;
	differences: Difference[];
	seen?: Seen;
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
}

export interface Run {
	results: Result[];
	/** Records with the run's mark that could not be removed, by object. */
	left: Record<string, number>;
}

const MAX_POLLS = 300;

/** Runs cases against a target, and removes what they have made, also where one of them breaks down. */
export async function runCases(
	target: Target,
	families: readonly Family[],
	{ version, write, only = '', mask, onResult }: RunOptions,
): Promise<Run> {
	const sender = createSender(target, version);
	const mark = `n8n conformance ${Date.now().toString(36)}`;
	const made: string[] = [];
	const shared: Variables = {
		...loginVariables(target),
		...(await runVariables(sender, { mark, version })),
	};
	shared.accessToken = (await target.session()).accessToken;
	const send = (request: CaseRequest) => sender(request, shared);
	const missing = createProbe(sender, shared);
	const results: Result[] = [];
	try {
		for (const { family, cases } of families) {
			for (const one of cases.filter(({ id }) => id.startsWith(only))) {
				const reason = skipReason(one, target, write) ?? (await missing(one));
				const result: Result =
					reason === undefined
						? { family, case: one, ...(await runCase(one)) }
						: { family, case: one, outcome: 'skipped', reason, differences: [] };
				results.push(result);
				onResult?.(result);
			}
		}
	} finally {
		if (write) await removeRecords(send, made);
	}
	const left = write ? await sweep(send, mark) : {};
	return { results, left };

	async function runCase(one: Case): Promise<Omit<Result, 'family' | 'case'>> {
		const variables: Variables = { ...shared };
		try {
			for (const step of one.before ?? []) await prepare(step, variables);
			if (one.fault) target.addFault?.(one.fault);
			const seen = await ask(one.request, variables);
			const differences = compareAnswer(fill(one.expect, variables), seen, mask.mask);
			if (one.needs === 'admin' && differences.length > 0 && [401, 403].includes(seen.status)) {
				return { outcome: 'skipped', reason: 'the user lacks the rights', differences: [] };
			}
			return { outcome: differences.length > 0 ? 'differs' : 'held', differences, seen };
		} catch (error) {
			const text = error instanceof Error ? error.message : String(error);
			return { outcome: 'failed', reason: mask.mask(text), differences: [] };
		} finally {
			for (const request of one.after ?? [])
				await sender(request, variables).catch(() => undefined);
		}
	}

	async function prepare(step: Step, variables: Variables): Promise<void> {
		const seen = await ask(step, variables);
		if (seen.status >= 400) throw new Error(`A request that prepares it answered ${seen.status}`);
		for (const [name, path] of Object.entries(step.save ?? {})) {
			const header = /^header:(.*)$/.exec(path)?.[1];
			const value = header === undefined ? partAt(seen.body, path) : seen.headers[header];
			if (typeof value !== 'string' && typeof value !== 'number') {
				throw new Error(`A request that prepares it answered nothing at ${path}`);
			}
			variables[name] = String(value);
		}
	}

	async function ask(step: Step, variables: Variables): Promise<Seen> {
		for (let polls = 0; ; polls++) {
			const seen = await sender(step, variables);
			made.push(...savedIds(seen.body));
			mask.learn(seen.body);
			const { until } = step;
			if (!until || until.is.includes(String(partAt(seen.body, until.path)))) return seen;
			if (polls >= MAX_POLLS)
				throw new Error(`${until.path} never became ${until.is.join(' or ')}`);
			await target.pause();
		}
	}
}
