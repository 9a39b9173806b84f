import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type FieldValue, type Row } from '../store/Row';
import { type QueryScope } from './QueryScope';
import { findToken, refuseAt } from './soqlError';

const MAX_PARENT_STEPS = 5;

/** Fields that any parent of several possible types has. */
const NAME_FIELDS = new Set([
	'id',
	'name',
	'type',
	'firstname',
	'lastname',
	'email',
	'phone',
	'title',
	'username',
	'alias',
	'isactive',
	'profileid',
	'userroleid',
]);

/** A field reached from the object in FROM, through parents or directly. */
export interface FieldPath {
	/** The reference fields walked through. */
	steps: readonly Field[];
	field: Field;
	/** The object that has the field; undefined behind a parent of several possible types. */
	owner: SObjectType | undefined;
	read: (row: Row) => FieldValue;
}

/**
 * Looks a path such as `Account.Owner.Name` up.
 *
 * @throws SalesforceError INVALID_FIELD
 */
export function resolvePath(scope: QueryScope, path: string): FieldPath {
	const parts = path.split('.');
	const [first = ''] = parts;
	const isQualified =
		parts.length > 1 &&
		(first.toLowerCase() === scope.alias?.toLowerCase() ||
			(first.toLowerCase() === scope.type.name.toLowerCase() && !scope.type.parentField(first)));
	if (isQualified) parts.shift();
	const name = parts.pop() ?? '';
	const steps: Field[] = [];
	let owner: SObjectType | undefined = scope.type;
	for (const part of parts) {
		const reference: Field | undefined = owner?.parentField(part);
		if (!reference || steps.length >= MAX_PARENT_STEPS)
			throw unknownRelationship(scope, path, part);
		steps.push(reference);
		owner = onlyTarget(scope, reference);
	}
	const field = owner ? owner.field(name) : polymorphicField(scope, steps.at(-1), name);
	if (!field || (owner && scope.store.isHidden(owner, field)))
		throw unknownField(scope, path, name, owner);
	return { steps, field, owner, read: createReader(scope, steps, field) };
}

/** The one type a reference leads to, or undefined if there are several. */
export function onlyTarget(scope: QueryScope, reference: Field): SObjectType | undefined {
	const [target, ...others] = reference.referenceTo;
	return target === undefined || others.length > 0
		? undefined
		: scope.store.metadata.object(target);
}

/** The row that a reference field of this row leads to. */
export function readParent(scope: QueryScope, reference: Field, row: Row): Row | undefined {
	const id = row[reference.name];
	if (typeof id !== 'string') return undefined;
	const target = scope.store.metadata.objectOfId(id);
	const parent = target && scope.store.get(target.name, id);
	return parent && (parent.IsDeleted !== true || scope.includeDeleted) ? parent : undefined;
}

function createReader(
	scope: QueryScope,
	steps: readonly Field[],
	field: Field,
): (row: Row) => FieldValue {
	const { name } = field;
	if (steps.length === 0) return (row) => row[name] ?? null;
	return (row) => {
		let current: Row | undefined = row;
		for (const step of steps) {
			current = readParent(scope, step, current);
			if (!current) return null;
		}
		if (name === 'Type' && steps.at(-1)?.polymorphicForeignKey) {
			return scope.store.metadata.objectOfId(String(current.Id))?.name ?? null;
		}
		return current[name] ?? null;
	};
}

function polymorphicField(
	scope: QueryScope,
	reference: Field | undefined,
	name: string,
): Field | undefined {
	if (!reference || !NAME_FIELDS.has(name.toLowerCase())) return undefined;
	const field = reference.referenceTo
		.map((target) => scope.store.metadata.object(target)?.field(name))
		.find((candidate) => candidate !== undefined);
	if (field && name.toLowerCase() !== 'type') return field;
	const user = scope.store.metadata.object('User')?.field('LastName');
	return user && { ...user, name: 'Type', label: 'Type', compoundFieldName: null };
}

function unknownField(
	scope: QueryScope,
	path: string,
	name: string,
	owner: SObjectType | undefined,
) {
	const entity = owner?.name ?? 'Name';
	const message = `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`;
	return refuseAt('INVALID_FIELD', scope.statement, findToken(scope.statement, path), message);
}

function unknownRelationship(scope: QueryScope, path: string, part: string) {
	const message = `Didn't understand relationship '${part}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
	return refuseAt('INVALID_FIELD', scope.statement, findToken(scope.statement, path), message);
}
