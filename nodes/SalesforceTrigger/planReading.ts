import { type Client, queryAll } from '../../rest';
import { addedFields } from './changeItems';
import { buildSampleQuery, type ChangeQuery } from './changeQuery';
import { createChangeSource, toRow } from './changeSource';
import { createDeletedLogSource } from './deletedLogSource';
import type { ChangeRow } from './events';
import { findStream } from './findStream';
import { MissingFieldsError } from './MissingFieldsError';
import type { ReadPage } from './readChanges';
import type { TriggerSettings } from './readSettings';
import { selectColumns } from './selectColumns';
import type { WatchedObject } from './WatchedObject';

/** How to read the changes of one object, as it is described at the moment. */
export interface ReadingPlan {
	readPage: ReadPage<ChangeRow>;
	/** The latest rows, whenever they changed. */
	readSamples: (count: number) => Promise<ChangeRow[]>;
	/** Fields that were read beside the chosen ones. */
	added: readonly string[];
	/** Chosen fields that the object has not. */
	missing: readonly string[];
}

function planLog(client: Client, object: string, warn: (message: string) => void): ReadingPlan {
	const readPage = createDeletedLogSource(client, object, warn);
	return {
		readPage,
		added: [],
		missing: [],
		async readSamples(count) {
			const { rows } = await readPage({ from: { stamp: 0, id: '' }, limit: Infinity });
			return rows.slice(-count).reverse();
		},
	};
}

/**
 * @param warn told of deletions that are no longer known
 * @param onDoubt told if the clocks differ
 * @throws MissingFieldsError unless the settings say to go on without
 * @throws InvalidInputError for an event that leaves no trace on this object
 */
export function planReading(
	client: Client,
	object: WatchedObject,
	settings: TriggerSettings,
	warn: (message: string) => void,
	onDoubt?: (doubt: string) => void,
): ReadingPlan {
	const stream = findStream(object, settings.triggerOn);
	if (stream === undefined) return planLog(client, object.name, warn);
	const { stampField, helperFields, includeDeleted } = stream;
	const { names, missing } = selectColumns(object, settings.fields);
	if (missing.length > 0 && !settings.skipMissingFields) {
		throw new MissingFieldsError(object.name, missing);
	}
	const added = addedFields(helperFields, names);
	const query: ChangeQuery = {
		object: object.name,
		columns: ['Id', ...names, ...added],
		stampField,
		filter: stream.filter(settings.condition),
	};
	return {
		readPage: createChangeSource(client, query, { includeDeleted, onDoubt }),
		async readSamples(count) {
			const soql = buildSampleQuery(query, count);
			// An undeleted record is one that lives.
			const records = await queryAll(client, soql, {
				includeDeleted: settings.triggerOn === 'deleted',
			});
			return records.map((record) => toRow(record, stampField));
		},
		added,
		missing,
	};
}
