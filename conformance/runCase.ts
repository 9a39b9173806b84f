import { type Case, type Step } from './Case';
import { savedIds } from './cleanUp';
import { type Mask } from './mask';
import { compareAnswer, type Difference, type Seen } from './patterns';
import { type Sender } from './sendCase';
import { type Target } from './targets';
import { fill, partAt, type Variables } from './template';

/** What became of a case. */
export interface CaseOutcome {
	/** `skipped` says why in `reason`, `failed` what was in the way of asking at all. */
	outcome: 'held' | 'differs' | 'skipped' | 'failed';
	reason?: string;
	differences: Difference[];
	seen?: Seen;
}

interface CaseRun {
	target: Target;
	send: Sender;
	mask: Mask;
	/** What all cases may name. */
	shared: Variables;
	/** Takes the ids of records that were saved. */
	onSaved: (ids: string[]) => void;
}

const MAX_POLLS = 300;

/** Prepares a case, asks, compares, and cleans up what the run's end would not. */
export async function runCase(one: Case, run: CaseRun): Promise<CaseOutcome> {
	const variables: Variables = { ...run.shared };
	const { mask } = run;
	try {
		for (const step of one.before ?? []) await prepare(run, step, variables);
		if (one.fault) run.target.addFault?.(one.fault);
		const seen = await ask(run, one.request, variables);
		const differences = compareAnswer(fill(one.expect, variables), seen, mask);
		if (one.needs === 'admin' && differences.length > 0 && [401, 403].includes(seen.status)) {
			return { outcome: 'skipped', reason: 'the user lacks the rights', differences: [] };
		}
		return { outcome: differences.length > 0 ? 'differs' : 'held', differences, seen };
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		return { outcome: 'failed', reason: mask.mask(text), differences: [] };
	} finally {
		for (const request of one.after ?? []) {
			// What can't be removed now is found by the run's end, or is nothing that stays.
			await ask(run, request, variables).catch(() => undefined);
		}
	}
}

async function prepare(run: CaseRun, step: Step, variables: Variables): Promise<void> {
	const seen = await ask(run, step, variables);
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

async function ask(
	{ send, mask, target, onSaved }: CaseRun,
	step: Step,
	variables: Variables,
): Promise<Seen> {
	for (let polls = 0; ; polls++) {
		const seen = await send(step, variables);
		onSaved(savedIds(seen.body));
		mask.learn(seen.body);
		const { until } = step;
		if (!until || until.is.includes(String(partAt(seen.body, until.path)))) return seen;
		if (polls >= MAX_POLLS) throw new Error(`${until.path} never became ${until.is.join(' or ')}`);
		await target.pause();
	}
}
