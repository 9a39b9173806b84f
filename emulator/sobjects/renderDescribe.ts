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
	const { name, label, labelPlural, keyPrefix, keyPrefixHidden, flags } = type.definition;
	return {
		...FLAGS,
		mruEnabled: isLayoutable(type),
		...flags,
		associateEntityType: null,
		associateParentEntity: null,
		custom: type.custom,
		keyPrefix: keyPrefixHidden ? null : keyPrefix,
		label,
		labelPlural,
		name,
		urls: listResources(type, `${base}/sobjects/${name}`),
	};
}

const isLayoutable = ({ definition }: SObjectType) => definition.flags?.layoutable !== false;

/** The resources below an object: layouts and what goes with them only where it has a page. */
function listResources(type: SObjectType, url: string): Record<string, string> {
	const { urls = {}, flags } = type.definition;
	// An object of one's own has list views where it has a tab, which makes it searchable.
	const hasListViews = !type.custom || flags?.searchable === true;
	return {
		...(isLayoutable(type) && {
			compactLayouts: `${url}/describe/compactLayouts`,
			approvalLayouts: `${url}/describe/approvalLayouts`,
			...(hasListViews && { listviews: `${url}/listviews` }),
			quickActions: `${url}/quickActions`,
			layouts: `${url}/describe/layouts`,
		}),
		...Object.fromEntries(Object.entries(urls).map(([key, path]) => [key, `${url}/${path}`])),
		...(type.name.endsWith('__e') && { eventSchema: `${url}/eventSchema` }),
		rowTemplate: `${url}/{ID}`,
		describe: `${url}/describe`,
		sobject: url,
	};
}

/** The whole describe of an object: every key that Salesforce gives. */
export function renderDescribe(
	org: OrgState,
	type: SObjectType,
	base: string,
): Record<string, unknown> {
	const url = `${base}/sobjects/${type.name}`;
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
		compactLayoutable: isLayoutable(type),
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
		supportedScopes: listScopes(type),
		urls: {
			...listResources(type, url),
			uiDetailTemplate: `${org.url}/{ID}`,
			uiEditTemplate: `${org.url}/{ID}/e`,
			uiNewRecord: `${org.url}/${type.keyPrefix}/e`,
		},
	};
}

/** What a query may be kept to by USING SCOPE: whose rows. */
function listScopes({ custom, definition }: SObjectType): { label: string; name: string }[] {
	const plural = definition.labelPlural.toLowerCase();
	const labels: Record<string, string> = {
		everything: `All ${plural}`,
		mine: `My ${plural}`,
		queue_owned: `Queue owned ${plural}`,
		team: `My team's ${plural}`,
		user_owned: `User owned ${plural}`,
	};
	const owned = custom ? ['queue_owned', 'team', 'user_owned'] : (definition.scopes ?? []);
	const names = definition.owned === false ? ['everything'] : ['everything', 'mine', ...owned];
	return names.map((name) => ({ label: labels[name] ?? name, name }));
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
