import { type Column, type Selection } from './CompiledQuery';
import {
	type FieldFunctionExpression,
	type FieldType,
	type FieldTypeOf,
} from '@jetstreamapp/soql-parser-js';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type Row } from '../store/Row';
import { type Compile, compileChildren } from './compileChildren';
import { expandFields } from './expandFields';
import { onlyTarget, readParent, resolvePath } from './fieldPath';
import { resolveFunction } from './functions';
import { type QueryScope } from './QueryScope';
import { renderAttributes, renderValue } from './renderValue';
import { malformed } from './soqlError';

type Entry = (row: Row) => unknown;

/** The selected fields of one object, and below it those of its parents. */
interface Branch {
	entries: Map<string, Entry>;
	parents: Map<string, Branch>;
}

/** Makes a function of a SELECT list that has no aggregates. */
export function compileSelection(
	scope: QueryScope,
	fields: readonly FieldType[],
	compile: Compile,
): Selection {
	const root: Branch = { entries: new Map(), parents: new Map() };
	const columns: Column[] = [];
	for (const item of fields.flatMap((field) => expandFields(scope, field))) {
		switch (item.type) {
			case 'FieldSubquery': {
				const { key, render } = compileChildren(scope, item.subquery, compile);
				addEntry(root, key, render);
				break;
			}
			case 'FieldTypeof':
				addTypeOf(scope, root, item);
				break;
			case 'FieldFunctionExpression':
				columns.push(addFunction(scope, root, item));
				break;
			default:
				if ('alias' in item && item.alias && !('objectPrefix' in item)) {
					throw malformed('only aggregate expressions use field aliasing');
				}
				columns.push(addPath(scope, root, pathOf(item)));
		}
	}
	return { render: (row) => renderBranch(scope, scope.type, root, row), columns };
}

function pathOf(item: Extract<FieldType, { field: string }>): string {
	if ('rawValue' in item && item.rawValue) return item.rawValue;
	return 'relationships' in item ? [...item.relationships, item.field].join('.') : item.field;
}

function addEntry(branch: Branch, key: string, entry: Entry): void {
	if (branch.entries.has(key)) throw malformed(`duplicate field selected: ${key}`);
	branch.entries.set(key, entry);
}

function addPath(scope: QueryScope, root: Branch, path: string): Column {
	const { steps, field, owner, read } = resolvePath(scope, path);
	let branch = root;
	let type: SObjectType | undefined = scope.type;
	for (const reference of steps) {
		const key = reference.relationshipName ?? reference.name;
		const next = branch.parents.get(key) ?? { entries: new Map(), parents: new Map() };
		if (!branch.parents.has(key)) {
			branch.parents.set(key, next);
			branch.entries.set(key, renderParent(scope, reference, next));
		}
		branch = next;
		type = type && onlyTarget(scope, reference);
	}
	const isDirect = steps.length === 0;
	addEntry(branch, field.name, (row) =>
		owner ? renderValue(scope.base, owner, field, row) : readLoose(scope, field, row),
	);
	const header = [...steps.map((step) => step.relationshipName ?? step.name), field.name].join('.');
	const readColumn = isDirect
		? (row: Row) => renderValue(scope.base, scope.type, field, row)
		: read;
	return { header, field, read: readColumn };
}

/** A field behind a parent of several possible types. */
function readLoose(scope: QueryScope, field: Field, row: Row): unknown {
	if (field.name !== 'Type') return row[field.name] ?? null;
	return scope.store.metadata.objectOfId(String(row.Id))?.name ?? null;
}

function renderParent(scope: QueryScope, reference: Field, branch: Branch): Entry {
	const target = onlyTarget(scope, reference);
	return (row) => {
		const parent = readParent(scope, reference, row);
		const type = target ?? (parent && scope.store.metadata.objectOfId(String(parent.Id)));
		if (!parent || !type) return null;
		const rendered = renderBranch(scope, type, branch, parent);
		// Parents of several possible types are seen through the Name object.
		return target
			? rendered
			: {
					...rendered,
					attributes: { ...renderAttributes(scope.base, type, parent), type: 'Name' },
				};
	};
}

function renderBranch(
	scope: QueryScope,
	type: SObjectType,
	branch: Branch,
	row: Row,
): Record<string, unknown> {
	const record: Record<string, unknown> = { attributes: renderAttributes(scope.base, type, row) };
	for (const [key, entry] of branch.entries) record[key] = entry(row);
	return record;
}

function addFunction(scope: QueryScope, root: Branch, item: FieldFunctionExpression): Column {
	const { field, read } = resolveFunction(scope, item);
	const [parameter] = item.parameters;
	const key =
		item.alias ??
		(typeof parameter === 'string' ? resolvePath(scope, parameter).field.name : 'expr0');
	addEntry(root, key, read);
	return { header: key, field, read };
}

function addTypeOf(scope: QueryScope, root: Branch, item: FieldTypeOf): void {
	const reference = scope.type.parentField(item.field);
	if (!reference || reference.referenceTo.length < 2) {
		throw malformed(`TYPEOF can only be used with a polymorphic relationship: ${item.field}`);
	}
	const branches = item.conditions.map(({ objectType, fieldList }) => {
		const type = objectType === undefined ? undefined : scope.store.metadata.object(objectType);
		if (objectType !== undefined && (!type || !reference.referenceTo.includes(type.name))) {
			throw malformed(`sObject type '${objectType}' is not one of the types of ${item.field}`);
		}
		return { type, fieldList };
	});
	addEntry(root, reference.relationshipName ?? item.field, (row) => {
		const parent = readParent(scope, reference, row);
		const type = parent && scope.store.metadata.objectOfId(String(parent.Id));
		if (!parent || !type) return null;
		const branch = branches.find((one) => one.type === type) ?? branches.find((one) => !one.type);
		const record: Record<string, unknown> = {
			attributes: renderAttributes(scope.base, type, parent),
		};
		for (const name of branch?.fieldList ?? []) {
			const field = type.field(name);
			if (field) record[field.name] = renderValue(scope.base, type, field, parent);
		}
		return record;
	});
}
