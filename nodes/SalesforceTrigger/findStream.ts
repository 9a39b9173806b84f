import { InvalidInputError } from '../../rest';
import type { TriggerOn } from './events';
import type { WatchedObject } from './WatchedObject';

/** Where to find the changes that a trigger is for. */
export interface ChangeStream {
	/** The field that rows are ordered by. */
	stampField: string;
	/** The field that tells when a row was written last; often the same. */
	writtenField: string;
	/** Fields that tell what happened to a row and when, as far as the object has them; the stamp among them. */
	helperFields: readonly string[];
	includeDeleted: boolean;
	/** Makes the user's condition the one for this stream. */
	filter: (condition: string) => string;
}

const also = (fixed: string, operator: 'AND' | 'OR', condition: string) =>
	condition === '' ? fixed : `${fixed} ${operator} (${condition})`;

const FILTERS: Partial<Record<TriggerOn, ChangeStream['filter']>> = {
	deleted: (condition) => also('IsDeleted = true', 'AND', condition),
	// A deletion is noted whatever the record looks like: it may match once it is undeleted.
	undeleted: (condition) => (condition === '' ? '' : also('IsDeleted = true', 'OR', condition)),
};

/** The field that tells when a record was written last: never earlier than any other stamp. */
export const findWrittenField = ({ fields }: WatchedObject): string | undefined =>
	['SystemModstamp', 'LastModifiedDate', 'CreatedDate'].find((name) => fields.includes(name));

/**
 * @returns `undefined` if the object keeps no deleted records: only the log of deletions knows them
 * @throws InvalidInputError for an event that Salesforce does not record for this object
 */
export function findStream(object: WatchedObject, triggerOn: TriggerOn): ChangeStream | undefined {
	const has = (field: string) => object.fields.includes(field);
	const stamps = triggerOn === 'created' ? ['CreatedDate'] : ['SystemModstamp', 'LastModifiedDate'];
	const stampField = stamps.find(has);
	const includeDeleted = triggerOn === 'deleted' || triggerOn === 'undeleted';
	if (stampField === undefined || (includeDeleted && !has('IsDeleted'))) {
		if (triggerOn === 'deleted') return undefined;
		throw new InvalidInputError(
			`Salesforce does not record this event for ${object.name}`,
			"Choose another event under 'Trigger On'",
		);
	}
	const writtenField = findWrittenField(object) ?? stampField;
	const helperFields = new Set([
		stampField,
		writtenField,
		...['CreatedDate', 'IsDeleted'].filter(has),
	]);
	const filter = FILTERS[triggerOn] ?? ((condition) => condition);
	return { stampField, writtenField, helperFields: [...helperFields], includeDeleted, filter };
}
