import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { createContext } from '../createContext';
import { runNode } from '../runNode';

/** `SAVE_TREES=10000 npx vitest run test/nodes/Salesforce/randomTrees` plays that many. */
const TREES = Number(process.env.SAVE_TREES ?? 150);
const MOST_ITEMS = 100;
const SEED = Number(process.env.SEED ?? Date.now());

type ObjectName = 'Account' | 'Contact' | 'Case' | 'Opportunity';

/** A record of a tree, and what the org will say to it. */
interface Plan {
	object: ObjectName;
	/** By which it is found; none: it is created. */
	key?: string;
	fault: 'none' | 'missing' | 'email';
	children: Record<string, Plan[]>;
}

const RELATIONS: Record<ObjectName, Array<[string, ObjectName, string]>> = {
	Account: [
		['Contacts', 'Contact', 'AccountId'],
		['ChildAccounts', 'Account', 'ParentId'],
		['Opportunities', 'Opportunity', 'AccountId'],
	],
	Contact: [['Cases', 'Case', 'ContactId']],
	Case: [['Cases', 'Case', 'ParentId']],
	Opportunity: [],
};
const KEYED: readonly ObjectName[] = ['Account', 'Contact', 'Opportunity'];
const NAME: Record<ObjectName, string> = {
	Account: 'Name',
	Contact: 'LastName',
	Case: 'Subject',
	Opportunity: 'Name',
};

const planOf = (object: ObjectName, depth: number): fc.Arbitrary<Plan> => {
	const relations = depth >= 4 ? [] : RELATIONS[object];
	const children = Object.fromEntries(
		relations.map(([name, child]) => [
			name,
			fc.oneof(
				{ weight: 2, arbitrary: fc.constant([]) },
				{ weight: 1, arbitrary: fc.array(planOf(child, depth + 1), { maxLength: 3 }) },
			),
		]),
	);
	return fc.record({
		object: fc.constant(object),
		key: fc.option(fc.constantFrom('k1', 'k2', 'K 3', "k'4"), { nil: undefined, freq: 1 }),
		fault: fc.oneof(
			{ weight: 12, arbitrary: fc.constant('none' as const) },
			{ weight: 1, arbitrary: fc.constantFrom('missing' as const, 'email' as const) },
		),
		children: fc.record(children),
	}) as fc.Arbitrary<Plan>;
};

/** What the model knows of a record, by its mark. */
interface Known {
	object: ObjectName;
	mark: string;
	parent: string | undefined;
	key: string | undefined;
}

/** What an org does, by the rules: all of a tree or nothing, found by its key or created. */
class Model {
	readonly records: Known[] = [];
	readonly ids = new Map<Known, string>();

	/** @returns the records in the order of the answer, and which of them are new; `undefined` if the tree is refused */
	save(tree: Marked): Map<Marked, { known: Known; created: boolean }> | undefined {
		if (listAll(tree).some(({ code }) => code !== undefined)) return undefined;
		const saved = new Map<Marked, { known: Known; created: boolean }>();
		const visit = (node: Marked, parent?: Known) => {
			const found = this.records.find(
				({ object, key }) => object === node.object && key !== undefined && key === node.key,
			);
			const known = found ?? { object: node.object, mark: '', parent: undefined, key: node.key };
			if (!found) this.records.push(known);
			known.mark = node.mark;
			if (parent) known.parent = `${parent.object} ${this.records.indexOf(parent)}`;
			saved.set(node, { known, created: !found });
			for (const child of Object.values(node.children).flat()) visit(child, known);
		};
		visit(tree);
		return saved;
	}
}

/** A plan with its place, its own mark, and the item that it is written as. */
interface Marked {
	object: ObjectName;
	mark: string;
	path: string;
	key: string | undefined;
	/** Of the refusal that it must meet. */
	code: string | undefined;
	json: IDataObject;
	children: Record<string, Marked[]>;
}

let marks = 0;
function markPlan(plan: Plan, isKeyed: boolean, run: number, path = ''): Marked {
	const mark = `m${(marks += 1)}`;
	const { object } = plan;
	const hasKey = isKeyed && KEYED.includes(object);
	// A key names one record of a tree at most: two would be one record at two places.
	const key = hasKey
		? `${run} ${plan.key ?? ''} ${plan.key === undefined || path !== '' ? mark : ''}`
		: undefined;
	const isMissing = plan.fault === 'missing' && object !== 'Case';
	const isEmail = plan.fault === 'email' && object === 'Contact';
	const children = Object.fromEntries(
		Object.entries(plan.children).map(([name, plans]) => [
			name,
			plans.map((child, n) =>
				markPlan(child, isKeyed, run, `${path === '' ? '' : `${path}.`}${name}[${n}]`),
			),
		]),
	);
	const written = Object.entries(children).filter(([, nodes]) => nodes.length > 0);
	return {
		object,
		mark,
		path,
		key,
		code: isMissing ? 'REQUIRED_FIELD_MISSING' : isEmail ? 'INVALID_EMAIL_ADDRESS' : undefined,
		children: Object.fromEntries(written),
		json: {
			...(isMissing ? {} : { [NAME[object]]: mark }),
			...(isEmail && { Email: 'nonsense' }),
			...(object === 'Opportunity' && { StageName: 'Open', CloseDate: '2026-01-31' }),
			...(key !== undefined && { External_Id__c: key.trim() }),
			...Object.fromEntries(
				Object.entries(children).map(([name, nodes], n) => {
					const records = nodes.map(({ json }) => json);
					return [name, n % 2 === 0 ? records : { records }];
				}),
			),
		},
	};
}

