import { type Policy } from '../core/Policy';
import { type SObjectType } from '../metadata/Metadata';
import { type Row } from '../store/Row';
import { type Store } from '../store/Store';

/** What a statement is read against. */
export interface QueryScope {
	store: Store;
	/** The rows of an object, stored or made on the fly. */
	rowsOf: (type: SObjectType) => Iterable<Row>;
	policy: Policy;
	/** Epoch milliseconds. */
	now: number;
	/** IANA zone of the running user, for date literals. */
	timeZone: string;
	userId: string;
	/** The whole statement, for error texts. */
	statement: string;
	/** Whether deleted rows are seen: queryAll. */
	includeDeleted: boolean;
	/** `/services/data/v67.0`, for record URLs. */
	base: string;
	/** The object in FROM. */
	type: SObjectType;
	/** The alias in FROM. */
	alias: string | undefined;
}
