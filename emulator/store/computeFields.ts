import { type SObjectType } from '../metadata/Metadata';
import { type Computation } from '../metadata/types';
import { type FieldValue, type Row } from './Row';
import { writePlan } from './writePlan';

/** Fills the fields that Salesforce derives on every write: the full name, formulas. */
export function computeFields(type: SObjectType, row: Record<string, FieldValue>): void {
	const { computed, fullName } = writePlan(type);
	for (const field of computed) {
		if (field.compute) row[field.name] = compute(type, field.compute, row);
	}
	if (fullName) row[fullName.name] = joinName(row);
}

function joinName(row: Row): string | null {
	const parts = [row.FirstName, row.LastName].filter((part) => typeof part === 'string');
	return parts.length > 0 ? parts.join(' ') : null;
}

function compute(type: SObjectType, computation: Computation, row: Row): FieldValue {
	if ('join' in computation) {
		const parts = computation.join
			.map((name) => row[name])
			.filter((part) => (part ?? null) !== null);
		return parts.length > 0 ? parts.join(computation.separator) : null;
	}
	if ('whenSet' in computation) return (row[computation.whenSet] ?? null) !== null;
	if ('oneOf' in computation) return computation.oneOf.includes(String(row[computation.field]));
	let product = 1;
	for (const name of computation.multiply) {
		const factor = row[name];
		if (typeof factor !== 'number') return null;
		product *= type.field(name)?.type === 'percent' ? factor / 100 : factor;
	}
	return product;
}