const listAll = (node: Marked): Marked[] => [
	node,
	...Object.values(node.children).flat().flatMap(listAll),
];

interface Saved {
	id: string;
	success: boolean;
	created: boolean;
	children?: Record<string, Saved[]>;
}

let org: Org;
beforeAll(async () => {
	org = await startOrg({ sampleData: false });
});
afterAll(() => org.close());

/** What an item says of a tree that was saved, held against the model. */
function checkSaved(model: Model, tree: Marked, output: IDataObject): void {
	const expected = model.save(tree)!;
	const visit = (node: Marked, saved: Saved) => {
		const { known, created } = expected.get(node)!;
		expect(saved.success).toBe(true);
		expect(saved.created, node.path).toBe(created);
		if (created) model.ids.set(known, saved.id);
		else expect(saved.id).toBe(model.ids.get(known));
		expect(Object.keys(saved.children ?? {})).toEqual(Object.keys(node.children));
		for (const [name, nodes] of Object.entries(node.children)) {
			const below = saved.children![name]!;
			expect(below).toHaveLength(nodes.length);
			nodes.forEach((child, n) => visit(child, below[n]!));
		}
	};
	visit(tree, output as unknown as Saved);
}

function checkRefused(tree: Marked, output: IDataObject): void {
	const { path, errorCode } = output.details as { path: string; errorCode: string };
	const culprits = listAll(tree).filter(({ code }) => code !== undefined);
	expect(culprits.map((node) => [node.path, node.code])).toContainEqual([path, errorCode]);
}

/** Every record of the org, by its mark and that of its parent. */
function checkOrg(model: Model): void {
	for (const object of ['Account', 'Contact', 'Case', 'Opportunity'] as const) {
		const known = model.records.filter((record) => record.object === object);
		const rows = new Map(org.records(object).map((row) => [row.Id, row]));
		expect(rows.size, object).toBe(known.length);
		for (const record of known) {
			const row = rows.get(model.ids.get(record))!;
			expect(row[NAME[object]]).toBe(record.mark);
			if (record.parent === undefined) continue;
			const [parentObject, at] = record.parent.split(' ') as [ObjectName, string];
			const parentId = model.ids.get(model.records[Number(at)]!);
			const [, , field] = RELATIONS[parentObject].find(
				([, child, link]) => child === object && row[link] === parentId,
			)!;
			expect(row[field]).toBe(parentId);
		}
	}
}

it(
	`saves and refuses ${TREES} random trees as the rules say, each whole, in order (SEED=${SEED})`,
	async () => {
		const model = new Model();
		let run = 0;
		const perRun = fc.tuple(
			fc.array(planOf('Account', 1), { minLength: 1, maxLength: MOST_ITEMS, size: 'max' }),
			fc.boolean(),
		);
		for (let played = 0; played < TREES;) {
			const [[plans, isKeyed]] = fc.sample(perRun, { numRuns: 1, seed: SEED + run }) as [
				[Plan[], boolean],
			];
			played += plans.length;
			run += 1;
			const trees = plans.map((plan) => markPlan(plan, isKeyed, run));
			const test = createContext(org, {
				items: trees.map(({ json }) => json),
				onError: 'continueRegularOutput',
				parameters: {
					resource: 'record',
					operation: 'saveTree',
					object: { __rl: true, mode: 'name', value: 'Account' },
					treeSource: 'item',
					externalIdFields: {
						values: isKeyed ? KEYED.map((object) => ({ object, field: 'External_Id__c' })) : [],
					},
				},
			});
			const output = await runNode(test);
			expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
				trees.map((_, item) => ({ item })),
			);
			output.forEach(({ json }, n) => {
				const tree = trees[n]!;
				const isRefused = listAll(tree).some(({ code }) => code !== undefined);
				if (isRefused) checkRefused(tree, json);
				else checkSaved(model, tree, json);
			});
		}
		checkOrg(model);
	},
	TREES * 50 + 30_000,
);
