import { type FieldDefinition } from './types';

const READ_ONLY = {
	createable: false,
	updateable: false,
	nillable: false,
	defaultedOnCreate: true,
	permissionable: false,
} as const;

/** The first two fields of every object. */
export function leadingFields(label: string): FieldDefinition[] {
	return [
		{ name: 'Id', type: 'id', label: `${label} ID`, aggregatable: true },
		{ ...READ_ONLY, name: 'IsDeleted', type: 'boolean', label: 'Deleted' },
	];
}

/** Who owns the row. */
export const OWNER_FIELD: FieldDefinition = {
	name: 'OwnerId',
	type: 'reference',
	label: 'Owner ID',
	referenceTo: ['User'],
	relationshipName: 'Owner',
	nillable: false,
	defaultedOnCreate: true,
	permissionable: false,
};

/** Who created and changed the row, and when. */
export const AUDIT_FIELDS: FieldDefinition[] = [
	{ ...READ_ONLY, name: 'CreatedDate', type: 'datetime' },
	{
		...READ_ONLY,
		name: 'CreatedById',
		type: 'reference',
		label: 'Created By ID',
		referenceTo: 'User',
	},
	{ ...READ_ONLY, name: 'LastModifiedDate', type: 'datetime' },
	{
		...READ_ONLY,
		name: 'LastModifiedById',
		type: 'reference',
		label: 'Last Modified By ID',
		referenceTo: 'User',
	},
	{ ...READ_ONLY, name: 'SystemModstamp', type: 'datetime' },
];
