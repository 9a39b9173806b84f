import type { INodeProperties } from 'n8n-workflow';

/** What is done to the records. */
export type MapperMode = 'add' | 'update' | 'bulkUpdate' | 'upsert' | 'delete';

interface MatchingWords {
	valuesLabel?: string;
	matchingFieldsLabels?: { title: string; description: string; hint: string };
}

/** The mapper's name for the field that shows which record is meant. */
const MATCHING: Record<MapperMode, MatchingWords> = {
	add: {},
	upsert: {
		matchingFieldsLabels: {
			title: 'External ID Field',
			description: 'The field that tells which record to update',
			hint: 'A record with this value is updated; if there is none, one is created',
		},
	},
	update: {
		matchingFieldsLabels: {
			title: 'Match On',
			description: 'The field that tells which record to update',
			hint: 'An ID, the URL of a record, or the value of an external ID. No record is created.',
		},
	},
	bulkUpdate: {
		matchingFieldsLabels: {
			title: 'Match On',
			description: 'The field that tells which record to update',
			hint: 'Records are updated by their ID',
		},
	},
	delete: {
		valuesLabel: 'Record to Delete',
		matchingFieldsLabels: {
			title: 'Match On',
			description: 'The field that tells which record to delete',
			hint: 'Records are deleted by their ID; other fields are not sent',
		},
	},
};

/** The resource mapper `fields`. Fields are added by choice, since an object has hundreds of them. */
export const fieldsProperty = (mode: MapperMode): INodeProperties => ({
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	default: { mappingMode: 'defineBelow', value: null },
	noDataExpression: true,
	required: true,
	// Without an object the editor would say in red that it has no fields.
	displayOptions: { hide: { object: [''] } },
	description:
		'Auto-map sends every field of an item under its own name, which must be the API name; Salesforce refuses an item with a name that it does not know (see Unknown Fields under Options). A mapped field that is left empty clears the field in Salesforce.',
	typeOptions: {
		loadOptionsDependsOn: ['object.value', 'authentication'],
		resourceMapper: {
			resourceMapperMethod: {
				add: 'getCreateFields',
				update: 'getUpdateFields',
				bulkUpdate: 'getBulkUpdateFields',
				upsert: 'getUpsertFields',
				delete: 'getBulkUpdateFields',
			}[mode],
			mode: mode === 'delete' || mode === 'bulkUpdate' ? 'update' : mode,
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: false,
			multiKeyMatch: false,
			supportAutoMap: true,
			...MATCHING[mode],
		},
	},
});
