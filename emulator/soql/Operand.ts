import { type Field } from '../metadata/types';
import { type FieldValue, type Row } from '../store/Row';

/** What a comparison compares: how to read it off a row, and the field whose type it has. */
export interface Operand {
	read: (row: Row) => FieldValue;
	field: Field;
}
