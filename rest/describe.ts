import { flag, list, object as objectOf, text } from './call/shape';
import { SalesforceApiError } from './errors';
import { path } from './path';
import type { Client } from './types';

export interface ObjectSummary {
	name: string;
	label: string;
	custom: boolean;
	queryable: boolean;
	createable: boolean;
	updateable: boolean;
	deletable: boolean;
	retrieveable: boolean;
	searchable: boolean;
	deprecatedAndHidden?: boolean;
}

export interface PicklistValue {
	active: boolean;
	label: string | null;
	value: string;
}

/** What this package uses of a field's describe. */
export interface FieldDescribe {
	name: string;
	label: string;
	type: string;
	createable: boolean;
	updateable: boolean;
	nillable: boolean;
	defaultedOnCreate: boolean;
	externalId: boolean;
	/** Of an external ID: whether `a` and `A` are two records. */
	caseSensitive?: boolean;
	idLookup: boolean;
	filterable: boolean;
	sortable: boolean;
	nameField: boolean;
	restrictedPicklist: boolean;
	picklistValues: PicklistValue[];
	/** The field whose value decides which of the picklist's values are valid. */
	controllerName?: string | null;
	referenceTo: string[];
	relationshipName: string | null;
	compoundFieldName?: string | null;
	deprecatedAndHidden?: boolean;
}

export interface ObjectDescribe extends ObjectSummary {
	/** The first characters of the IDs of its records. */
	keyPrefix?: string | null;
	fields: FieldDescribe[];
	childRelationships: Array<{
		childSObject: string;
		field: string;
		relationshipName: string | null;
	}>;
}

const summaries = objectOf<{ sobjects: ObjectSummary[] }>({
	sobjects: list(objectOf<ObjectSummary>({ name: text, label: text, queryable: flag })),
});

const objectDescribe = objectOf<ObjectDescribe>({
	name: text,
	fields: list(
		objectOf<FieldDescribe>({ name: text, label: text, type: text, referenceTo: list(text) }),
	),
	childRelationships: list(
		objectOf<ObjectDescribe['childRelationships'][number]>({ childSObject: text, field: text }),
	),
});

/**
 * The objects that the session's user can see.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm
 *
 * @throws SalesforceApiError
 */
export async function listObjects(client: Client): Promise<ObjectSummary[]> {
	return (await client.request({ path: 'sobjects', shape: summaries })).body.sobjects;
}

/**
 * An object's fields as the session's user sees them. A field without field-level security is missing.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 *
 * @throws SalesforceApiError NOT_FOUND for an object that does not exist or is not visible
 */
export async function describeObject(client: Client, object: string): Promise<ObjectDescribe> {
	const request = { path: path`sobjects/${object}/describe`, shape: objectDescribe };
	try {
		return (await client.request(request)).body;
	} catch (error) {
		if (error instanceof SalesforceApiError && error.statusCode === 404) {
			error.advice = `Salesforce has no object ${object}, or the user may not see it: check its API name, with __c for a custom one, and the user's permission set.`;
		}
		throw error;
	}
}
