import type { ContactsRun, Refused } from './summarizeRun';

const LABEL_WIDTH = 14;
const NUMBER_WIDTH = 6;
const REASONS_SHOWN = 60;

/** The reasons, most frequent first, each with one of Salesforce's own texts. */
function groupRefusals(refusals: Refused[]): string[] {
	const groups = new Map<string, Refused[]>();
	for (const refused of refusals) {
		groups.set(refused.errorCode, [...(groups.get(refused.errorCode) ?? []), refused]);
	}
	return [...groups]
		.sort(([, a], [, b]) => b.length - a.length)
		.map(([errorCode, all]) => {
			const [example] = all as [Refused];
			const text = example.message.replace(/\s+/g, ' ');
			const short = text.length > REASONS_SHOWN ? `${text.slice(0, REASONS_SHOWN)}…` : text;
			return `${all.length} x ${errorCode}, e.g. row ${example.row + 1}: ${short}`;
		});
}

/** The run as a few lines for people. */
export function formatTable(title: string, run: ContactsRun): string {
	const line = (label: string, count: number, remark = ''): string =>
		`  ${label.padEnd(LABEL_WIDTH)}${String(count).padStart(NUMBER_WIDTH)}${remark && `   ${remark}`}`;
	return [
		'',
		title,
		'',
		line('Rows in', run.rows),
		line('Created', run.created),
		line('Updated', run.updated),
		line('Refused', run.refused),
		...groupRefusals(run.refusals).map(
			(reason) => `${' '.repeat(LABEL_WIDTH + NUMBER_WIDTH + 5)}${reason}`,
		),
		line('Read back', run.readBack),
		line('API calls', run.apiCalls, `${run.collectionCalls} to save the rows, 200 in each`),
		line('Logins', run.logins),
		line('Sockets', run.sockets),
		'',
	].join('\n');
}
