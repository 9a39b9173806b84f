import { autoMap, byName } from '../runOperation';
import { readFamilies } from './readFamilies';
import type { Family, Phase } from './types';
import { writeFamilies } from './writeFamilies';

const JOB = /jobs\/(ingest|query)\/\w+$/;

const later = { login: 'earlier in the run' } as const;

const ingestPhases: Phase[] = [
	{
		label: 'create the job',
		// A job without rows does nothing.
		kind: 'job step',
		match: { method: 'POST', path: /jobs\/ingest$/ },
		login: 'now',
	},
	{ label: 'upload', kind: 'job step', match: { method: 'PUT', path: 'batches' }, ...later },
	{ label: 'start the job', kind: 'start', match: { method: 'PATCH', path: JOB }, ...later },
	{ label: 'look at the job', kind: 'follow-up', match: { method: 'GET', path: JOB }, ...later },
	{
		label: 'get the saved rows',
		kind: 'follow-up',
		match: { method: 'GET', path: 'successfulResults' },
		...later,
	},
	{
		label: 'get the failed rows',
		kind: 'follow-up',
		match: { method: 'GET', path: 'failedResults' },
		...later,
	},
];

const [created] = writeFamilies.filter(({ id }) => id === 'create') as [Family];
const [queried] = readFamilies.filter(({ id }) => id === 'query') as [Family];

const ingest: Family = {
	id: 'bulk-ingest',
	label: 'Bulk Job > Import Records (Insert)',
	about: '6 items in one job, waited for at most a minute',
	parameters: {
		resource: 'bulkJob',
		operation: 'ingest',
		object: byName('Contact'),
		bulkOperation: 'insert',
		source: 'items',
		fields: autoMap(),
		output: 'items',
		options: { waitLimit: 1 },
	},
	policy: { bulkShuffleSeed: 5 },
	prepare: created.prepare,
	phases: ingestPhases,
	judge: created.judge,
};

const result = (label: string, after: number): Phase => ({
	label,
	kind: 'job step',
	match: { method: 'GET', path: /jobs\/query\/\w+\/results$/ },
	after,
	...later,
});

const queryPhases: Phase[] = [
	{
		label: 'create the job',
		kind: 'job step',
		match: { method: 'POST', path: /jobs\/query$/ },
		login: 'now',
	},
	{ label: 'look at the job', kind: 'job step', match: { method: 'GET', path: JOB }, ...later },
	{
		label: 'list the pages',
		kind: 'read',
		match: { method: 'GET', path: 'resultPages' },
		...later,
	},
	result('first page', 0),
	result('second of three', 1),
	result('last page', 2),
];

const query: Family = {
	id: 'bulk-query',
	label: 'Bulk Job > Query',
	about: '450 rows in 3 pages, waited for at most a minute',
	parameters: {
		resource: 'bulkJob',
		operation: 'query',
		query: 'SELECT Id, LastName FROM Contact ORDER BY LastName',
		destination: 'items',
		options: { waitLimit: 1 },
	},
	policy: { bulkResultPageSize: 200 },
	prepare: queried.prepare,
	phases: queryPhases,
	judge: queried.judge,
};

/** What goes by a job in the background. */
export const bulkFamilies: readonly Family[] = [ingest, query];
