import {
	isObject,
	type FieldDescribe,
	InvalidInputError,
	type ObjectDescribe,
	parseRecordId,
	type SalesforceRecord,
	type TreeNode,
} from '../../../rest';
import { convertField } from '../fields/convertField';
import { expandRelationships } from '../fields/expandRelationships';
import { leaveOut, listParents, readColumns } from '../fields/listSettable';
import { describeParents } from '../fields/readFields';
import type { Describer } from '../items/createDescriber';
import { sortValues, told } from './sortValues';

export interface TreeOptions {
	/** The field by which records are found, by object in lower case; records of all others are created. */
	externalIds: ReadonlyMap<string, string>;
	/** Names in lower case of the child relationships to save; if it is empty, all. */
	relationships: ReadonlySet<string>;
	/** What an empty value does to its field. */
	emptyValues: 'clear' | 'keep';
	/** What happens to fields that the object doesn't have, or that can't be set. */
	unknownFields: 'send' | 'leaveOut';
	/** The time zone of a date and time without a zone. */
	zone: string;
}

/** A lookup field that names another record of the tree. */
interface Wanted {
	node: TreeNode;
	field: string;
	referenceId: string;
	place: string;
}

const lower = (name: string) => name.toLowerCase();

/** A single value as a text; empty for none. */
const textOf = (value: unknown) =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** What Salesforce reads as a reference to another record of the call, anywhere in a text. */
const REFERENCE = /@\{[^}]*\}/;
const WHOLE_REFERENCE = /^@\{(\w+)\.id\}$/i;

/** Texts at any depth: a parent by its external ID is an object. */
function holdsReference(value: unknown): boolean {
	if (typeof value === 'string') return REFERENCE.test(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsReference);
}

/** Reads the tree of one item: its records, with what each is found by and what it points at. */
export class TreeReader {
	private readonly named = new Map<string, TreeNode>();
	private readonly wanted: Wanted[] = [];

	private constructor(
		private readonly describer: Describer,
		private readonly options: TreeOptions,
	) {}

	/**
	 * @param value the record, with its children under the names of their relationships
	 * @param object API name
	 * @throws InvalidInputError for a value that is not a tree of that object, with the place of the mistake
	 * @throws SalesforceApiError for an object that does not exist
	 */
	static async read(
		value: unknown,
		object: string,
		describer: Describer,
		options: TreeOptions,
	): Promise<TreeNode> {
		const reader = new TreeReader(describer, options);
		const root = await reader.readNode(value, await describer(object), '');
		reader.linkWanted();
		return root;
	}

	private async readNode(
		value: unknown,
		describe: ObjectDescribe,
		path: string,
		parent?: { node: TreeNode; field: string },
	): Promise<TreeNode> {
		if (!isObject(value)) {
			throw new InvalidInputError(
				`${told(path)} is not a record: an object with fields is needed`,
				'Write it as { "Name": "Acme", "Contacts": [{ "LastName": "Doe" }] }',
			);
		}
		const node: TreeNode = { object: describe.name, fields: {}, links: {}, children: {} };
		const { own, children } = sortValues(value, describe, path, this.options);
		this.readAttributes(value.attributes, node, path);
		await this.readFields(own, describe, node, path, parent);
		for (const { name, records, relationship } of children) {
			const childDescribe = await this.describer(relationship.childSObject);
			const below: TreeNode[] = [];
			for (const [at, record] of records.entries()) {
				const place = `${path === '' ? '' : `${path}.`}${name}[${at}]`;
				const link = { node, field: relationship.field };
				below.push(await this.readNode(record, childDescribe, place, link));
			}
			node.children[name] = below;
		}
		return node;
	}

	/** The name by which other records of the tree may point at this one. */
	private readAttributes(attributes: unknown, node: TreeNode, path: string): void {
		const { referenceId, type } = (attributes ?? {}) as { referenceId?: unknown; type?: unknown };
		if (typeof type === 'string' && type !== '' && lower(type) !== lower(node.object)) {
			throw new InvalidInputError(
				`${told(path)} says that it is a record of ${type}, but a record of ${node.object} is needed there`,
			);
		}
		if (referenceId === undefined || referenceId === null) return;
		if (typeof referenceId !== 'string' || !/^\w+$/.test(referenceId)) {
			throw new InvalidInputError(
				`${told(path)} has a referenceId that is not a name`,
				'It takes letters, digits and underscores',
			);
		}
		if (this.named.has(referenceId)) {
			throw new InvalidInputError(`Two records of the item have the referenceId '${referenceId}'`);
		}
		this.named.set(referenceId, node);
	}

