import type { SalesforceRecord } from '../../rest';
import type { Row, Watch } from './cursor';

/** What the node's Trigger On parameter holds. */
export type TriggerOn = 'created' | 'updated' | 'createdOrUpdated' | 'deleted' | 'undeleted';

/** The values of an item's `event`. */
export type ChangeEvent = 'created' | 'updated' | 'deleted' | 'undeleted';

/** One record in the state that a poll saw. */
export interface ChangeRow extends Row {
	/** Epoch milliseconds of CreatedDate; `undefined` if the object has none. */
	created?: number | undefined;
	deleted: boolean;
	record: SalesforceRecord;
}

/** Ids of records that were seen deleted, in that order, separated by spaces. */
export type RecycleBin = string;

/** 2,000 ids take 38 kB of static data; Salesforce's own recycle bin forgets after 15 days. */
const BIN_CAPACITY = 2000;

/** The field that tells who has made the change that a trigger is for. */
export const authorField = (triggerOn: TriggerOn) =>
	triggerOn === 'created' ? 'CreatedById' : 'LastModifiedById';

export interface ChangeWatch extends Watch<ChangeRow, ChangeEvent> {
	/** The recycle bin as the rows that passed have left it. */
	bin(): RecycleBin;
}

/**
 * `updated`: only the stamps show whether a record was created or changed. They are equal until the record is
 * changed in a later second.
 */
const isChanged = (row: ChangeRow) => row.stamp !== row.created;

/** A record that was created since the last delivery can't have been delivered as created before. */
const isNew = (row: ChangeRow, deliveredBefore: number) =>
	!isChanged(row) || (row.created !== undefined && row.created >= deliveredBefore);

function eventOf(
	triggerOn: TriggerOn,
	row: ChangeRow,
	deliveredBefore: number,
	bin: ReadonlySet<string>,
): ChangeEvent | undefined {
	switch (triggerOn) {
		case 'created':
			return 'created';
		case 'updated':
			return isChanged(row) ? 'updated' : undefined;
		case 'createdOrUpdated':
			return isNew(row, deliveredBefore) ? 'created' : 'updated';
		case 'deleted':
			return row.deleted ? 'deleted' : undefined;
		case 'undeleted':
			return !row.deleted && bin.has(row.id) ? 'undeleted' : undefined;
	}
}

/**
 * Says what each row means for one poll.
 *
 * An undeleted record looks like any changed record. The trigger knows it only because an earlier poll saw the
 * record deleted. So it doesn't report a record that was deleted and undeleted between two polls.
 *
 * @param deliveredBefore of the cursor's state
 * @param stored the recycle bin of the last poll
 * @param ownUserId the user whose changes are skipped; `undefined` to skip none
 */
export function watchChanges(
	triggerOn: TriggerOn,
	deliveredBefore: number,
	stored: RecycleBin = '',
	ownUserId?: string,
): ChangeWatch {
	const bin = new Set(stored === '' ? [] : stored.split(' '));
	/** Records of this poll. One that changes between two of its pages comes in both of its states. */
	const told = new Set<string>();
	return {
		eventOf: (row) => {
			if (ownUserId !== undefined && row.record[authorField(triggerOn)] === ownUserId)
				return undefined;
			const event = eventOf(triggerOn, row, deliveredBefore, bin);
			if (event !== 'created' || triggerOn === 'created') return event;
			// Its creation was skipped: what comes is another user's change.
			const isOwn = ownUserId !== undefined && row.record.CreatedById === ownUserId;
			return isOwn || told.has(row.id) ? 'updated' : event;
		},
		passed(row) {
			told.add(row.id);
			if (triggerOn !== 'undeleted') return;
			bin.delete(row.id);
			if (row.deleted) bin.add(row.id);
		},
		bin: () => [...bin].slice(-BIN_CAPACITY).join(' '),
	};
}
