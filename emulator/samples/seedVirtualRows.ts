import { readApexClasses } from '../apexRest/apexRestRoutes';
import { IdSequence } from '../core/ids';
import { formatAuditDatetime } from '../core/time';
import { type OrgState } from '../core/OrgState';
import { type Row } from '../store/Row';

const BIG_TABLE_ROWS = 25_005;

/** Objects whose rows nobody stores: a table long enough for paging, the history of closed tasks, classes of Apex. */
export function seedVirtualRows(org: OrgState): void {
	const created = formatAuditDatetime(org.now());
	org.setVirtualRows('BigTable__c', () => makeBigTable(created));
	org.setVirtualRows('ActivityHistory', () => readHistory(org));
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

function* readHistory(org: OrgState): Iterable<Row> {
	for (const task of org.store.table('Task').all()) {
		if (task.IsClosed === true)
			yield { ...task, Id: `007${String(task.Id).slice(3)}`, IsTask: true };
	}
}
