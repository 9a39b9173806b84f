import { type OrgState } from '../core/OrgState';
import { refuse } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { runQuery, type QueryOptions } from '../soql/runQuery';
import { type Row } from '../store/Row';
import { compileTerm } from './matchTerm';
import { type Returning, type Search, type SearchGroup } from './parseSosl';

const TEXT_TYPES = new Set([
	'string',
	'textarea',
	'email',
	'phone',
	'url',
	'picklist',
	'combobox',
	'multipicklist',
]);

/** The records that a search finds, object by object. */
export function runSearch(org: OrgState, search: Search, options: QueryOptions): unknown[] {
	const matches = compileTerm(search.term);
	if (!matches) return [];
	const wanted: Returning[] =
		search.returning.length > 0
			? search.returning
			: org.metadata
					.objects()
					.filter(isSearchable)
					.map(({ name }) => ({ object: name, fields: '', clauses: '' }));
	const found: unknown[] = [];
	for (const { object, fields, clauses } of wanted) {
		const type = org.metadata.object(object);
		if (!type || !isSearchable(type)) {
			throw refuse(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
		}
		const searched = type.fields.filter((field) => isInGroup(type, field, search.group));
		const text = (row: Row) => searched.map((field) => row[field.name] ?? '').join('\n');
		const result = runQuery(org, `SELECT ${fields || 'Id'} FROM ${type.name} ${clauses}`, {
			...options,
			among: (row) => matches(text(row)),
		});
		found.push(...result.rows.map(result.render));
		if (found.length >= search.limit) break;
	}
	return found.slice(0, search.limit);
}

function isSearchable({ definition }: SObjectType): boolean {
	return definition.flags?.searchable !== false && definition.flags?.queryable !== false;
}

function isInGroup(type: SObjectType, field: Field, group: SearchGroup): boolean {
	switch (group) {
		case 'ALL':
			return TEXT_TYPES.has(field.type);
		case 'EMAIL':
			return field.type === 'email';
		case 'PHONE':
			return field.type === 'phone';
		case 'NAME':
			return field.nameField || field.compoundFieldName === type.nameField?.name;
		case 'SIDEBAR':
			return field.nameField || field.type === 'email' || field.type === 'phone';
	}
}
