import type { Org } from '../../../emulator';
import type { Family, Json, Phase } from './types';
import { judgeRows } from './verdicts';

const ROWS = 450;
const earlier = { login: 'earlier in the run' } as const;

function prepare(org: Org): Json[] {
	org.insert(
		'Contact',
		Array.from({ length: ROWS }, (_, n) => ({ LastName: `Doe ${1000 + n}` })),
	);
	const report = org.addReport({
		...{ name: 'Contacts', developerName: 'Contacts', format: 'TABULAR', object: 'Contact' },
		columns: [
			{ name: 'LAST_NAME', label: 'Last Name', path: 'LastName', dataType: 'string' },
			{ name: 'CONTACT_ID', label: 'Contact ID', path: 'Id', dataType: 'id' },
		],
		detailColumns: ['CONTACT_ID', 'LAST_NAME'],
		aggregates: ['RowCount'],
	});
	return [{ report }];
}

const rowsOf = (org: Org): Json[] =>
	org.records('Contact').map(({ Id, LastName }) => ({ CONTACT_ID: Id, LAST_NAME: LastName }));

const parameters = {
	resource: 'report',
	operation: 'run',
	report: { __rl: true, mode: 'id', value: '={{ $json.report }}' },
	output: 'rows',
	filters: { values: [{ column: 'LAST_NAME', operator: 'startsWith', value: 'Doe' }] },
};

const describe: Phase = {
	label: 'describe the report',
	kind: 'read',
	match: { method: 'GET', path: 'describe' },
	login: 'now',
};

const family = (own: Pick<Family, 'id' | 'label' | 'about' | 'phases'>, options: Json): Family => ({
	...own,
	parameters: { ...parameters, options: { keys: 'apiNames', ...options } },
	prepare,
	judge: (org, _items, output) => judgeRows(rowsOf(org), output),
});

const run = family(
	{
		id: 'report',
		label: 'Report > Run',
		about: '450 rows, with a filter',
		phases: [
			describe,
			{
				label: 'run it',
				kind: 'read',
				match: { method: 'POST', path: /analytics\/reports\/\w+$/ },
				...earlier,
			},
		],
	},
	{},
);

const look = (label: string, after: number): Phase => ({
	label,
	kind: 'job step',
	match: { method: 'GET', path: /instances\/\w+$/ },
	after,
	...earlier,
});

const background = family(
	{
		id: 'report-background',
		label: 'Report > Run (in Background)',
		about: '450 rows, with a filter',
		phases: [
			describe,
			{
				label: 'start it',
				kind: 'job step',
				match: { method: 'POST', path: /instances$/ },
				...earlier,
			},
			look('first look', 0),
			look('fetch the result', 1),
		],
	},
	{ runInBackground: true, waitLimit: 5 },
);

/** Reports: reading, at once or as a job. */
export const reportFamilies: readonly Family[] = [run, background];
