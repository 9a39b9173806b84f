import type { INodeExecutionData, ResourceMapperField, ResourceMapperValue } from 'n8n-workflow';
import { InvalidInputError, type ObjectDescribe, type SalesforceRecord } from '../../../rest';
import { convertField } from './convertField';
import type { ParameterReader } from './createParameterReader';
import { expandRelationships } from './expandRelationships';
import { listSettable } from './listSettable';
import type { BatchRun } from './operation';

/** A field as the mapper keeps it in the workflow; Salesforce knows more types than n8n. */
export type MapperField = ResourceMapperField & { salesforceType?: string };

export interface FieldsReader {
	/** Whether an item's moments can't be written without the object's describe. */
	needsDescribe(itemIndex: number): boolean;
	/**
	 * The item's fields as REST takes them.
	 *
	 * @throws InvalidInputError for a value that no field can take
	 */
	read(itemIndex: number, describe?: ObjectDescribe): SalesforceRecord;
	/** The fields that records are matched on. */
	matchingFields: string[];
}

const isTimed = (value: unknown) =>
	typeof value === 'object' && value !== null && 'toISODate' in value;

const typeOf = (field: MapperField): string | undefined =>
	field.salesforceType ?? (field.type === 'dateTime' ? undefined : field.type);

/** An item's values, resolved once although they are asked for twice: n8n takes its time with expressions. */
function createValuesReader(
	items: INodeExecutionData[],
	parameters: ParameterReader,
	isAutoMapped: boolean,
): (itemIndex: number) => SalesforceRecord {
	let last: { itemIndex: number; values: SalesforceRecord } | undefined;
	return (itemIndex) => {
		if (isAutoMapped) return items[itemIndex]!.json;
		if (last?.itemIndex === itemIndex) return last.values;
		const values = parameters.getUnchecked<SalesforceRecord | null>('fields.value', itemIndex, {});
		last = { itemIndex, values: values ?? {} };
		return last.values;
	};
}

interface Columns {
	/** The Salesforce type of a column, by its name in lower case. */
	types: Map<string, string>;
	isSettable(column: string): boolean;
}

/** What a describe says of columns, worked out once for all items: an object may have 800 fields. */
function createColumnsReader(matchingFields: string[]): (describe: ObjectDescribe) => Columns {
	const known = new WeakMap<ObjectDescribe, Columns>();
	return (describe) => {
		const found = known.get(describe);
		if (found) return found;
		const columns = {
			types: new Map(describe.fields.map(({ name, type }) => [name.toLowerCase(), type])),
			isSettable: listSettable(describe, matchingFields),
		};
		known.set(describe, columns);
		return columns;
	};
}

/**
 * Reads the resource mapper `fields`: each item's json as it is, or the mapped values.
 *
 * @param options.emptyTextClears whether empty text means null, as in REST, or unchanged, as in Bulk API
 */
export function createFieldsReader(
	{ context, parameters }: BatchRun,
	{ emptyTextClears = true }: { emptyTextClears?: boolean } = {},
): FieldsReader {
	const raw = context.getNode().parameters.fields as Partial<ResourceMapperValue> | undefined;
	const schema = (raw?.schema ?? []) as MapperField[];
	const types = new Map(schema.map((field) => [field.id.toLowerCase(), typeOf(field)]));
	const timed = new Set(schema.filter((f) => f.type === 'dateTime').map((f) => f.id.toLowerCase()));
	const removed = new Set(schema.filter((field) => field.removed).map((field) => field.id));
	const isAutoMapped = raw?.mappingMode === 'autoMapInputData';
	const matchingFields = raw?.matchingColumns ?? [];
	const leavesOut = (itemIndex: number) =>
		isAutoMapped &&
		parameters.get<string>('options.unknownFields', itemIndex, 'send') === 'leaveOut';
	const valuesOf = createValuesReader(context.getInputData(), parameters, isAutoMapped);
	const columnsOf = createColumnsReader(matchingFields);

	function read(itemIndex: number, describe?: ObjectDescribe): SalesforceRecord {
		const keepEmpty = parameters.get<string>('options.emptyValues', itemIndex, 'clear') === 'keep';
		const columns = describe && columnsOf(describe);
		const settable = leavesOut(itemIndex) ? columns : undefined;
		const fields: SalesforceRecord = {};
		for (const [name, value] of Object.entries(valuesOf(itemIndex))) {
			if (name === 'attributes' || settable?.isSettable(name) === false) continue;
			const key = name.toLowerCase();
			const converted = convertField(name, value, types.get(key) ?? columns?.types.get(key));
			if (converted === '' && !emptyTextClears) continue;
			const isEmpty = converted === '' || converted === null;
			// Hidden fields keep a null in the workflow, which nobody meant.
			if (isEmpty && (keepEmpty || (!isAutoMapped && removed.has(name)))) continue;
			if (converted !== undefined) fields[name] = isEmpty ? null : converted;
		}
		if (Object.keys(fields).length === 0) {
			throw new InvalidInputError('There are no fields to send', "Map at least one under 'Fields'");
		}
		return expandRelationships(fields);
	}

	return {
		matchingFields,
		needsDescribe: (itemIndex) =>
			leavesOut(itemIndex) ||
			Object.entries(valuesOf(itemIndex)).some(([name, value]) => {
				const key = name.toLowerCase();
				if (types.get(key) !== undefined || value === null || value === '') return false;
				return isTimed(value) || timed.has(key);
			}),
		read,
	};
}
