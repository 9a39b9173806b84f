import type { IExecuteFunctions } from 'n8n-workflow';
import type { Usage } from '../../../rest';

export interface Hints {
	add: (message: string) => void;
	/** Shows them, the run's cost last. */
	show: (usage: Usage) => void;
}

/** A panel full of notes is read by nobody. */
const MAX_HINTS = 3;

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

function tellCost({ apiCalls, retries, logins = 0, daily }: Usage): string {
	const parts = [
		count(apiCalls, 'API call'),
		...(retries > 0 ? [`${retries} of them repeated`] : []),
		count(logins, 'login'),
	];
	const cost = `Cost: ${parts.join(', ')}`;
	if (daily === undefined) return cost;
	const left = (daily.max - daily.used).toLocaleString('en-US');
	return `${cost}. Left of the org's daily API calls: ${left} of ${daily.max.toLocaleString('en-US')}`;
}

/** Notes for the output panel. n8n versions before 1.80 have no such panel and show none. */
export function createHints(context: IExecuteFunctions): Hints {
	const messages = new Set<string>();
	return {
		add: (message) => messages.add(message),
		show: (usage) => {
			if (typeof context.addExecutionHints !== 'function') return;
			const shown = [...messages].slice(0, MAX_HINTS);
			if (usage.apiCalls > 0) shown.push(tellCost(usage));
			context.addExecutionHints(
				...shown.map((message) => ({ message, location: 'outputPane' as const })),
			);
		},
	};
}
