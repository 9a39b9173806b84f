import { type OrgState } from '../core/OrgState';
import { runQuery, type QueryOptions } from './runQuery';

/** The plan of a statement. The emulator always scans: the figures are counts, not costs measured. */
export function planQuery(
	org: OrgState,
	statement: string,
	options: QueryOptions,
): { plans: Record<string, unknown>[]; sourceQuery: string } {
	const { type, totalSize } = runQuery(org, statement, options);
	const sobjectCardinality = org.store.table(type.name).size;
	const plan = {
		cardinality: totalSize,
		fields: [],
		leadingOperationType: 'TableScan',
		notes: [],
		relativeCost: 1,
		sobjectCardinality,
		sobjectType: type.name,
	};
	return { plans: [plan], sourceQuery: statement };
}
