import { buildQuery } from './buildQuery';
import type { FieldDescribe } from './describe';
import { keyOf } from './rows/keyOf';
import type { RowRefusal } from './rows';
import { queryInParts } from './splitQuery';
import type { Client } from './types';

const refuse = (errorCode: string, message: string, field: string): RowRefusal => ({
	errorCode,
	message,
	fields: [field],
});

/**
 * The IDs of the records that have these values in a field, found by queries for many values at once. Nothing is
 * created.
 *
 * @param field a field that finds records: an external ID, or another unique one
 * @returns for each value, in order, the ID; or the refusal `NOT_FOUND` or `MULTIPLE_CHOICES`
 * @throws SalesforceApiError
 */
export async function findRecordIds(
	client: Client,
	object: string,
	{ name, type }: Pick<FieldDescribe, 'name' | 'type'>,
	values: unknown[],
): Promise<Array<string | RowRefusal>> {
	const keyOfValue = (value: unknown) => keyOf({ object, fields: { [name]: value } }, name);
	const filters = [{ field: name, operator: 'in' as const, value: values }];
	const types = new Map([[name.toLowerCase(), type]]);
	const ids = new Map<string, string[]>();
	const parts = buildQuery({ object, fields: ['Id', name], filters }, { types });
	for (const record of await queryInParts(client, parts)) {
		const key = keyOfValue(record[name]) ?? '';
		ids.set(key, [...(ids.get(key) ?? []), String(record.Id)]);
	}
	return values.map((value) => {
		const [id, other] = ids.get(keyOfValue(value) ?? '') ?? [];
		const told = `'${String(value)}' in '${name}'`;
		if (id === undefined) return refuse('NOT_FOUND', `No ${object} has ${told}`, name);
		if (other === undefined) return id;
		return refuse('MULTIPLE_CHOICES', `Several ${object} records have ${told}`, name);
	});
}
