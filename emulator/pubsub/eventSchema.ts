import { createHash } from 'node:crypto';
import { changeEventName, isDerived, leftOut, partName } from '../events/toChangeEvent';
import { type SObjectType } from '../metadata/Metadata';
import { type Field, type FieldType } from '../metadata/types';
import { type AvroField, type AvroRecord, type AvroSchema } from './avro';

const NAMESPACE = 'com.sforce.eventbus';

const texts: AvroSchema = { type: 'array', items: 'string' };

const CHANGE_TYPES = [
	'CREATE',
	'UPDATE',
	'DELETE',
	'UNDELETE',
	'GAP_CREATE',
	'GAP_UPDATE',
	'GAP_DELETE',
	'GAP_UNDELETE',
	'GAP_OVERFLOW',
	'SNAPSHOT',
];

const header: AvroField = {
	name: 'ChangeEventHeader',
	type: {
		type: 'record',
		name: 'ChangeEventHeader',
		fields: [
			{ name: 'entityName', type: 'string' },
			{ name: 'recordIds', type: texts },
			{ name: 'changeType', type: { type: 'enum', name: 'ChangeType', symbols: CHANGE_TYPES } },
			{ name: 'changeOrigin', type: 'string' },
			{ name: 'transactionKey', type: 'string' },
			{ name: 'sequenceNumber', type: 'int' },
			{ name: 'commitTimestamp', type: 'long' },
			{ name: 'commitNumber', type: 'long' },
			{ name: 'commitUser', type: 'string' },
			{ name: 'nulledFields', type: texts },
			{ name: 'diffFields', type: texts },
			{ name: 'changedFields', type: texts },
		],
	},
};

const TYPES: Partial<Record<FieldType, [AvroSchema, string]>> = {
	boolean: ['boolean', 'Boolean'],
	int: ['int', 'Integer'],
	long: ['long', 'Long'],
	double: ['double', 'Double'],
	currency: ['double', 'Currency'],
	percent: ['double', 'Percent'],
	date: ['long', 'DateOnly'],
	datetime: ['long', 'DateTime'],
	time: ['long', 'TimeOnly'],
	textarea: ['string', 'StringPlusClob'],
	reference: ['string', 'EntityId'],
};

function toField(name: string, { type }: Field): AvroField {
	const [avro, doc] = TYPES[type] ?? ['string', 'Text'];
	return { name, type: ['null', avro], doc: `Data:${doc}`, default: null };
}

function compoundField(compound: Field, parts: readonly Field[]): AvroField {
	const record: AvroRecord = {
		type: 'record',
		name: compound.type === 'address' ? `${compound.name}_Address` : `${compound.name}_Parts`,
		fields: parts.map((part) => toField(partName(part), part)),
	};
	// A name may come as a text, too; its people's parts only where the object is one of people.
	const isName = compound.name === 'Name';
	return {
		name: compound.name,
		type: isName ? ['null', 'string', record] : ['null', record],
		doc: isName ? 'Data:SwitchablePersonName' : 'Data:Address',
		default: null,
	};
}

/** The schema of an object's change events: the header, then the fields in their order, compound ones nested. */
export function changeEventSchema(type: SObjectType): AvroRecord {
	const partsOf = (name: string) =>
		type.fields.filter(({ compoundFieldName }) => compoundFieldName === name);
	const fields = type.fields.flatMap((field) => {
		if (leftOut.has(field.name) || field.compoundFieldName !== null) return [];
		const parts = partsOf(field.name);
		if (parts.length > 0) return [compoundField(field, parts)];
		return isDerived(type, field) ? [] : [toField(field.name, field)];
	});
	const name = changeEventName(type.name);
	return { type: 'record', name, namespace: NAMESPACE, fields: [header, ...fields] };
}

/** The schema of a platform event. */
export function platformEventSchema(type: SObjectType): AvroRecord {
	const own = type.fields.filter(({ name }) => name.endsWith('__c'));
	return {
		type: 'record',
		name: type.name,
		namespace: NAMESPACE,
		fields: [
			{ name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
			{ name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
			...own.map((field) => toField(field.name, field)),
		],
	};
}

/** 22 characters that stand for this schema and no other. */
export function schemaIdOf(schema: AvroRecord): string {
	return createHash('md5').update(JSON.stringify(schema)).digest('base64url');
}
