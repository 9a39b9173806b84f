import type { Org } from '../../../emulator';
import { autoMap, byName } from '../runOperation';
import { approvalFamilies } from './approvalFamilies';
import type { CallKind, Family, Json, Phase } from './types';
import { judgeEach } from './verdicts';

/** Six items in three calls. */
const COUNT = 6;
const BATCH = 2;
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const calls = ['first call', 'second of three', 'last call'];

const phasesOf = (kind: CallKind, method: string): Phase[] =>
	calls.map((label, call) => ({
		label,
		kind,
		match: { method, path: 'composite/sobjects' },
		after: call,
		before: call * BATCH,
		login: call === 0 ? 'now' : 'earlier in the run',
	}));

const record = (operation: string, more: Json): Json => ({
	resource: 'record',
	operation,
	object: byName('Contact'),
	options: { batchSize: BATCH },
	...more,
});

const contacts = (org: Org, field: string, value: unknown) =>
	org.records('Contact').filter((row) => row[field] === value);

const times = (count: number) => `the record is there ${count} times`;

/** A record that the item's call creates, found by its name. */
function checkCreated(org: Org, item: Json, said: string, json: Json): string[] {
	const found = contacts(org, 'LastName', item.LastName);
	if (found.length > 1) return [times(found.length)];
	if (said === 'unknown') return [];
	if (said !== 'done') return found.length === 0 ? [] : ['the record is there'];
	if (found.length === 0) return [times(0)];
	const wrong = found[0]!.Id !== json.id || found[0]!.FirstName !== item.FirstName;
	return wrong ? [`other values: ${JSON.stringify(json)}`] : [];
}

const people = () => numbers.map((n) => ({ LastName: `Doe ${n}`, FirstName: `Jane ${n}` }));

const create: Family = {
	id: 'create',
	label: 'Record > Create',
	about: '6 items in 3 calls',
	parameters: record('create', { fields: autoMap() }),
	prepare: people,
	phases: phasesOf('create', 'POST'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) => [
			...checkCreated(org, item, said, json),
			...(said === 'done' && json.created !== true ? ['created is not told'] : []),
		]),
};

const update: Family = {
	id: 'update',
	label: 'Record > Update',
	about: '6 items in 3 calls',
	parameters: record('update', { fields: autoMap('Id') }),
	prepare: (org) =>
		org
			.insert(
				'Contact',
				numbers.map((n) => ({ LastName: `Doe ${n}`, FirstName: 'Old' })),
			)
			.map((Id, n) => ({ Id, FirstName: `New ${n}` })),
	phases: phasesOf('repeatable write', 'PATCH'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) => {
			const [row] = contacts(org, 'Id', item.Id);
			if (said === 'unknown') return [];
			if (said !== 'done') return row?.FirstName === 'Old' ? [] : ['the record has changed'];
			const isRight = row?.FirstName === item.FirstName && json.id === item.Id;
			return isRight && json.created === false ? [] : ['the record has not changed'];
		}),
};

/** Every other record is right already. */
const updateChanged: Family = {
	id: 'update-changed',
	label: 'Record > Update (Skip Unchanged)',
	about: '6 items, every other one right already: a call that reads, and one that saves',
	parameters: {
		...record('update', { fields: autoMap('Id') }),
		options: { skipUnchanged: true },
	},
	prepare: (org) =>
		org
			.insert(
				'Contact',
				numbers.map((n) => ({ LastName: `Doe ${n}`, FirstName: n % 2 ? `New ${n}` : 'Old' })),
			)
			.map((Id, n) => ({ Id, FirstName: `New ${n}` })),
	phases: [
		{
			label: 'read',
			kind: 'read',
			match: { method: 'POST', path: 'composite/sobjects/Contact' },
			login: 'earlier in the run',
		},
		{
			label: 'save',
			kind: 'repeatable write',
			match: { method: 'PATCH', path: 'composite/sobjects' },
			login: 'earlier in the run',
		},
	],
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json, n) => {
			const [row] = contacts(org, 'Id', item.Id);
			const isRight = n % 2 === 1;
			if (said === 'unknown') return [];
			if (said !== 'done') {
				return isRight || row?.FirstName === 'Old' ? [] : ['the record has changed'];
			}
			if (row?.FirstName !== item.FirstName || json.id !== item.Id) return ['not saved'];
			return json.changed === !isRight ? [] : ['changed is a lie'];
		}),
};

