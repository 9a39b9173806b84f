import { type Field, type FieldDefinition, type FieldDescribe, type FieldType } from './types';

type Defaults = Partial<FieldDescribe>;

const SOAP_TYPES: Record<FieldType, string> = {
	id: 'tns:ID',
	string: 'xsd:string',
	textarea: 'xsd:string',
	email: 'xsd:string',
	phone: 'xsd:string',
	url: 'xsd:string',
	picklist: 'xsd:string',
	multipicklist: 'xsd:string',
	combobox: 'xsd:string',
	boolean: 'xsd:boolean',
	int: 'xsd:int',
	long: 'xsd:long',
	double: 'xsd:double',
	currency: 'xsd:double',
	percent: 'xsd:double',
	date: 'xsd:date',
	datetime: 'xsd:dateTime',
	time: 'xsd:time',
	reference: 'tns:ID',
	address: 'urn:address',
	location: 'urn:location',
	base64: 'xsd:base64Binary',
	encryptedstring: 'xsd:string',
	anyType: 'xsd:anyType',
	complexvalue: 'xsd:anyType',
};

const NUMBER: Defaults = { precision: 18, groupable: false };
const COMPOUND: Defaults = {
	createable: false,
	updateable: false,
	aggregatable: false,
	groupable: false,
	sortable: false,
	queryByDistance: true,
};

/** What the type says about a field, where that is not what most types say. */
const BY_TYPE: Partial<Record<FieldType, Defaults>> = {
	id: {
		length: 18,
		idLookup: true,
		createable: false,
		updateable: false,
		nillable: false,
		defaultedOnCreate: true,
		permissionable: false,
	},
	string: { length: 255 },
	textarea: { length: 255 },
	email: { length: 80 },
	phone: { length: 40 },
	url: { length: 255 },
	picklist: { length: 255 },
	combobox: { length: 255 },
	multipicklist: {
		length: 4099,
		aggregatable: false,
		groupable: false,
		sortable: false,
		precision: 4,
	},
	boolean: { nillable: false, defaultedOnCreate: true, defaultValue: false, aggregatable: false },
	int: { digits: 8 },
	double: NUMBER,
	currency: NUMBER,
	percent: NUMBER,
	datetime: { groupable: false },
	time: { groupable: false },
	reference: { length: 18 },
	address: COMPOUND,
	location: { ...COMPOUND, displayLocationInDecimal: true },
	base64: { aggregatable: false, filterable: false, groupable: false, sortable: false },
	encryptedstring: {
		length: 175,
		encrypted: true,
		aggregatable: false,
		filterable: false,
		groupable: false,
		sortable: false,
	},
};

const ORDINARY: Omit<FieldDescribe, 'name' | 'type' | 'label' | 'soapType'> = {
	aggregatable: true,
	aiPredictionField: false,
	autoNumber: false,
	byteLength: 0,
	calculated: false,
	calculatedFormula: null,
	cascadeDelete: false,
	caseSensitive: false,
	compoundFieldName: null,
	controllerName: null,
	createable: true,
	custom: false,
	defaultValue: null,
	defaultValueFormula: null,
	defaultedOnCreate: false,
	dependentPicklist: false,
	deprecatedAndHidden: false,
	digits: 0,
	displayLocationInDecimal: false,
	encrypted: false,
	externalId: false,
	extraTypeInfo: null,
	filterable: true,
	filteredLookupInfo: null,
	formulaTreatNullNumberAsZero: false,
	groupable: true,
	highScaleNumber: false,
	htmlFormatted: false,
	idLookup: false,
	inlineHelpText: null,
	length: 0,
	mask: null,
	maskType: null,
	nameField: false,
	namePointing: false,
	nillable: true,
	permissionable: true,
	picklistValues: [],
	polymorphicForeignKey: false,
	precision: 0,
	queryByDistance: false,
	referenceTargetField: null,
	referenceTo: [],
	relationshipName: null,
	relationshipOrder: null,
	restrictedDelete: false,
	restrictedPicklist: false,
	scale: 0,
	searchPrefilterable: false,
	sortable: true,
	unique: false,
	updateable: true,
	writeRequiresMasterRead: false,
};

/** A data file's field with every key that describe gives. */
export function completeField(definition: FieldDefinition): Field {
	const {
		picklistValues,
		referenceTo,
		childRelationshipName,
		childCascadeDelete,
		autoNumberFormat,
		compute,
		...given
	} = definition;
	const custom = definition.name.endsWith('__c');
	const field: Field = {
		...ORDINARY,
		soapType: SOAP_TYPES[definition.type],
		label: toLabel(definition.name),
		custom,
		...BY_TYPE[definition.type],
		...describeReference(definition),
		extraTypeInfo: extraTypeOf(definition),
		...(compute && { createable: false, updateable: false }),
		...(definition.calculatedFormula && { calculated: true }),
		...(autoNumberFormat && AUTO_NUMBER),
		...(definition.externalId && { idLookup: true }),
		...given,
		referenceTo: toList(referenceTo),
		picklistValues: (picklistValues ?? []).map((value) => completePicklistValue(value)),
		childRelationshipName: childRelationshipName ?? null,
		childCascadeDelete: childCascadeDelete ?? definition.cascadeDelete ?? false,
		autoNumberFormat: autoNumberFormat ?? null,
		compute: compute ?? null,
	};
	field.byteLength ||= byteLength(field);
	if (field.type === 'textarea' && field.length > 255) {
		Object.assign(field, {
			aggregatable: false,
			filterable: false,
			groupable: false,
			sortable: false,
		});
	}
	return field;
}

const AUTO_NUMBER: Defaults = {
	autoNumber: true,
	createable: false,
	updateable: false,
	nillable: false,
	defaultedOnCreate: true,
	length: 30,
};

/** What describe says of a field beyond its type. */
function extraTypeOf({ name, type, compoundFieldName, nameField }: FieldDefinition): string | null {
	if (type === 'textarea') return 'plaintextarea';
	if (name === 'PhotoUrl') return 'imageurl';
	const isPersonName = compoundFieldName === 'Name' || (nameField && name === 'Name');
	return isPersonName && compoundFieldName ? 'personname' : null;
}

function describeReference({ referenceTo, name, type, createable }: FieldDefinition): Defaults {
	if (type !== 'reference') return {};
	const targets = toList(referenceTo);
	return {
		relationshipName: name.endsWith('__c') ? `${name.slice(0, -1)}r` : name.replace(/Id$/, ''),
		polymorphicForeignKey: targets.length > 1,
		namePointing: targets.length > 1,
		searchPrefilterable: createable !== false && name !== 'OwnerId',
	};
}

function toList(value: string | string[] | undefined): string[] {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}

function completePicklistValue(
	value: NonNullable<FieldDefinition['picklistValues']>[number],
): Field['picklistValues'][number] {
	const given = typeof value === 'string' ? { value } : value;
	return {
		active: given.active ?? true,
		defaultValue: given.defaultValue ?? false,
		label: given.label ?? given.value,
		validFor: null,
		value: given.value,
	};
}

/** `MailingPostalCode` reads "Mailing Postal Code", `Account__c` "Account". */
function toLabel(name: string): string {
	return name
		.replace(/__c$/, '')
		.replace(/(?<=[a-z])Id$/, ' ID')
		.replace(/_/g, ' ')
		.replace(/([a-z])([A-Z])/g, '$1 $2');
}

function byteLength({ type, length }: Field): number {
	return type === 'id' || type === 'reference' ? length : length * 3;
}
