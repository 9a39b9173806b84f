import type { Org } from '../../../emulator';
import { byName } from '../runOperation';
import { reportFamilies } from './reportFamilies';
import type { Family, Json, Phase } from './types';
import { judgeEach, judgeRows } from './verdicts';

const calls = ['first call', 'second of three', 'last call'];
const pages = ['first page', 'second of three', 'last page'];

/** Three items, each a call of its own. */
const itemPhases = (match: Phase['match']): Phase[] =>
	calls.map((label, call) => ({
		label,
		kind: 'read',
		match,
		after: call,
		before: call,
		login: call === 0 ? 'now' : 'earlier in the run',
	}));

/** 450 rows in pages of 200, which is as small as Salesforce's get. */
const ROWS = 450;
const pagePhases: Phase[] = pages.map((label, page) => ({
	label,
	kind: 'read',
	match: { method: 'GET', path: /\/query/ },
	after: page,
	login: page === 0 ? 'now' : 'earlier in the run',
}));

const seedRows = (org: Org): Json[] => {
	const rows = Array.from({ length: ROWS }, (_, n) => ({ LastName: `Doe ${1000 + n}` }));
	org.insert('Contact', rows);
	return [{}];
};

const rowsOf = (org: Org): Json[] =>
	org
		.records('Contact')
		.map(({ Id, LastName }) => ({ Id, LastName }))
		.sort((a, b) => (String(a.LastName) < String(b.LastName) ? -1 : 1));

const three = (org: Org): Json[] => {
	const rows = [0, 1, 2].map((n) => ({ LastName: `Zwingli ${n}`, External_Id__c: `G-${n}` }));
	const ids = org.insert('Contact', rows);
	return rows.map((row, n) => ({ Id: ids[n]!, ...row }));
};

const judgeThree: Family['judge'] = (_org, items, output) =>
	judgeEach(items, output, (item, said, json) =>
		said !== 'done' || (json.Id === item.Id && json.LastName === item.LastName)
			? []
			: [`not the record: ${JSON.stringify(json)}`],
	);

const get: Family = {
	id: 'get',
	label: 'Record > Get',
	about: '3 items by external ID, a call each',
	parameters: {
		resource: 'record',
		operation: 'get',
		object: byName('Contact'),
		recordId: { __rl: true, mode: 'externalId', value: '={{ $json.External_Id__c }}' },
		externalIdField: 'External_Id__c',
		options: { fields: ['Id', 'LastName'] },
	},
	prepare: three,
	phases: itemPhases({ method: 'GET', path: 'External_Id__c' }),
	judge: judgeThree,
};

const getAll: Family = {
	id: 'get-many',
	label: 'Record > Get Many',
	about: '450 rows in 3 pages',
	parameters: {
		resource: 'record',
		operation: 'getAll',
		object: byName('Contact'),
		returnAll: true,
		sort: { values: [{ field: 'LastName', direction: 'ASC' }] },
		returnFields: ['Id', 'LastName'],
		options: { batchSize: 200 },
	},
	prepare: seedRows,
	phases: pagePhases,
	judge: (org, _items, output) => judgeRows(rowsOf(org), output),
};

const query: Family = {
	id: 'query',
	label: 'Query > Execute Query',
	about: '450 rows in 3 pages',
	parameters: {
		resource: 'query',
		operation: 'executeQuery',
		query: 'SELECT Id, LastName FROM Contact ORDER BY LastName',
		returnAll: true,
		options: { batchSize: 200 },
	},
	prepare: seedRows,
	phases: pagePhases,
	judge: (org, _items, output) => judgeRows(rowsOf(org), output),
};

const search: Family = {
	id: 'search',
	label: 'Search > Execute Search',
	about: '3 items, a call each',
	parameters: {
		resource: 'search',
		operation: 'executeSearch',
		term: '={{ $json.LastName }}',
		objects: ['Contact'],
		returnAll: true,
		options: { fields: ['LastName'] },
	},
	prepare: three,
	phases: itemPhases({ method: 'POST', path: 'parameterizedSearch' }),
	judge: judgeThree,
};

const send: Family = {
	id: 'api-get',
	label: 'API Request > Send (GET)',
	about: '3 items, a call each',
	parameters: {
		resource: 'apiRequest',
		operation: 'send',
		method: 'GET',
		path: '={{ "sobjects/Contact/" + $json.Id }}',
	},
	prepare: three,
	phases: itemPhases({ method: 'GET', path: 'sobjects/Contact/' }),
	judge: judgeThree,
};

/** What changes nothing. */
export const readFamilies: readonly Family[] = [
	...[get, getAll, query, search, send],
	...reportFamilies,
];
