export type { Carrier, CarrierAnswer, RecordInput } from './carrier';
export {
	createByCollections,
	deleteByCollections,
	MAX_COLLECTION,
	type CollectionOptions,
	updateByCollections,
	upsertByCollections,
} from './collections';
export { keyOf } from './keyOf';
export {
	isRolledBack,
	type RowRefusal,
	type RowResult,
	type Saved,
	type SavedRow,
	toCallRefusal,
	toRefusal,
} from './rowResult';
export { saveRows, type SaveOptions } from './saveRows';
