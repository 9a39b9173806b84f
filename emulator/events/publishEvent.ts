import { randomUUID } from 'node:crypto';
import { type OrgState } from '../core/OrgState';
import { type SObjectType } from '../metadata/Metadata';
import { prepareInsert } from '../store/insertRow';
import { type WriteOptions } from '../store/Row';
import { type InputRow, type RowError } from '../store/Row';
import { eventsOf } from './eventsOf';

export type PublishResult =
	{ success: true; id: string; errors: RowError[] } | { success: false; errors: RowError[] };

/** Whether the object is a platform event: saving one publishes it. */
export function isPlatformEvent({ name }: SObjectType): boolean {
	return name.endsWith('__e');
}

/**
 * Publishes a platform event. Even the answer to a published event has an error: `OPERATION_ENQUEUED`, whose
 * message is the event's UUID.
 */
export function publishEvent(
	org: OrgState,
	type: SObjectType,
	input: InputRow,
	options: WriteOptions,
): PublishResult {
	const prepared = prepareInsert(org.store, type.name, input, options);
	if ('errors' in prepared) return { success: false, errors: prepared.errors };
	const { Id, CreatedDate, CreatedById, ...values } = prepared.row;
	const fields = Object.entries(values).filter(([name]) => name.endsWith('__c'));
	const uuid = randomUUID();
	eventsOf(org).publish([`/event/${type.name}`], uuid, {
		CreatedDate: String(CreatedDate).replace('+0000', 'Z'),
		CreatedById,
		...Object.fromEntries(fields),
	});
	return {
		success: true,
		id: String(Id),
		errors: [{ statusCode: 'OPERATION_ENQUEUED', message: uuid, fields: [] }],
	};
}
