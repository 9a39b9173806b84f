import { completeField } from './completeField';
import { describeValidFor } from './describeValidFor';
import { AUDIT_FIELDS, leadingFields, OWNER_FIELD } from './systemFields';
import {
	type ChildRelationship,
	type Field,
	type FieldDefinition,
	type ObjectDefinition,
} from './types';

/** What an object's definition comes to; the same for every org, so that an org costs no time. */
interface Layout {
	fields: readonly Field[];
	blank: Readonly<Record<string, null>>;
	byName: ReadonlyMap<string, Field>;
	byRelationship: ReadonlyMap<string, Field>;
	/** What its fields make it of other objects, each with the other's name in lower case. */
	references: readonly (readonly [parent: string, child: ChildRelationship])[];
}

const layouts = new WeakMap<ObjectDefinition, Layout>();

function layOut(definition: ObjectDefinition): Layout {
	const own = definition.fields;
	const has = (name: string) => own.some((field) => field.name === name);
	const owner = definition.owned === false ? [] : [OWNER_FIELD];
	const all: FieldDefinition[] = [
		...leadingFields(definition.label).filter((field) => !has(field.name)),
		...own,
		...[...owner, ...AUDIT_FIELDS].filter((field) => !has(field.name)),
	];
	const fields = all.map(completeField);
	for (const [index, field] of fields.entries()) describeValidFor(field, all[index], fields);
	const named = fields.map((field) => [field.name.toLowerCase(), field] as const);
	const related = fields
		.filter((field) => field.relationshipName !== null)
		.map((field) => [(field.relationshipName ?? '').toLowerCase(), field] as const);
	// By way of JSON, V8 lays the keys out as those of a class: copying them for a new row takes a fraction.
	const blank = Object.fromEntries(fields.map((field) => [field.name, null]));
	const references = fields.flatMap((field) =>
		field.referenceTo.map((parent) => {
			const child = {
				childSObject: definition.name,
				field: field.name,
				relationshipName: field.childRelationshipName,
				cascadeDelete: field.childCascadeDelete,
				restrictedDelete: field.restrictedDelete,
			};
			return [parent.toLowerCase(), child] as const;
		}),
	);
	return {
		fields,
		references,
		blank: JSON.parse(JSON.stringify(blank)) as Record<string, null>,
		byName: new Map(named),
		byRelationship: new Map(related),
	};
}

/** An object of the org; its fields are found whatever the case of the name. */
export class SObjectType {
	readonly fields: readonly Field[];
	/** The parents it may have, by names in lower case, and what it is to each. */
	readonly references: Layout['references'];
	readonly children: ChildRelationship[] = [];
	/** Whether people gave it its name: `…__c`. */
	readonly custom: boolean;
	/** A row without any value. Rows start as its copies, so that all of one object have one shape, which is what makes scanning them fast. */
	readonly blank: Readonly<Record<string, null>>;
	private readonly byName: ReadonlyMap<string, Field>;
	private readonly byRelationship: ReadonlyMap<string, Field>;

	constructor(readonly definition: ObjectDefinition) {
		this.custom = /__\w$/.test(definition.name);
		const layout = layouts.get(definition) ?? layOut(definition);
		layouts.set(definition, layout);
		({
			fields: this.fields,
			references: this.references,
			blank: this.blank,
			byName: this.byName,
			byRelationship: this.byRelationship,
		} = layout);
	}

	get name(): string {
		return this.definition.name;
	}

	get keyPrefix(): string {
		return this.definition.keyPrefix;
	}

	/** The field that names a row: `Name`, `CaseNumber`, `Subject`. */
	get nameField(): Field | undefined {
		return this.fields.find((field) => field.nameField);
	}

	/** By API name. */
	field(name: string): Field | undefined {
		return this.byName.get(name.toLowerCase());
	}

	/** The reference field behind a parent's name: `Account`, `Owner`, `Parent__r`. */
	parentField(relationshipName: string): Field | undefined {
		return this.byRelationship.get(relationshipName.toLowerCase());
	}

	/** The list of children of this name: `Contacts`, `Parts__r`. */
	child(relationshipName: string): ChildRelationship | undefined {
		const name = relationshipName.toLowerCase();
		return this.children.find((child) => child.relationshipName?.toLowerCase() === name);
	}
}

/** All objects of an org; found whatever the case of the name. */
export class Metadata {
	/** Epoch milliseconds of the last change. */
	changedAt: number;
	private readonly byName = new Map<string, SObjectType>();
	private readonly byPrefix = new Map<string, SObjectType>();

	constructor(
		definitions: readonly ObjectDefinition[],
		private readonly now: () => number = Date.now,
	) {
		this.changedAt = now();
		for (const definition of definitions) this.put(definition);
		this.link();
	}

	/** Adds an object, or replaces the one of this name. */
	add(definition: ObjectDefinition): void {
		this.put(definition);
		this.link();
		this.changedAt = this.now();
	}

	/** Adds fields to an object, or replaces those of the same name. */
	extend(object: string, fields: readonly FieldDefinition[]): void {
		const type = this.object(object);
		if (!type) throw new Error(`There is no object ${object} to extend`);
		const names = new Set(fields.map((field) => field.name));
		const kept = type.definition.fields.filter((field) => !names.has(field.name));
		this.add({ ...type.definition, fields: [...kept, ...fields] });
	}

	/** By API name. */
	object(name: string): SObjectType | undefined {
		return this.byName.get(name.toLowerCase());
	}

	/** By the first three characters of a record id. */
	objectOfId(id: string): SObjectType | undefined {
		return this.byPrefix.get(id.slice(0, 3));
	}

	/** In alphabetical order, as describe global lists them. */
	objects(): SObjectType[] {
		return [...this.byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
	}

	private put(definition: ObjectDefinition): void {
		const type = new SObjectType(definition);
		this.byName.set(definition.name.toLowerCase(), type);
		this.byPrefix.set(definition.keyPrefix, type);
	}

	/** Tells every parent its children. */
	private link(): void {
		for (const type of this.byName.values()) type.children.length = 0;
		for (const { references } of this.objects()) {
			for (const [parent, child] of references) this.byName.get(parent)?.children.push(child);
		}
	}
}
