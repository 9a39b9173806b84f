import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BUDGETS } from '../../rest';
import { ROW_BUDGET } from '../../rest/call/table';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'performance.md'), 'utf8');

it.each([
	['any call that somebody waits for', BUDGETS.read],
	['any call that somebody waits for', BUDGETS.create],
	['any call that somebody waits for', BUDGETS['repeatable write']],
	['a call of a bulk job that runs already', BUDGETS['job step']],
	['a call of a bulk job that runs already', BUDGETS.start],
	['a call of a bulk job that runs already', BUDGETS['follow-up']],
	['rows that another transaction holds', ROW_BUDGET],
])('docs/performance.md gives the budget of %s', (what, { tries, milliseconds }) => {
	const minutes = milliseconds / 60_000;
	expect(page).toMatch(
		new RegExp(`\\| ${what} +\\| ${tries} +\\| ${minutes} minutes after the first +\\|`),
	);
});
