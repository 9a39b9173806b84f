export type FieldType =
	| 'id'
	| 'string'
	| 'textarea'
	| 'email'
	| 'phone'
	| 'url'
	| 'picklist'
	| 'multipicklist'
	| 'combobox'
	| 'boolean'
	| 'int'
	| 'long'
	| 'double'
	| 'currency'
	| 'percent'
	| 'date'
	| 'datetime'
	| 'time'
	| 'reference'
	| 'address'
	| 'location'
	| 'base64'
	| 'encryptedstring'
	| 'anyType'
	| 'complexvalue';

export interface PicklistValue {
	active: boolean;
	defaultValue: boolean;
	label: string;
	/** Base64 of a bit per controlling value, most significant first. */
	validFor: string | null;
	value: string;
}

/** A field as describe answers it: every key that Salesforce gives. */
export interface FieldDescribe {
	aggregatable: boolean;
	aiPredictionField: boolean;
	autoNumber: boolean;
	byteLength: number;
	calculated: boolean;
	calculatedFormula: string | null;
	cascadeDelete: boolean;
	caseSensitive: boolean;
	compoundFieldName: string | null;
	controllerName: string | null;
	createable: boolean;
	custom: boolean;
	defaultValue: string | number | boolean | null;
	defaultValueFormula: string | null;
	defaultedOnCreate: boolean;
	dependentPicklist: boolean;
	deprecatedAndHidden: boolean;
	digits: number;
	displayLocationInDecimal: boolean;
	encrypted: boolean;
	externalId: boolean;
	extraTypeInfo: string | null;
	filterable: boolean;
	filteredLookupInfo: null;
	formulaTreatNullNumberAsZero: boolean;
	groupable: boolean;
	highScaleNumber: boolean;
	htmlFormatted: boolean;
	idLookup: boolean;
	inlineHelpText: string | null;
	label: string;
	length: number;
	mask: string | null;
	maskType: string | null;
	name: string;
	nameField: boolean;
	namePointing: boolean;
	nillable: boolean;
	permissionable: boolean;
	picklistValues: PicklistValue[];
	polymorphicForeignKey: boolean;
	precision: number;
	queryByDistance: boolean;
	referenceTargetField: string | null;
	referenceTo: string[];
	relationshipName: string | null;
	relationshipOrder: number | null;
	restrictedDelete: boolean;
	restrictedPicklist: boolean;
	scale: number;
	searchPrefilterable: boolean;
	soapType: string;
	sortable: boolean;
	type: FieldType;
	unique: boolean;
	updateable: boolean;
	writeRequiresMasterRead: boolean;
}

/** How the value of a read-only field comes about. */
export type Computation =
	| { join: string[]; separator: string }
	| { multiply: string[] }
	| { whenSet: string }
	| { field: string; oneOf: string[] };

/** A field in a data file: what its type does not already say. */
export interface FieldDefinition extends Partial<
	Omit<FieldDescribe, 'picklistValues' | 'referenceTo'>
> {
	name: string;
	type: FieldType;
	/** Values alone, or values with further keys; `validFor` may list controlling values. */
	picklistValues?: (
		string | (Partial<Omit<PicklistValue, 'validFor'>> & { value: string; validFor?: string[] })
	)[];
	referenceTo?: string | string[];
	/** Name of the list of children on the parent; null or left out: none. */
	childRelationshipName?: string | null;
	/** Whether deleting the parent takes these rows along, where the field itself does not say so. */
	childCascadeDelete?: boolean;
	/** Shape of an auto-number: `A-{0000}`. */
	autoNumberFormat?: string;
	/** Formula fields and the like. */
	compute?: Computation;
}

export interface ValidationRule {
	name: string;
	/** The row is refused where the field has this value. */
	when: { field: string; equals: string | number | boolean | null };
	message: string;
	/** Field that the error is shown at. */
	errorField?: string;
}

export interface DuplicateRule {
	developerName: string;
	matchingRule: string;
	/** Rows are duplicates where all of these are equal, case aside, and none is empty. */
	fields: string[];
	/** Whether `allowSave=true` may pass it ("Alert"), or not ("Block"). */
	allowSave: boolean;
	message: string;
}

/** A data file of one object. */
export interface ObjectDefinition {
	name: string;
	label: string;
	labelPlural: string;
	/** Three characters. */
	keyPrefix: string;
	fields: FieldDefinition[];
	/** Describe says null for it: rows of such objects have no ids of their own. */
	keyPrefixHidden?: boolean;
	/** Keys of describe that differ from an ordinary object, e.g. `createable: false`. */
	flags?: Record<string, boolean>;
	/** Resources that only this object has: name in `urls`, path below the object's own. */
	urls?: Record<string, string>;
	/** Scopes besides `everything` and `mine`. */
	scopes?: string[];
	/** A record by id has an ETag: Salesforce gives one for accounts only. */
	etag?: boolean;
	/** Whether rows have an owner. @default true */
	owned?: boolean;
	validationRules?: ValidationRule[];
	duplicateRules?: DuplicateRule[];
}

/** A field at work: its describe, and what describe does not show. */
export interface Field extends FieldDescribe {
	childRelationshipName: string | null;
	childCascadeDelete: boolean;
	autoNumberFormat: string | null;
	compute: Computation | null;
}

export interface ChildRelationship {
	childSObject: string;
	field: string;
	relationshipName: string | null;
	cascadeDelete: boolean;
	restrictedDelete: boolean;
}
