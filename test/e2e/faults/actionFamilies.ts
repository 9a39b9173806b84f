import type { Org } from '../../../emulator';
import { autoMap, byName } from '../runOperation';
import type { Family, Json, Phase } from './types';
import { judgeEach } from './verdicts';

const calls = ['first call', 'second of three', 'last call'];

/** Three calls, each for as many items. */
const phasesOf = (match: Phase['match'], itemsACall: number, kind: Phase['kind']): Phase[] =>
	calls.map((label, call) => ({
		label,
		kind,
		match,
		after: call,
		before: call * itemsACall,
		login: call === 0 ? 'now' : 'earlier in the run',
	}));

const subjects = (count: number) => Array.from({ length: count }, (_, n) => `Call ${n}`);

/** A task that the item's action makes, found by its subject. */
function checkTask(org: Org, item: Json, said: string): string[] {
	const found = org.records('Task').filter(({ Subject }) => Subject === item.subject);
	if (found.length > 1) return [`the action was run ${found.length} times`];
	if (said === 'unknown') return [];
	if (said === 'done') return found.length === 1 ? [] : ['the action was not run'];
	return found.length === 0 ? [] : ['the action was run'];
}

/** The describe of a flow is asked for once, before all calls: nothing can have been done then. */
const describePhase: Phase = {
	label: 'describe',
	kind: 'read',
	match: { method: 'GET', path: '/actions/custom/flow/' },
	login: 'now',
};

const runFlow: Family = {
	id: 'flow',
	label: 'Flow or Action > Run (flow)',
	about: '6 items in 3 calls',
	parameters: {
		resource: 'action',
		operation: 'run',
		actionType: 'flow',
		action: byName('Create_Follow_Up_Task'),
		fields: autoMap(),
		options: { batchSize: 2 },
	},
	prepare(org) {
		const [recordId] = org.insert('Account', [{ Name: 'Acme' }]);
		return subjects(6).map((subject) => ({ recordId, subject }));
	},
	phases: [
		describePhase,
		...phasesOf({ method: 'POST', path: '/actions/custom/flow/' }, 2, 'create').map(
			(phase): Phase => ({ ...phase, login: 'earlier in the run' }),
		),
	],
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said) => checkTask(org, item, said)),
};

const runQuickAction: Family = {
	id: 'quick-action',
	label: 'Flow or Action > Run (quick action)',
	about: '3 items, a call each',
	parameters: {
		resource: 'action',
		operation: 'run',
		actionType: 'quickAction',
		action: byName('LogACall'),
		fields: {
			mappingMode: 'defineBelow',
			value: { Subject: '={{ $json.subject }}' },
			matchingColumns: [],
			schema: [],
		},
	},
	prepare: () => subjects(3).map((subject) => ({ subject })),
	phases: phasesOf({ method: 'POST', path: 'quickActions' }, 1, 'create'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said) => checkTask(org, item, said)),
};

const apexGet: Family = {
	id: 'apex-get',
	label: 'Apex REST > Send (GET)',
	about: '3 items, a call each',
	parameters: {
		resource: 'apexRest',
		operation: 'send',
		method: 'GET',
		path: { __rl: true, mode: 'path', value: '={{ "AccountSummary/" + $json.id }}' },
	},
	prepare: (org) =>
		subjects(3).map((Name) => ({ id: org.insert('Account', [{ Name }])[0], name: Name })),
	phases: phasesOf({ method: 'GET', path: '/services/apexrest/' }, 1, 'read'),
	judge: (_org, items, output) =>
		judgeEach(items, output, (item, said, json) => {
			const { Name } = (json.account ?? {}) as Json;
			return said !== 'done' || Name === item.name ? [] : ['not the record'];
		}),
};

const apexPost: Family = {
	id: 'apex-post',
	label: 'Apex REST > Send (POST)',
	about: '3 items, each creates an account in a call of its own',
	parameters: {
		resource: 'apexRest',
		operation: 'send',
		method: 'POST',
		path: { __rl: true, mode: 'path', value: 'AccountSummary' },
		bodyType: 'json',
		body: '={{ JSON.stringify($json) }}',
	},
	prepare: () => subjects(3).map((name) => ({ name })),
	phases: phasesOf({ method: 'POST', path: '/services/apexrest/' }, 1, 'create'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said) => {
			const found = org.records('Account').filter(({ Name }) => Name === item.name);
			if (found.length > 1) return [`the account is there ${found.length} times`];
			if (said === 'unknown') return [];
			return found.length === (said === 'done' ? 1 : 0) ? [] : ['what was said is not so'];
		}),
};

const recordCounts: Family = {
	id: 'record-counts',
	label: 'Org > Get Record Counts',
	about: '3 items, a call each',
	parameters: {
		resource: 'org',
		operation: 'getRecordCounts',
		objects: '={{ $json.object }}',
	},
	prepare(org) {
		org.insert('Account', [{ Name: 'Acme' }]);
		return ['Account', 'Contact', 'Lead'].map((object) => ({ object }));
	},
	phases: phasesOf({ method: 'GET', path: '/limits/recordCount' }, 1, 'read'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) => {
			const count = org.records(String(item.object)).length;
			const isRight = json.object === item.object && json.count === count;
			return said !== 'done' || isRight ? [] : [`not the count: ${JSON.stringify(json)}`];
		}),
};

/** What runs the org's own logic, and asks about the org. */
export const actionFamilies: readonly Family[] = [
	runFlow,
	runQuickAction,
	apexGet,
	apexPost,
	recordCounts,
];
