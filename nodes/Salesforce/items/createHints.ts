import type { IExecuteFunctions } from 'n8n-workflow';
import type { Usage } from '../../../rest';
import { describeFailure, type Failure } from '../../shared/describeFailure';
import { groupBy } from './groupBy';

/** The result of a run. */
export interface RunResult {
	/** What was asked for: input items, or rows if a file held many. */
	total: number;
	/** Output items. */
	returned: number;
	usage: Usage;
	/** Who the run has acted as, and where. */
	user?: string | undefined;
}

export interface Hints {
	add: (message: string) => void;
	/** Counts an item that was refused. */
	addRefusal: (error: unknown) => void;
	/** Shows the notes: open questions of the run first, its cost last. */
	show: (result: RunResult) => void;
}

/** Nobody reads a panel full of notes. */
const MAX_HINTS = 3;

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

function tellCost({ apiCalls, retries, logins = 0, daily }: Usage, user?: string): string {
	const parts = [
		count(apiCalls, 'API call'),
		...(retries > 0 ? [`${retries} of them repeated`] : []),
		...(logins > 0 ? [count(logins, 'login')] : []),
	];
	const actedAs = user === undefined ? '' : `Acted as ${user}. `;
	const cost = `${actedAs}Cost: ${parts.join(', ')}`;
	if (daily === undefined) return cost;
	const left = (daily.max - daily.used).toLocaleString('en-US');
	return `${cost}. Left of the org's daily API calls: ${left} of ${daily.max.toLocaleString('en-US')}`;
}

/** n8n ends a branch without items as a success, and shows no message. */
const NOTHING =
	"No items were returned, so the nodes after this one don't run. If they should run, turn on 'Always Output Data' under Settings.";

/** "3 of 5 items were refused", with the reason that most of them share. */
function tellRefusals(refusals: Failure[], total: number): string {
	const byCode = groupBy(refusals, ({ errorCode }) => errorCode);
	const [commonest = []] = byCode.toSorted((a, b) => b.length - a.length);
	const were = refusals.length === 1 ? 'was' : 'were';
	const share =
		byCode.length > 1 ? `Most common reason (${count(commonest.length, 'item')})` : 'Reason';
	return `${refusals.length} of ${count(total, 'item')} ${were} refused. ${share}: ${commonest[0]?.message}`;
}

/** Notes for the output panel. n8n versions before 1.80 have no such panel and show none. */
export function createHints(context: IExecuteFunctions): Hints {
	const messages = new Set<string>();
	const refusals: Failure[] = [];
	return {
		add: (message) => messages.add(message),
		addRefusal: (error) => refusals.push(describeFailure(error)),
		show: ({ usage, total, returned, user }) => {
			if (typeof context.addExecutionHints !== 'function') return;
			const open = [
				...(refusals.length > 0 ? [tellRefusals(refusals, total)] : []),
				...(returned === 0 && total > 0 ? [NOTHING] : []),
			];
			const shown = [...open, ...messages].slice(0, MAX_HINTS);
			if (usage.apiCalls > 0) shown.push(tellCost(usage, user));
			context.addExecutionHints(
				...shown.map((message) => ({ message, location: 'outputPane' as const })),
			);
		},
	};
}
