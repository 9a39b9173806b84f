import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { checkIdentifier, type FieldDescribe, type SalesforceRecord } from '../../../rest';
import type { ParameterReader } from '../items/createParameterReader';
import type { OutputRow } from '../operation';

export const simplifyProperty: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	hint: 'Off: all fields that the user can read. If you choose Fields to Return, only those are returned.',
};

/** Which fields Get Many returns. Names of related records (`Owner.Name`) can be given by expression. */
export const returnFieldProperties: INodeProperties[] = [
	simplifyProperty,
	{
		displayName: 'Fields to Return Names or IDs',
		name: 'returnFields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['object.value'] },
		default: [],
		description:
			'The ID is always returned. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
];

/** System fields of standard objects: who changed the record and when, and notes of Salesforce's own services. */
const SYSTEM_FIELDS = new Set(
	[
		...['CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById', 'SystemModstamp'],
		...['IsDeleted', 'MasterRecordId', 'LastViewedDate', 'LastReferencedDate', 'IndividualId'],
		...['LastCURequestDate', 'LastCUUpdateDate', 'EmailBouncedReason', 'EmailBouncedDate'],
		...['IsEmailBounced', 'PhotoUrl', 'CleanStatus', 'Jigsaw', 'JigsawCompanyId'],
		...['JigsawContactId', 'DandbCompanyId', 'UserRecordAccessId', 'RecordVisibilityId'],
		...['ConnectionReceivedId', 'ConnectionSentId', 'ActivityMetricId', 'ActivityMetricRollupId'],
		...['MayEdit', 'IsLocked'],
	].map((name) => name.toLowerCase()),
);

/** Fields that repeat other fields, or hold more than a person reads. */
const BULKY_TYPES = new Set(['address', 'location', 'base64', 'anyType', 'complexvalue']);

const isSystem = ({ name }: FieldDescribe) => SYSTEM_FIELDS.has(name.toLowerCase());
const isPlace = ({ name, compoundFieldName }: FieldDescribe) =>
	Boolean(compoundFieldName) && /(?:Latitude|Longitude|GeocodeAccuracy)(?:__s)?$/.test(name);

/** The fields that no user chose, in the order of the output: Id, the name, business fields, system fields. */
export function orderFields(fields: FieldDescribe[], simplify: boolean): string[] {
	const rank = (field: FieldDescribe) => {
		if (field.name === 'Id') return 0;
		if (field.nameField) return 1;
		return isSystem(field) ? 3 : 2;
	};
	return fields
		.filter(
			(field) => !simplify || !(isSystem(field) || BULKY_TYPES.has(field.type) || isPlace(field)),
		)
		.toSorted((a, b) => rank(a) - rank(b))
		.map(({ name }) => name);
}

/** The rows without the parts of addresses that are empty in all of them. */
export function leaveOutEmptyAddresses(rows: OutputRow[], fields: FieldDescribe[]): OutputRow[] {
	const addresses = new Set(
		fields.filter(({ type }) => type === 'address').map(({ name }) => name),
	);
	const partsOf = (address: string) =>
		fields.filter((field) => field.compoundFieldName === address).map(({ name }) => name);
	const isEmpty = (part: string) => rows.every(({ json }) => (json[part] ?? null) === null);
	const empty = [...addresses].map(partsOf).filter((parts) => parts.every(isEmpty));
	const left = new Set(empty.flat());
	if (left.size === 0 || rows.length === 0) return rows;
	return rows.map(({ json }) => {
		const kept: IDataObject = {};
		for (const name in json) if (!left.has(name)) kept[name] = json[name];
		return { json: kept };
	});
}

const PARTS = ['Street', 'City', 'State', 'StateCode', 'PostalCode', 'Country', 'CountryCode'];
const PLACE = ['Latitude', 'Longitude', 'GeocodeAccuracy'];

/**
 * The fields of a whole record in the order of `orderFields`, found by their names alone, so that Get needs no
 * describe. A record has every address twice: as a compound field, `MailingAddress`, and as its parts.
 */
export function simplifyRecord(record: SalesforceRecord): SalesforceRecord {
	const names = Object.keys(record);
	const left = new Set(names.filter((name) => SYSTEM_FIELDS.has(name.toLowerCase())));
	for (const address of names.filter((name) => name.endsWith('Address'))) {
		const prefix = address.slice(0, -'Address'.length);
		const partsOf = (suffixes: string[]) =>
			suffixes.map((suffix) => prefix + suffix).filter((name) => names.includes(name));
		const parts = partsOf(PARTS);
		if (parts.length === 0) continue;
		const isEmpty = parts.every((name) => record[name] === null);
		for (const name of [address, ...partsOf(PLACE), ...(isEmpty ? parts : [])]) left.add(name);
	}
	for (const place of names.filter((name) => name.endsWith('__Latitude__s'))) {
		const prefix = place.slice(0, -'Latitude__s'.length);
		for (const name of [`${prefix}Latitude__s`, `${prefix}Longitude__s`, `${prefix}c`])
			left.add(name);
	}
	return Object.fromEntries(
		names.filter((name) => !left.has(name)).map((name) => [name, record[name]]),
	);
}

/**
 * The fields that the user chose, with the Id first; none if nothing was chosen.
 *
 * @throws InvalidInputError for what is not a name
 */
export function readReturnFields(parameters: ParameterReader, itemIndex: number): string[] {
	const value = parameters.get<string[] | string>('returnFields', itemIndex, []);
	const names = (typeof value === 'string' ? value.split(',') : value)
		.filter((name) => name.trim() !== '')
		.map(checkIdentifier);
	if (names.length === 0) return [];
	return ['Id', ...names.filter((name) => name.toLowerCase() !== 'id')];
}
