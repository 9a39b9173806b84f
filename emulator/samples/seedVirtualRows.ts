import { readApexClasses } from '../apexRest/apexRestRoutes';
import { IdSequence } from '../core/ids';
import { formatAuditDatetime } from '../core/time';
import { type OrgState } from '../core/OrgState';
import { type Row } from '../store/Row';

const BIG_TABLE_ROWS = 25_005;

/**
 * Objects whose rows are not stored: a table long enough for paging; activities, which are tasks and events in one
 * list; and Apex classes.
 */
export function seedVirtualRows(org: OrgState): void {
	const created = formatAuditDatetime(org.now());
	org.setVirtualRows('BigTable__c', () => makeBigTable(created));
	org.setVirtualRows('ActivityHistory', () => readActivities(org, true));
	org.setVirtualRows('OpenActivity', () => readActivities(org, false));
	org.setVirtualRows('ApexClass', () => readApexClasses(org));
}

function* makeBigTable(created: string): Iterable<Row> {
	const ids = new IdSequence('gL0');
	for (let number = 1; number <= BIG_TABLE_ROWS; number++) {
		yield {
			Id: ids.create('a05'),
			IsDeleted: false,
			Name: String(number).padStart(5, '0'),
			CreatedDate: created,
			LastModifiedDate: created,
			SystemModstamp: created,
		};
	}
}

/** Tasks and events as one list: what is done, or what is still open. */
function* readActivities(org: OrgState, done: boolean): Iterable<Row> {
	for (const task of org.store.table('Task').all()) {
		if ((task.IsClosed === true) !== done) continue;
		yield { ...task, IsTask: true, ActivitySubtype: task.TaskSubtype ?? 'Task' };
	}
	const now = formatAuditDatetime(org.now());
	const today = now.slice(0, 10);
	for (const event of org.store.table('Event').all()) {
		const isOver = event.EndDateTime
			? String(event.EndDateTime) < now
			: String(event.ActivityDate ?? today) < today;
		if (isOver !== done) continue;
		yield {
			...event,
			IsTask: false,
			ActivityType: event.EventSubtype ?? null,
			ActivitySubtype: 'Event',
		};
	}
}
