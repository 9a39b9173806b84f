import type { IDataObject } from 'n8n-workflow';
import {
	getRecord,
	getRecordByExternalId,
	retrieveRecordsById,
	type SalesforceRecord,
} from '../../../../rest';
import { createDescriber } from '../../items/createDescriber';
import { fieldsOption, readFieldNames } from '../../fields/fieldsOption';
import { completeFlatRows, listPaths } from '../../fields/flatColumns';
import { simplifyProperty, simplifyRecord } from '../../fields/returnFields';
import { groupBy } from '../../items/groupBy';
import { objectLocator } from '../../../shared/objectLocator';
import type { BatchOperation, BatchRun, RowOutcome } from '../../operation';
import { optionsProperty } from '../../options/options';
import { readItems } from '../../items/readItems';
import { readRecordKey, recordProperties, type RecordKey } from '../../locators/recordIdLocator';
import { readRowShape, rowOptions, shapeRow } from '../../fields/rowShape';
import { readObject } from '../../items/saveItems';

type Wish = RecordKey & { fields: string[] };
type IdWish = Extract<Wish, { id: string }>;

/** Bytes of names, with the rest of the URL and the headers below Salesforce's 16,384. */
const MAX_FIELDS_IN_URL = 10_000;

const NOT_FOUND = {
	errorCode: 'NOT_FOUND',
	message: 'There is no record with this id, or the user may not see it',
	fields: [],
};

function toOutcome(run: BatchRun, { item, fields }: Wish, record: SalesforceRecord): RowOutcome {
	const shape = readRowShape(run.parameters, item);
	const isWhole = fields.length > 0 || !run.parameters.get('simplify', item, true);
	const row = shapeRow(isWhole ? record : simplifyRecord(record), shape);
	const [complete] = shape.isFlat ? completeFlatRows([row], listPaths(fields)) : [row];
	return { item, json: complete as IDataObject };
}

async function getOne(run: BatchRun, wish: Wish): Promise<RowOutcome[]> {
	const { client } = run;
	const { object, fields, item } = wish;
	// A URL has no room for the names of many fields, nor its resource for those of parents: a call for many has.
	const list = fields.join(',');
	const isLong = list.length > MAX_FIELDS_IN_URL || list.includes('.');
	const asked = isLong ? ['Id'] : fields;
	if ('id' in wish) {
		if (isLong) return getMany(run, [wish]);
		return [toOutcome(run, wish, await getRecord(client, object, wish.id, fields))];
	}
	const record = await getRecordByExternalId(client, object, wish.field, wish.value, asked);
	if (isLong) return getMany(run, [{ item, object, fields, id: String(record.Id) }]);
	return [toOutcome(run, wish, record)];
}

/** Many ids of one object: up to 2,000 per call. Such a call must name its fields. */
async function getMany(run: BatchRun, wishes: IdWish[]): Promise<RowOutcome[]> {
	const [{ object, fields }] = wishes as [IdWish];
	const { fields: described } =
		fields.length > 0 ? { fields: [] } : await createDescriber(run.client)(object);
	const names = fields.length > 0 ? fields : described.map(({ name }) => name);
	const ids = wishes.map(({ id }) => id);
	const results = await retrieveRecordsById(run.client, object, ids, names);
	return wishes.map((wish, n) => {
		const result = results[n] ?? NOT_FOUND;
		return 'errorCode' in result
			? { item: wish.item, error: result }
			: toOutcome(run, wish, result);
	});
}

/** How Salesforce says that an object has no record of an ID, depending on the call. */
const NO_RECORD = new Set(['NOT_FOUND', 'MALFORMED_ID', 'INVALID_ID_FIELD']);

/** What the IDs of an object begin with: as those that were found do, or as describe says. */
async function findPrefix(run: BatchRun, outcomes: RowOutcome[], wishes: IdWish[]) {
	const failed = new Set(outcomes.filter((outcome) => 'error' in outcome).map(({ item }) => item));
	const found = wishes.find(({ item }) => !failed.has(item));
	if (found) return found.id.slice(0, 3);
	const described = await createDescriber(run.client)(wishes[0]!.object).catch(() => undefined);
	return described?.keyPrefix ?? '';
}

/** The outcomes, with the plain reason if an ID is one of another object's. */
async function tellStrangers(run: BatchRun, outcomes: RowOutcome[], wishes: Wish[]) {
	const byId = wishes.filter((wish): wish is IdWish => 'id' in wish);
	const codeOf = (outcome: RowOutcome) =>
		'error' in outcome ? (outcome.error as { errorCode?: string } | null)?.errorCode : undefined;
	const isMissing = (outcome: RowOutcome) => NO_RECORD.has(codeOf(outcome) ?? '');
	if (byId.length === 0 || !outcomes.some(isMissing)) return outcomes;
	const prefix = await findPrefix(run, outcomes, byId);
	return outcomes.map((outcome): RowOutcome => {
		const wish = byId.find(({ item }) => item === outcome.item);
		if (!wish || !isMissing(outcome) || wish.id.startsWith(prefix)) return outcome;
		const message = `"${wish.id}" is the ID of another object: those of ${wish.object} begin with ${prefix}`;
		return { item: wish.item, error: { errorCode: codeOf(outcome)!, message, fields: ['Id'] } };
	});
}

/** The wishes of one call. If the call fails, that is their outcome; the wishes of other calls are still read. */
async function readWishes(run: BatchRun, wishes: Wish[]): Promise<RowOutcome[]> {
	try {
		const [first] = wishes as [Wish];
		return await (wishes.length === 1 ? getOne(run, first) : getMany(run, wishes as IdWish[]));
	} catch (error) {
		run.context.getExecutionCancelSignal()?.throwIfAborted();
		return wishes.map(({ item }) => ({ item, error }));
	}
}

export const get: BatchOperation = {
	kind: 'batch',
	effect: 'read',
	name: 'Get',
	value: 'get',
	action: 'Get record',
	description: 'Read records by ID, URL or external ID; many IDs of one object share an API call',
	properties: [
		objectLocator,
		...recordProperties,
		simplifyProperty,
		optionsProperty([fieldsOption, ...rowOptions]),
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
		const calls: Wish[][] = [
			...byId,
			...values.flatMap((wish) => ('field' in wish ? [[wish]] : [])),
		];
		for (const wishes of calls) {
			const read = await readWishes(run, wishes);
			for (const outcome of await tellStrangers(run, read, wishes)) outcomes.push(outcome);
		}
		return outcomes;
	},
};
