import { type Json, newVerdict, type Turn, type Workload } from '../Workload';

/** Rows that nobody changes while the soak runs. */
export const STANDING_ROWS = 3_000;
export const standingName = (at: number): string => `Standing ${String(at).padStart(5, '0')}`;

const SOQL = "SELECT Name FROM Account WHERE Name LIKE 'Standing %' ORDER BY Name";
const NAMES = Array.from({ length: STANDING_ROWS }, (_, at) => standingName(at));
const CSV = ['"Name"', ...NAMES.map((name) => `"${name}"`), ''].join('\n');

/** An answer that is either whole and right, or an error that says so. */
const whole = (isRight: (output: Json[] | string) => boolean): Turn => ({
	items: [{}],
	judge(output) {
		const verdict = newVerdict();
		const refused = Array.isArray(output) && output.length === 1 && output[0]?.error !== undefined;
		if (refused) {
			verdict.refused += 1;
			verdict.reasons.push(JSON.stringify(output));
		} else if (!isRight(output)) verdict.wrong.push(JSON.stringify(output).slice(0, 300));
		return verdict;
	},
});

const hasAllNames = (output: Json[] | string): boolean =>
	Array.isArray(output) &&
	output.length === STANDING_ROWS &&
	output.every(({ Name }, at) => Name === NAMES[at]);

export const query: Workload = {
	name: 'query / executeQuery',
	weight: 2,
	node: {
		parameters: {
			resource: 'query',
			operation: 'executeQuery',
			query: SOQL,
			returnAll: true,
			options: { batchSize: 400 },
		},
	},
	prepare: () => whole(hasAllNames),
};

export const search: Workload = {
	name: 'search / executeSearch',
	weight: 2,
	node: {
		parameters: {
			resource: 'search',
			operation: 'executeSearch',
			searchBy: 'term',
			term: '00007',
			objects: ['Account'],
			limit: 10,
			options: {},
		},
	},
	prepare: () =>
		whole((output) => Array.isArray(output) && output.map(({ Name }) => Name).join() === NAMES[7]),
};

export const bulkQuery: Workload = {
	name: 'bulkJob / query',
	givesFile: true,
	node: {
		parameters: {
			resource: 'bulkJob',
			operation: 'query',
			query: SOQL,
			destination: 'file',
			options: { maxRecords: 1_000 },
		},
	},
	prepare: () => whole((output) => output === CSV),
};

/** n8n's own node by this package's credential: it sends nothing twice, so a fault is its error. */
export const httpRequest: Workload = {
	name: 'HTTP Request node',
	weight: 2,
	node: {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: '={{ $json.url }}',
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'salesforceClientCredentialsApi',
			options: {},
		},
	},
	prepare: (org) => ({
		...whole((output) => Array.isArray(output) && output[0]?.DailyApiRequests !== undefined),
		items: [{ url: `${org.url}/services/data/v67.0/limits` }],
	}),
};
