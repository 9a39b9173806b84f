import { type Field } from '../metadata/types';
import { type Row } from '../store/Row';

/** One selected field, for who needs columns instead of records: Bulk queries, reports. */
export interface Column {
	/** As a CSV header shows it: `Account.Name`. */
	header: string;
	field: Field;
	read: (row: Row) => unknown;
}

/** What a SELECT list makes of a row. */
export interface Selection {
	render: (row: Row) => Record<string, unknown>;
	/** Plain fields only; empty where the list has children or TYPEOF. */
	columns: readonly Column[];
}

/** A statement without aggregates, ready to run. */
export interface CompiledQuery extends Selection {
	/** Of these rows, those that the statement wants, in its order. */
	choose: (rows: Iterable<Row>) => Row[];
}