/** Every other record is there before. */
const upsert: Family = {
	id: 'upsert',
	label: 'Record > Create or Update',
	about: '6 items in 3 calls, every other record there already',
	parameters: record('upsert', { fields: autoMap('External_Id__c') }),
	prepare(org) {
		const there = numbers.filter((n) => n % 2 === 1);
		org.insert(
			'Contact',
			there.map((n) => ({ External_Id__c: `U-${n}`, LastName: 'Old' })),
		);
		return numbers.map((n) => ({ External_Id__c: `U-${n}`, LastName: `New ${n}` }));
	},
	phases: phasesOf('repeatable write', 'PATCH'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json, n) => {
			const found = contacts(org, 'External_Id__c', item.External_Id__c);
			const existed = n % 2 === 1;
			if (found.length > 1) return [times(found.length)];
			if (said === 'unknown') return [];
			const [row] = found;
			if (said !== 'done')
				return row?.LastName === (existed ? 'Old' : undefined) ? [] : ['changed'];
			if (row?.LastName !== item.LastName || row?.Id !== json.id) return ['not saved'];
			// After a lost answer nothing tells any more whether the record was new: null.
			return json.created === !existed || json.created === null ? [] : ['created is a lie'];
		}),
};

const remove: Family = {
	id: 'delete',
	label: 'Record > Delete',
	about: '6 items in 3 calls',
	parameters: record('delete', {
		recordId: { __rl: true, mode: 'id', value: '={{ $json.Id }}' },
	}),
	prepare: (org) =>
		org
			.insert(
				'Contact',
				numbers.map((n) => ({ LastName: `Doe ${n}` })),
			)
			.map((Id) => ({ Id })),
	phases: phasesOf('repeatable write', 'DELETE'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said) => {
			const isThere = contacts(org, 'Id', item.Id).length === 1;
			if (said === 'unknown' || isThere === (said !== 'done')) return [];
			return [isThere ? 'the record is still there' : 'the record is gone'];
		}),
};

const EVENT = 'Order_Placed__e';

const publish: Family = {
	id: 'publish',
	label: 'Event > Publish',
	about: '6 items in 3 calls',
	parameters: {
		resource: 'event',
		operation: 'publish',
		event: byName(EVENT),
		fields: autoMap(),
		options: { batchSize: BATCH },
	},
	prepare: () => numbers.map((n) => ({ Order_Number__c: `O-${n}` })),
	phases: phasesOf('create', 'POST'),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said) => {
			const published = org
				.events(`/event/${EVENT}`, -2)
				.filter(({ payload }) => payload.Order_Number__c === item.Order_Number__c).length;
			if (published > 1) return [`published ${published} times`];
			if (said === 'unknown' || published === (said === 'done' ? 1 : 0)) return [];
			return [`published ${published} times`];
		}),
};

/** What the node knows least about: any path, here one that creates. */
const send: Family = {
	id: 'api-post',
	label: 'API Request > Send (POST)',
	about: '3 items, each creates a record in a call of its own',
	parameters: {
		resource: 'apiRequest',
		operation: 'send',
		method: 'POST',
		path: 'sobjects/Contact',
		bodyType: 'json',
		body: '={{ JSON.stringify($json) }}',
	},
	prepare: () => people().slice(0, calls.length),
	phases: phasesOf('create', 'POST').map((phase, call) => ({
		...phase,
		match: { method: 'POST', path: 'sobjects/Contact' },
		before: call,
	})),
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) => checkCreated(org, item, said, json)),
};

/** What changes records. */
export const writeFamilies: readonly Family[] = [
	...[create, update, updateChanged, upsert, remove, publish, send],
	...approvalFamilies,
];
