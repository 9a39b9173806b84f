import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ChangeHeader, StreamEvent } from '../../stream';
import { clientNameOf } from '../shared/clientName';
import type { EventSettings } from './readSettings';

const EVENTS: Record<string, string> = {
	CREATE: 'created',
	UPDATE: 'updated',
	DELETE: 'deleted',
	UNDELETE: 'undeleted',
	OVERFLOW: 'overflow',
};

/** `created`, `updated`, `deleted`, `undeleted` or `overflow`. */
export const eventOf = ({ changeType }: ChangeHeader): string =>
	EVENTS[changeType.replace(/^GAP_/, '')] ?? changeType.toLowerCase();

export const isGap = ({ changeType }: ChangeHeader): boolean => changeType.startsWith('GAP_');

/** `BillingAddress.City` is meant by that, by `BillingAddress`, and by REST's `BillingCity`. */
function isNamed(path: string, name: string): boolean {
	const [changed, wanted] = [path.toLowerCase(), name.toLowerCase()];
	const asInRest = changed.replace(/^name\.|address\./, '');
	return changed === wanted || asInRest === wanted || changed.startsWith(`${wanted}.`);
}

/** Whether the workflow wants to know of the event. */
export function isWanted(
	{ change }: StreamEvent,
	settings: EventSettings,
	workflowId: string | undefined,
): boolean {
	if (!change) return true;
	const event = eventOf(change);
	if (event === 'overflow') return true;
	const { changeTypes, changedFields, ignoreOwnChanges } = settings;
	if (changeTypes.length > 0 && !changeTypes.includes(event)) return false;
	const client = /;client=(.*)$/.exec(change.changeOrigin)?.[1];
	if (ignoreOwnChanges && client === clientNameOf(workflowId)) return false;
	// Which fields have changed is only told of updates, and not in a gap.
	if (changedFields.length === 0 || event !== 'updated' || isGap(change)) return true;
	return change.changedFields.some((path) => changedFields.some((name) => isNamed(path, name)));
}

/** Fields by record, if they had to be read, instead of those that the event has. */
export type ReadFields = ReadonlyMap<string, Record<string, unknown>>;

const leaveOut = (fields: Record<string, unknown>, names: readonly string[]) =>
	Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

function toChangeItems(
	event: StreamEvent,
	change: ChangeHeader,
	eventInfo: IDataObject,
	read: ReadFields,
) {
	const kind = eventOf(change);
	const about: IDataObject = {
		object: change.entityName,
		changedFields: change.changedFields,
		nulledFields: change.nulledFields,
		commitTimestamp: change.commitTimestamp,
		commitUser: change.commitUser,
		changeOrigin: change.changeOrigin,
		transactionKey: change.transactionKey,
		sequenceNumber: change.sequenceNumber,
		isGap: isGap(change),
	};
	const { diffFields } = change;
	// A difference is not text: it is left out where the text was not read.
	const fields = diffFields.length === 0 ? event.fields : leaveOut(event.fields, diffFields);
	if (kind === 'overflow') return [{ event: kind, change: about, eventInfo }];
	return change.recordIds.map((id) => {
		const isAll = id.endsWith('*');
		return {
			Id: isAll ? null : id,
			event: kind,
			...fields,
			...read.get(id),
			change: isAll ? { ...about, allRecords: true } : about,
			eventInfo,
		};
	});
}

/** The items of an event: one a record, or the fields of a platform event. */
export function toItems(
	event: StreamEvent,
	position: string,
	read: ReadFields = new Map(),
): INodeExecutionData[] {
	const eventInfo = { channel: event.channel, replayId: position, id: event.id };
	const items = event.change
		? toChangeItems(event, event.change, eventInfo, read)
		: [{ ...event.fields, eventInfo }];
	return items.map((json) => ({ json: json }));
}
