import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';

/** Which fields of an object each step of a write has to look at. */
export interface WritePlan {
	/** Filled where a new row brings no value. */
	defaulted: readonly Field[];
	/** No row may be without. */
	required: readonly Field[];
	/** Derived on every write. */
	computed: readonly Field[];
	/** The full name, put together from its parts. */
	fullName: Field | undefined;
	unique: readonly Field[];
	references: readonly Field[];
}

const plans = new WeakMap<SObjectType, WritePlan>();

/** The plan of an object, made once: seeding thousands of rows must not ask every field each time. */
export function writePlan(type: SObjectType): WritePlan {
	const known = plans.get(type);
	if (known) return known;
	const { fields } = type;
	const plan: WritePlan = {
		defaulted: fields.filter((field) => !field.compute && hasDefault(field)),
		required: fields.filter(
			(field) => field.createable && !field.nillable && !field.defaultedOnCreate,
		),
		computed: fields.filter((field) => field.compute),
		fullName: fields.find(
			(field) => field.nameField && type.field('LastName')?.compoundFieldName === field.name,
		),
		unique: fields.filter((field) => field.unique),
		references: fields.filter((field) => field.type === 'reference'),
	};
	plans.set(type, plan);
	return plan;
}

function hasDefault(field: Field): boolean {
	return (
		field.autoNumber ||
		field.name === 'OwnerId' ||
		field.type === 'boolean' ||
		field.defaultValue !== null ||
		field.picklistValues.some((entry) => entry.defaultValue) ||
		takesIdAsName(field)
	);
}

/** Rows of custom objects may go without a name: the id stands in. */
export function takesIdAsName(field: Field): boolean {
	return field.name === 'Name' && field.nillable && field.idLookup;
}
