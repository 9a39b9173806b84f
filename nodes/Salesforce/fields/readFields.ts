import type { INodeExecutionData, ResourceMapperField, ResourceMapperValue } from 'n8n-workflow';
import {
	InvalidInputError,
	isTemporal,
	parseRecordId,
	type ObjectDescribe,
	SalesforceApiError,
	type SalesforceRecord,
} from '../../../rest';
import type { InputType } from './actionInputs';
import { convertField } from './convertField';
import type { Describer } from '../items/createDescriber';
import type { ParameterReader } from '../items/createParameterReader';
import { expandRelationships } from './expandRelationships';
import { type Columns, leaveOut, listParents, type ParentKeys, readColumns } from './listSettable';
import type { BatchRun } from '../operation';

/** A field as the mapper keeps it in the workflow; Salesforce knows more types than n8n. */
export type MapperField = ResourceMapperField & {
	salesforceType?: string;
	/** Of an action's input: what it takes. */
	actionInput?: InputType;
};

/** What the org says of an item's columns, as far as the item needs it. */
export interface Described {
	columns: Columns;
	parents: ParentKeys;
}

export interface FieldsReader {
	/**
	 * Asks for the field descriptions that the item's values need: types, if a value looks like a moment; all
	 * fields that can be set, if the others are left out.
	 *
	 * @returns `undefined` if nothing needs to be asked
	 * @throws SalesforceApiError
	 */
	describe(itemIndex: number, object: string, describer: Describer): Promise<Described | undefined>;
	/**
	 * The item's fields as REST takes them.
	 *
	 * @throws InvalidInputError for a value that no field can take
	 */
	read(itemIndex: number, described?: Described): SalesforceRecord;
	/** The fields that records are matched on. */
	matchingFields: string[];
}

/** Text that is a list for a multi-select picklist, and text for all others. */
const LIST = /^\s*\[\s*"/;

/** The URL of a record's page is accepted wherever a record's ID is. */
const readIdOfUrl = (value: unknown, key: string, type: string | undefined): unknown =>
	(key === 'id' || type === 'reference') &&
	typeof value === 'string' &&
	/^\s*https?:\/\//i.test(value)
		? parseRecordId(value)
		: value;

interface Schema {
	/** Salesforce's types by name in lower case; as far as the workflow holds them. */
	types: Map<string, string | undefined>;
	/** Whether n8n's input for it is the calendar's. */
	isTimed: (name: string) => boolean;
	/**
	 * Whether an empty value of the field means nothing. A hidden field keeps a null in the workflow that nobody
	 * chose, and a required field or a checkbox can't be cleared.
	 */
	isSkipped: (name: string, type: string | undefined) => boolean;
}

function readSchema(fields: MapperField[]): Schema {
	const typeOf = ({ salesforceType, type }: MapperField) =>
		salesforceType ?? (type === 'boolean' ? type : undefined);
	const timed = new Set(fields.filter((f) => f.type === 'dateTime').map((f) => f.id.toLowerCase()));
	const skipped = new Set(fields.filter((f) => f.removed || f.required).map((f) => f.id));
	return {
		types: new Map(fields.map((field) => [field.id.toLowerCase(), typeOf(field)])),
		isTimed: (name) => timed.has(name.toLowerCase()),
		isSkipped: (name, type) => skipped.has(name) || type === 'boolean',
	};
}

/** An item's values. They are resolved only once although they are used twice, because expressions are slow in n8n. */
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

/** What a describe says about columns, computed once for all items: an object may have 800 fields. */
function createColumnsReader(matchingFields: string[]): (describe: ObjectDescribe) => Columns {
	const known = new WeakMap<ObjectDescribe, Columns>();
	return (describe) => {
		const found = known.get(describe) ?? readColumns(describe, matchingFields);
		known.set(describe, found);
		return found;
	};
}

/** The keys of parents. A parent that the user may not see has no keys. */
export async function describeParents(types: string[], describer: Describer): Promise<ParentKeys> {
	const parents: ParentKeys = new Map();
	for (const type of types) {
		const fields = await describer(type).then(
			(describe) => describe.fields,
			(error: unknown) => {
				if (error instanceof SalesforceApiError && error.statusCode === 404) return [];
				throw error;
			},
		);
		const keys = fields.filter((field) => field.externalId || field.idLookup);
		parents.set(type.toLowerCase(), new Set(keys.map(({ name }) => name.toLowerCase())));
	}
	return parents;
}

/**
 * Reads the resource mapper `fields`: each item's json as it is, or the mapped values.
 *
 * @param emptyByDefault what empty values do if the user chose nothing: in REST empty text clears a field too, in
 * Bulk API only null does
 */
export function createFieldsReader(
	{ context, parameters }: BatchRun,
	emptyByDefault: 'clear' | 'nullClears' = 'clear',
): FieldsReader {
	const raw = context.getNode().parameters.fields as Partial<ResourceMapperValue> | undefined;
	const { types, isTimed, isSkipped } = readSchema(raw?.schema ?? []);
	const isAutoMapped = raw?.mappingMode === 'autoMapInputData';
	const matchingFields = raw?.matchingColumns ?? [];
	const leavesOut = (itemIndex: number) =>
		isAutoMapped &&
		parameters.get<string>('options.unknownFields', itemIndex, 'send') === 'leaveOut';
	const valuesOf = createValuesReader(context.getInputData(), parameters, isAutoMapped);
	const columnsOf = createColumnsReader(matchingFields);

	const isUntyped = (name: string, value: unknown) => {
		if (types.get(name.toLowerCase()) !== undefined || value === null || value === '') return false;
		return isTemporal(value) || isTimed(name) || (typeof value === 'string' && LIST.test(value));
	};
	async function describe(itemIndex: number, object: string, describer: Describer) {
		const values = valuesOf(itemIndex);
		const isCut = leavesOut(itemIndex);
		if (!isCut && !Object.entries(values).some((entry) => isUntyped(...entry))) return undefined;
		const columns = columnsOf(await describer(object));
		const parents = await describeParents(isCut ? listParents(values, columns) : [], describer);
		return { columns, parents };
	}

	function read(itemIndex: number, described?: Described): SalesforceRecord {
		const empties = parameters.get<string>('options.emptyValues', itemIndex, emptyByDefault);
		const { columns, parents } = described ?? {};
		const values = valuesOf(itemIndex);
		const isCut = columns && parents && leavesOut(itemIndex);
		const fields: SalesforceRecord = {};
		for (const [name, value] of Object.entries(
			isCut ? leaveOut(values, columns, parents) : values,
		)) {
			if (name === 'attributes') continue;
			const key = name.toLowerCase();
			const type = types.get(key) ?? columns?.types.get(key);
			const converted = readIdOfUrl(convertField(name, value, type, parameters.zone), key, type);
			if (converted === '' && empties === 'nullClears') continue;
			const isEmpty = converted === '' || converted === null;
			if (isEmpty && (empties === 'keep' || (!isAutoMapped && isSkipped(name, type)))) continue;
			if (converted !== undefined) fields[name] = isEmpty ? null : converted;
		}
		if (Object.keys(fields).length === 0) {
			throw new InvalidInputError('There are no fields to send', "Map at least one under 'Fields'");
		}
		return expandRelationships(fields);
	}

	return { matchingFields, describe, read };
}
