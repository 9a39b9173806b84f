import { type FieldValue } from '../store/Row';
import { compareValues } from './predicate';

export interface Aggregate {
	combine: (values: FieldValue[]) => FieldValue;
	/** Whether the result has the field's own type, as MIN and MAX have. */
	keepsType: boolean;
}

const present = (values: FieldValue[]) => values.filter((value) => value !== null);
const sum = (values: FieldValue[]) =>
	present(values).reduce<number>((total, value) => total + Number(value), 0);

function extreme(values: FieldValue[], sign: number): FieldValue {
	return present(values).reduce<FieldValue>(
		(best, value) => (best === null || compareValues(value, best) * sign > 0 ? value : best),
		null,
	);
}

/** What SOQL can make of many values; rows without value are left out. */
export const aggregates: Record<string, Aggregate> = {
	COUNT: { keepsType: false, combine: (values) => present(values).length },
	COUNT_DISTINCT: {
		keepsType: false,
		combine: (values) =>
			new Set(
				present(values).map((value) => (typeof value === 'string' ? value.toLowerCase() : value)),
			).size,
	},
	SUM: { keepsType: false, combine: (values) => (present(values).length > 0 ? sum(values) : null) },
	AVG: {
		keepsType: false,
		combine: (values) => (present(values).length > 0 ? sum(values) / present(values).length : null),
	},
	MIN: { keepsType: true, combine: (values) => extreme(values, -1) },
	MAX: { keepsType: true, combine: (values) => extreme(values, 1) },
};
