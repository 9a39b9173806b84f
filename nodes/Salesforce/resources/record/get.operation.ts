import type { IDataObject } from 'n8n-workflow';
import {
	getRecord,
	getRecordByExternalId,
	retrieveRecordsById,
	type SalesforceRecord,
	settleRecord,
} from '../../../../rest';
import { createDescriber } from '../../shared/createDescriber';
import { fieldsOption, readFieldNames } from '../../shared/fieldsOption';
import { groupBy } from '../../shared/groupBy';
import { objectLocator } from '../../shared/locators';
import type { BatchOperation, BatchRun, RowOutcome } from '../../shared/operation';
import { optionsProperty } from '../../shared/options';
import { readItems } from '../../shared/readItems';
import {
	externalIdOption,
	readRecordKey,
	recordIdLocator,
	type RecordKey,
} from '../../shared/recordIdLocator';
import { readRowShape, rowOptions, shapeRow } from '../../shared/rowShape';
import { readObject } from '../../shared/saveItems';

type Wish = RecordKey & { fields: string[] };
type IdWish = Extract<Wish, { id: string }>;

const NOT_FOUND = {
	errorCode: 'NOT_FOUND',
	message: 'There is no record with this id, or the user may not see it',
	fields: [],
};

const toOutcome = (run: BatchRun, item: number, record: SalesforceRecord): RowOutcome => ({
	item,
	json: shapeRow(record, readRowShape(run.parameters, item)) as IDataObject,
});

async function getOne(run: BatchRun, wish: Wish): Promise<RowOutcome> {
	const { client } = run;
	const { object, fields, item } = wish;
	const result = await settleRecord(
		'id' in wish
			? getRecord(client, object, wish.id, fields)
			: getRecordByExternalId(client, object, wish.field, wish.value, fields),
	);
	return 'error' in result ? { item, error: result.error } : toOutcome(run, item, result.record);
}

/** Many ids of one object: up to 2,000 a call. Such a call must name its fields. */
async function getMany(run: BatchRun, wishes: IdWish[]): Promise<RowOutcome[]> {
	const [{ object, fields }] = wishes as [IdWish];
	const { fields: described } =
		fields.length > 0 ? { fields: [] } : await createDescriber(run.client)(object);
	const names = fields.length > 0 ? fields : described.map(({ name }) => name);
	const ids = wishes.map(({ id }) => id);
	const results = await retrieveRecordsById(run.client, object, ids, names);
	return wishes.map(({ item }, n) => {
		const result = results[n] ?? NOT_FOUND;
		return 'errorCode' in result ? { item, error: result } : toOutcome(run, item, result);
	});
}

export const get: BatchOperation = {
	kind: 'batch',
	name: 'Get',
	value: 'get',
	action: 'Get record',
	description: 'Read records by ID, URL or external ID; many IDs of one object share an API call',
	properties: [
		objectLocator,
		recordIdLocator,
		optionsProperty([externalIdOption, fieldsOption, ...rowOptions]),
	],
	async execute(run) {
		const { values, refused } = await readItems<Wish>(run, (item) => ({
			...readRecordKey(run, item, readObject(run, item)),
			fields: readFieldNames(run.parameters, item),
		}));
		const outcomes = [...refused];
		const byId = groupBy(
			values.filter((wish): wish is IdWish => 'id' in wish),
			({ object, fields }) => `${object}|${fields.join()}`,
		);
		for (const wishes of byId) {
			if (wishes.length === 1) outcomes.push(await getOne(run, wishes[0]!));
			else outcomes.push(...(await getMany(run, wishes)));
		}
		for (const wish of values) if ('field' in wish) outcomes.push(await getOne(run, wish));
		return outcomes;
	},
};
