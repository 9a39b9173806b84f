import type { Org } from '../../../emulator';
import { type ExpectedRow, judgeRows } from '../judgeRows';
import type { Json, Turn, Workload } from '../Workload';

export const byName = (value: string) => ({ __rl: true, mode: 'name', value });

export const autoMap = (...matchingColumns: string[]) => ({
	mappingMode: 'autoMapInputData',
	value: null,
	matchingColumns,
	schema: [],
});

const record = (operation: string, parameters: Json) => ({
	parameters: { resource: 'record', operation, object: byName('Contact'), ...parameters },
});

/** Some, and now and then more than one call takes. */
const some = (random: () => number) => (random() < 0.1 ? 250 : 5 + Math.floor(random() * 40));
const times = <T>(count: number, make: (at: number) => T): T[] =>
	Array.from({ length: count }, (_, at) => make(at));

type Rows = ReturnType<Org['records']>;

/** Contacts that hold a value in a field, looked up once for all rows of a run. */
function lookUp(org: Org, field: string) {
	const byValue = new Map<unknown, Rows>();
	for (const row of org.records('Contact')) {
		const same = byValue.get(row[field]);
		if (same) same.push(row);
		else byValue.set(row[field], [row]);
	}
	return (value: unknown) => byValue.get(value) ?? [];
}

/** A row that makes a record, known by a field that need not be unique: twice would show. */
const created = (find: ReturnType<typeof lookUp>, key: unknown, refusedWith?: string) => ({
	found: () => find(key),
	isDone: (records: unknown[]) => records.length === 1,
	isUntouched: (records: unknown[]) => records.length === 0,
	...(refusedWith && { refusedWith }),
});

/** A row that writes a text into a record that is there. */
const changed = (find: ReturnType<typeof lookUp>, key: unknown, from: string, to: string) =>
	({
		found: () => find(key),
		isDone: ([row]) => row?.LastName === to,
		isUntouched: ([row]) => row?.LastName === from,
	}) satisfies ExpectedRow;

/** Rows that make records, one of which Salesforce refuses, for want of a name. */
function prepareCreates(org: Org, tag: string, random: () => number, count: number): Turn {
	const bad = Math.floor(random() * count);
	const items = times(count, (at) => ({
		Title: `${tag}-${at}`,
		LastName: at === bad ? null : 'Made',
	}));
	return {
		items,
		judge(output) {
			const find = lookUp(org, 'Title');
			const code = 'REQUIRED_FIELD_MISSING';
			return judgeRows(
				items.map(({ Title }, at) => created(find, Title, at === bad ? code : undefined)),
				output,
			);
		},
	};
}

export const create: Workload = {
	name: 'record / create',
	weight: 3,
	node: record('create', { fields: autoMap() }),
	prepare: (org, tag, random) => prepareCreates(org, tag, random, some(random)),
};

export const upsert: Workload = {
	name: 'record / upsert',
	weight: 3,
	node: record('upsert', { fields: autoMap('External_Id__c') }),
	prepare(org, tag, random) {
		const keys = times(some(random), (at) => `${tag}-${at}`);
		const isKnown = (at: number) => at % 2 === 0;
		const known = keys.filter((_, at) => isKnown(at));
		org.insert(
			'Contact',
			known.map((key) => ({ External_Id__c: key, LastName: 'Old' })),
		);
		return {
			items: keys.map((key) => ({ External_Id__c: key, LastName: 'New' })),
			judge(output) {
				const find = lookUp(org, 'External_Id__c');
				return judgeRows(
					keys.map((key, at) =>
						isKnown(at) ? changed(find, key, 'Old', 'New') : created(find, key),
					),
					output,
				);
			},
		};
	},
};

export const update: Workload = {
	name: 'record / update',
	weight: 2,
	node: record('update', { fields: autoMap('Id') }),
	prepare(org, tag, random) {
		const ids = org.insert(
			'Contact',
			times(some(random), () => ({ Title: tag, LastName: 'Old' })),
		);
		return {
			items: ids.map((Id) => ({ Id, LastName: 'New' })),
			judge(output) {
				const find = lookUp(org, 'Id');
				return judgeRows(
					ids.map((id) => changed(find, id, 'Old', 'New')),
					output,
				);
			},
		};
	},
};

export const remove: Workload = {
	name: 'record / delete',
	weight: 2,
	node: record('delete', { recordId: { __rl: true, mode: 'id', value: '={{ $json.Id }}' } }),
	prepare(org, tag, random) {
		const ids = org.insert(
			'Contact',
			times(some(random), () => ({ Title: tag, LastName: 'Doomed' })),
		);
		return {
			items: ids.map((Id) => ({ Id })),
			judge(output) {
				const find = lookUp(org, 'Id');
				const gone = (id: string): ExpectedRow => ({
					found: () => find(id),
					isDone: (records) => records.length === 0,
					isUntouched: (records) => records.length === 1,
				});
				return judgeRows(ids.map(gone), output);
			},
		};
	},
};

export const ingest: Workload = {
	name: 'bulkJob / ingest',
	node: {
		parameters: {
			resource: 'bulkJob',
			operation: 'ingest',
			object: byName('Contact'),
			bulkOperation: 'insert',
			source: 'items',
			fields: autoMap(),
			output: 'items',
		},
	},
	prepare: (org, tag, random) => prepareCreates(org, tag, random, 200 + Math.floor(random() * 300)),
};

export const publish: Workload = {
	name: 'event / publish',
	node: {
		parameters: {
			resource: 'event',
			operation: 'publish',
			event: byName('Order_Placed__e'),
			fields: autoMap(),
		},
	},
	prepare(org, tag, random) {
		const numbers = times(some(random), (at) => `${tag}-${at}`);
		return {
			items: numbers.map((number) => ({ Order_Number__c: number })),
			judge(output) {
				const events = org.events('/event/Order_Placed__e').map(({ payload }) => payload);
				const find = (number: string) =>
					events.filter((event) => event.Order_Number__c === number).map(() => ({}));
				return judgeRows(
					numbers.map((number) => ({
						found: () => find(number),
						isDone: (events: unknown[]) => events.length === 1,
						isUntouched: (events: unknown[]) => events.length === 0,
					})),
					output,
				);
			},
		};
	},
};