	private async readFields(
		own: SalesforceRecord,
		describe: ObjectDescribe,
		node: TreeNode,
		path: string,
		parent?: { node: TreeNode; field: string },
	): Promise<void> {
		const { externalIds, emptyValues } = this.options;
		const byName = new Map(describe.fields.map((field) => [lower(field.name), field]));
		const keyField = externalIds.get(lower(describe.name));
		const kept = await this.keep(own, describe, keyField);
		for (const [name, given] of Object.entries(kept)) {
			const field = byName.get(lower(name));
			const value = this.convert(name, given, field, path);
			if (value === undefined) continue;
			if (keyField !== undefined && lower(name) === lower(keyField)) {
				const text = textOf(value);
				if (text !== '') node.key = { field: keyField, value: text };
				continue;
			}
			const reference = field?.type === 'reference' && WHOLE_REFERENCE.exec(textOf(value));
			if (reference) {
				this.wanted.push({ node, field: name, referenceId: reference[1]!, place: path });
				continue;
			}
			if (holdsReference(value)) this.refuseReference(name, path);
			const isEmpty = value === null || value === '';
			if (!isEmpty || emptyValues === 'clear') node.fields[name] = isEmpty ? null : value;
		}
		node.fields = expandRelationships(node.fields);
		this.checkKey(node, keyField, path);
		if (parent) linkToParent(node, parent, byName.get(lower(parent.field)));
	}

	/** The parts of a record that are sent. */
	private async keep(own: SalesforceRecord, describe: ObjectDescribe, keyField?: string) {
		if (this.options.unknownFields === 'send') return own;
		const columns = readColumns(describe, keyField === undefined ? [] : [keyField]);
		return leaveOut(own, columns, await describeParents(listParents(own, columns), this.describer));
	}

	private convert(name: string, given: unknown, field: FieldDescribe | undefined, path: string) {
		const isId = lower(name) === 'id' || field?.type === 'reference';
		if (isId && typeof given === 'string' && /^\s*https?:\/\//i.test(given)) {
			return parseRecordId(given);
		}
		const place = path === '' ? name : `${path}.${name}`;
		return convertField(place, given, field?.type, this.options.zone);
	}

	private refuseReference(name: string, path: string): never {
		throw new InvalidInputError(
			`${told(path)} has text with "@{…}" in '${name}', which Salesforce reads as a reference to another record`,
			'Only a lookup field can hold a reference, as its whole value: @{name.id}, with "attributes": { "referenceId": "name" } in the record that it points to',
		);
	}

	private checkKey(node: TreeNode, keyField: string | undefined, path: string): void {
		const { object, fields, key } = node;
		if (key !== undefined && REFERENCE.test(key.value)) this.refuseReference(key.field, path);
		const isById = keyField !== undefined && lower(keyField) === 'id';
		if (keyField !== undefined && key === undefined && !isById) {
			throw new InvalidInputError(
				`${told(path)} has no value for '${keyField}', the field that ${object} records are matched on`,
				`Give it a value, or take ${object} out of 'External ID Fields' to create its records`,
			);
		}
		const id = Object.keys(fields).find((name) => lower(name) === 'id');
		if (id === undefined) return;
		const { [id]: value, ...rest } = fields;
		node.fields = rest;
		if (value === null) return;
		throw new InvalidInputError(
			`${told(path)} has an 'Id', and ${object} records are ${keyField === undefined ? 'created' : `matched on '${keyField}'`}`,
			`To update the record that has it, name ${object} with the field Id under 'External ID Fields'; else leave 'Id' out`,
		);
	}

	private linkWanted(): void {
		for (const { node, field, referenceId, place } of this.wanted) {
			const target = this.named.get(referenceId);
			if (target === undefined) {
				throw new InvalidInputError(
					`${told(place)} refers to '${referenceId}' in '${field}', and no record of the item has that name`,
					`Give the record that it means "attributes": { "referenceId": "${referenceId}" }`,
				);
			}
			node.links[field] = target;
		}
	}
}

/** The place in the tree says which parent is meant, whatever the record holds of another. */
function linkToParent(
	child: TreeNode,
	{ node, field }: { node: TreeNode; field: string },
	described: FieldDescribe | undefined,
): void {
	const names = new Set([lower(field), lower(described?.relationshipName ?? field)]);
	child.fields = Object.fromEntries(
		Object.entries(child.fields).filter(([name]) => !names.has(lower(name))),
	);
	// A master can't be changed, and need not be sent if the record exists.
	const isFixed = described?.updateable === false && child.key?.field.toLowerCase() === 'id';
	if (!isFixed) child.links[field] = node;
}
