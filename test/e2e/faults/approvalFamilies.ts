import type { Org } from '../../../emulator';
import type { Family, Json, Phase } from './types';
import { judgeEach } from './verdicts';

const COUNT = 3;

const send = (login: Phase['login']): Phase => ({
	label: 'the call',
	kind: 'create',
	match: { method: 'POST', path: 'process/approvals' },
	login,
});

const deals = (org: Org): string[] =>
	org.insert(
		'Opportunity',
		Array.from({ length: COUNT }, (_, n) => ({
			Name: `Deal ${n}`,
			StageName: 'Prospecting',
			CloseDate: '2026-12-31',
		})),
	);

/** How often something has happened that may happen once, by what the item says of it. */
const checkTimes = (times: number, said: string, what: string): string[] => {
	if (times > 1) return [`${what} ${times} times`];
	if (said === 'unknown' || times === (said === 'done' ? 1 : 0)) return [];
	return [`${what} ${times} times`];
};

const submit: Family = {
	id: 'submit',
	label: 'Approval > Submit',
	about: '3 items in one call',
	parameters: { resource: 'approval', operation: 'submit', recordId: '={{ $json.Id }}' },
	prepare: (org) => deals(org).map((Id) => ({ Id })),
	phases: [send('now')],
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) => {
			const own = org
				.records('ProcessInstance')
				.filter(({ TargetObjectId }) => TargetObjectId === item.Id);
			const isOther = said === 'done' && json.instanceId !== own[0]?.Id;
			return [
				...checkTimes(own.length, said, 'submitted'),
				...(isOther ? ['another approval is told'] : []),
			];
		}),
};

/** Records that wait for the first of two steps. */
function submitted(org: Org): Json[] {
	const [user] = org.records('User').filter(({ Username }) => Username === org.username);
	const [process] = org.records('ProcessDefinition');
	const actor = user!.Id;
	return deals(org).map((Id) => {
		const [instance] = org.insert('ProcessInstance', [
			{
				...{ ProcessDefinitionId: process!.Id, TargetObjectId: Id },
				...{ Status: 'Pending', SubmittedById: actor },
			},
		]);
		org.insert('ProcessInstanceWorkitem', [
			{ ProcessInstanceId: instance, ActorId: actor, OriginalActorId: actor },
		]);
		return { Id, instance };
	});
}

const approve: Family = {
	id: 'approve',
	label: 'Approval > Approve',
	about: '3 items by record: a look for their work items, then one call',
	parameters: {
		resource: 'approval',
		operation: 'approve',
		workItem: { __rl: true, mode: 'record', value: '={{ $json.Id }}' },
	},
	prepare: submitted,
	phases: [
		{
			label: 'find the work items',
			kind: 'read',
			match: { method: 'GET', path: /\/query/ },
			login: 'now',
		},
		send('earlier in the run'),
	],
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said) => {
			const approved = org
				.records('ProcessInstanceStep')
				.filter(({ ProcessInstanceId }) => ProcessInstanceId === item.instance);
			return checkTimes(approved.length, said, 'approved');
		}),
};

/** Approvals: what is given twice may pass two steps. */
export const approvalFamilies: readonly Family[] = [submit, approve];
