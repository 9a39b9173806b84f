import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { type FieldDescribe } from '../metadata/types';

const FLAGS = {
	activateable: false,
	createable: true,
	customSetting: false,
	deepCloneable: false,
	deletable: true,
	deprecatedAndHidden: false,
	feedEnabled: false,
	hasSubtypes: false,
	isInterface: false,
	isSubtype: false,
	layoutable: true,
	mergeable: false,
	mruEnabled: true,
	queryable: true,
	replicateable: true,
	retrieveable: true,
	searchable: true,
	triggerable: true,
	undeletable: true,
	updateable: true,
};

const MASTER_RECORD_TYPE = '012000000000000AAA';

/** What describe global says about an object; describe starts with the same. */
export function describeBriefly(type: SObjectType, base: string): Record<string, unknown> {
	const { name, label, labelPlural, keyPrefix, flags } = type.definition;
	const url = `${base}/sobjects/${name}`;
	return {
		...FLAGS,
		...flags,
		associateEntityType: null,
		associateParentEntity: null,
		custom: type.custom,
		keyPrefix,
		label,
		labelPlural,
		name,
		urls: { rowTemplate: `${url}/{ID}`, describe: `${url}/describe`, sobject: url },
	};
}

/** The whole describe of an object: every key that Salesforce gives. */
export function describeObject(
	org: OrgState,
	type: SObjectType,
	base: string,
): Record<string, unknown> {
	const { name, label } = type.definition;
	const url = `${base}/sobjects/${name}`;
	const brief = describeBriefly(type, base);
	return {
		...brief,
		actionOverrides: [],
		childRelationships: type.children.map((child) => ({
			...child,
			deprecatedAndHidden: false,
			junctionIdListNames: [],
			junctionReferenceTo: [],
		})),
		compactLayoutable: true,
		defaultImplementation: null,
		extendedBy: null,
		extendsInterfaces: null,
		fields: type.fields.filter((field) => !org.store.isHidden(type, field)).map(toDescribe),
		implementedBy: null,
		implementsInterfaces: null,
		listviewable: null,
		lookupLayoutable: null,
		namedLayoutInfos: [],
		networkScopeFieldName: null,
		recordTypeInfos: [describeMasterRecordType(url)],
		searchLayoutable: brief.searchable,
		sobjectDescribeOption: 'FULL',
		supportedScopes: [
			{ label: `All ${label.toLowerCase()}s`, name: 'everything' },
			{ label: `My ${label.toLowerCase()}s`, name: 'mine' },
		],
		urls: {
			compactLayouts: `${url}/describe/compactLayouts`,
			rowTemplate: `${url}/{ID}`,
			approvalLayouts: `${url}/describe/approvalLayouts`,
			uiDetailTemplate: `${org.url}/{ID}`,
			uiEditTemplate: `${org.url}/{ID}/e`,
			...(!type.custom && { listviews: `${url}/listviews` }),
			describe: `${url}/describe`,
			uiNewRecord: `${org.url}/${type.keyPrefix}/e`,
			quickActions: `${url}/quickActions`,
			layouts: `${url}/describe/layouts`,
			sobject: url,
		},
	};
}

function describeMasterRecordType(url: string): Record<string, unknown> {
	return {
		active: true,
		available: true,
		defaultRecordTypeMapping: true,
		developerName: 'Master',
		master: true,
		name: 'Master',
		recordTypeId: MASTER_RECORD_TYPE,
		urls: { layout: `${url}/describe/layouts/${MASTER_RECORD_TYPE}` },
	};
}

/** A field without what only the emulator knows. */
function toDescribe({
	childRelationshipName: _child,
	childCascadeDelete: _cascade,
	autoNumberFormat: _format,
	compute: _compute,
	...field
}: SObjectType['fields'][number]): FieldDescribe {
	return field;
}
