import type { IDataObject } from 'n8n-workflow';
import {
	isObject,
	type FieldDescribe,
	isComparable,
	isSameValue,
	type ObjectDescribe,
	type SalesforceRecord,
} from '../../../rest';

const lower = (name: string) => name.toLowerCase();

/** Relationships and fields as a record spells them. */
function valueAt(record: SalesforceRecord, path: string): unknown {
	return path.split('.').reduce<unknown>((value, step) => {
		if (!isObject(value)) return undefined;
		return Object.entries(value).find(([name]) => lower(name) === lower(step))?.[1];
	}, record);
}

/** The place from which the value of a field is read, and how it is compared; `undefined` if it can't be read. */
interface Readable {
	path: string;
	field: Pick<FieldDescribe, 'type'>;
}

/** How the fields of one object are compared. */
export class Comparer {
	private readonly fields: Map<string, FieldDescribe>;
	private readonly lookups: Map<string, FieldDescribe>;

	constructor({ fields }: ObjectDescribe) {
		this.fields = new Map(fields.map((field) => [lower(field.name), field]));
		this.lookups = new Map(
			fields.flatMap((field) =>
				field.relationshipName ? [[lower(field.relationshipName), field]] : [],
			),
		);
	}

	readableOf(name: string, value: unknown): Readable | undefined {
		const field = this.fields.get(lower(name));
		if (field) return isComparable(field) ? { path: field.name, field } : undefined;
		// A parent by its external ID: { "Account": { "ExtId__c": "A-1" } }.
		const lookup = this.lookups.get(lower(name));
		if (!lookup || lookup.referenceTo.length !== 1 || !isObject(value)) return undefined;
		const [key, ...others] = Object.keys(value);
		// A parent that has no such ID is not the same as no parent.
		if (key === undefined || others.length > 0 || !value[key]) return undefined;
		return { path: `${lookup.relationshipName}.${key}`, field: { type: 'string' } };
	}

	/** Whether the record has the value already. */
	isSame(name: string, value: unknown, present: SalesforceRecord): boolean {
		const readable = this.readableOf(name, value);
		if (!readable) return false;
		const given = isObject(value) ? Object.values(value)[0] : value;
		return isSameValue(readable.field, given, valueAt(present, readable.path));
	}

	/** The values that the fields have now. */
	pick(fields: SalesforceRecord, present: SalesforceRecord): IDataObject {
		const previous: IDataObject = {};
		for (const [name, value] of Object.entries(fields)) {
			const path = this.readableOf(name, value)?.path;
			if (path === undefined) continue;
			const [top = ''] = path.split('.');
			const read = valueAt(present, path) as IDataObject[string];
			previous[name] =
				top === path ? (read ?? null) : { [path.slice(top.length + 1)]: read ?? null };
		}
		return previous;
	}
}
