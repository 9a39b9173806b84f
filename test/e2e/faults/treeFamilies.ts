import type { Org } from '../../../emulator';
import { byName } from '../runOperation';
import type { CallKind, Family, Json, Phase } from './types';
import { judgeEach } from './verdicts';

const numbers = [0, 1, 2];

const trees = (): Json[] =>
	numbers.map((n) => ({
		Name: `Acme ${n}`,
		External_Id__c: `A-${n}`,
		Contacts: ['a', 'b'].map((name) => ({
			LastName: `${name} ${n}`,
			External_Id__c: `C-${name}-${n}`,
		})),
	}));

/** Describing comes before the call that saves. */
const phasesOf = (kind: CallKind): Phase[] => [
	{
		label: 'describe',
		kind: 'read',
		match: { method: 'GET', path: 'describe' },
		login: 'now',
	},
	{
		label: 'save',
		kind,
		match: { method: 'POST', path: 'composite/graph' },
		login: 'earlier in the run',
	},
];

interface Saved {
	id?: string;
	created?: boolean | null;
	children?: { Contacts?: Saved[] };
}

/** A parent has all of its children or is not there. */
function checkTree(org: Org, item: Json, said: string, json: Saved, isKeyed: boolean): string[] {
	const accounts = org.records('Account').filter(({ Name }) => Name === item.Name);
	const [account] = accounts;
	if (accounts.length > 1) return [`the account is there ${accounts.length} times`];
	const contacts = org.records('Contact').filter(({ AccountId }) => AccountId === account?.Id);
	if (account && contacts.length !== 2) return [`${contacts.length} contacts`];
	if (said === 'unknown') return [];
	if (said !== 'done') return account ? ['the account is there'] : [];
	if (!account) return ['the account is not there'];
	const ids = json.children?.Contacts?.map(({ id }) => id);
	const isRight = json.id === account.Id && ids?.join() === contacts.map(({ Id }) => Id).join();
	if (!isRight) return [`other ids: ${JSON.stringify(json)}`];
	// After a lost answer nothing tells any more whether the records were new: null.
	return json.created === true || (isKeyed && json.created === null) ? [] : ['created is a lie'];
}

const family = (id: string, kind: CallKind, objects: string[], about: string): Family => ({
	id,
	label: 'Record > Save with Children',
	about,
	parameters: {
		resource: 'record',
		operation: 'saveTree',
		object: byName('Account'),
		treeSource: 'item',
		externalIdFields: { values: objects.map((object) => ({ object, field: 'External_Id__c' })) },
		options: {},
	},
	prepare: trees,
	phases: phasesOf(kind),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) =>
			checkTree(org, item, said, json, objects.length > 0),
		),
});

/** Records with their children. */
export const treeFamilies: readonly Family[] = [
	family('save-tree', 'create', [], '3 accounts with 2 contacts each in 1 call'),
	family(
		'save-tree-keyed',
		'repeatable write',
		['Account', 'Contact'],
		'3 accounts with 2 contacts each, all by external ID, in 1 call',
	),
];
