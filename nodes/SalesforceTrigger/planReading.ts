import { type Client, type Clocks, queryAll, writeFilters } from '../../rest';
import { addedFields, isSameName } from './changeItems';
import { buildSampleQuery, type ChangeQuery } from './changeQuery';
import { createChangeSource, type LatestWrite, readLatestWrite, toRow } from './changeSource';
import { createDeletedLogSource } from './deletedLogSource';
import type { ChangeRow } from './events';
import { findStream, findWrittenField } from './findStream';
import { authorFields } from './ownChanges';
import { MissingFieldsError } from './MissingFieldsError';
import type { OrgClock } from './orgClock';
import type { ReadPage } from './readChanges';
import type { TriggerSettings } from './readSettings';
import { selectColumns } from './selectColumns';
import type { WatchedObject } from './WatchedObject';

/** How to read the changes of one object, as it is described at the moment. */
export interface ReadingPlan {
	readPage: ReadPage<ChangeRow>;
	/** When the object was written to last; what is known of the org's clock is then as good as it gets. */
	readLatest: () => Promise<LatestWrite>;
	/** The latest rows, whenever they changed. */
	readSamples: (count: number) => Promise<ChangeRow[]>;
	/** Fields that were read in addition to the chosen ones. */
	added: readonly string[];
	/** Chosen fields that the object has not. */
	missing: readonly string[];
	/** The fields that an update must change, by the object's own names. */
	watched: readonly string[];
}

export interface ReadingContext {
	client: Client;
	settings: TriggerSettings;
	orgClock: OrgClock;
	clocks: Clocks;
	/** Told of deletions that are no longer kept in Salesforce. */
	warn: (message: string) => void;
	/** Told if the clocks differ. */
	onDoubt: (doubt: string) => void;
}

function planLog(context: ReadingContext, object: WatchedObject): ReadingPlan {
	const { client } = context;
	const log = createDeletedLogSource(client, object.name, context);
	const writtenField = findWrittenField(object);
	return {
		readPage: log.readPage,
		async readLatest() {
			if (writtenField !== undefined) {
				await readLatestWrite(client, object.name, { ...context, writtenField });
			}
			return log.readLatest();
		},
		added: [],
		missing: [],
		watched: [],
		async readSamples(count) {
			const { rows } = await log.readPage({ from: { stamp: 0, id: '' }, limit: Infinity });
			return rows.slice(-count).reverse();
		},
	};
}

/** The filters and the condition: a record must meet both. */
function joinConditions(settings: TriggerSettings, { types }: WatchedObject): string {
	const { filters, match, condition, zone } = settings;
	const filter = writeFilters([...filters], match, { types, zone });
	return filter === '' || condition === '' ? filter + condition : `(${filter}) AND (${condition})`;
}

/**
 * @throws MissingFieldsError unless the settings say to continue without the fields
 * @throws InvalidInputError for an event that Salesforce does not record for this object
 */
export function planReading(context: ReadingContext, object: WatchedObject): ReadingPlan {
	const { client, settings } = context;
	const stream = findStream(object, settings.triggerOn);
	const authors = settings.ignoreOwnChanges ? authorFields(object, settings.triggerOn) : [];
	if (stream === undefined) return planLog(context, object);
	const { stampField, writtenField, helperFields, includeDeleted } = stream;
	const { names, missing: unknown } = selectColumns(object, settings.fields);
	// With the Id, which it leaves out: of nothing chosen it makes all fields.
	const asked = selectColumns(object, ['Id', ...settings.changedFields]);
	const watched = object.fields.filter((field) =>
		asked.names.some((name) => isSameName(field, name)),
	);
	const missing = [...unknown, ...asked.missing];
	if (missing.length > 0 && !settings.skipMissingFields) {
		throw new MissingFieldsError(object.name, missing);
	}
	const added = addedFields([...new Set([...helperFields, ...watched, ...authors])], names);
	const query: ChangeQuery = {
		object: object.name,
		columns: ['Id', ...names, ...added],
		stampField,
		filter: stream.filter(joinConditions(settings, object)),
	};
	return {
		readPage: createChangeSource(client, query, { ...context, includeDeleted, writtenField }),
		readLatest: () => readLatestWrite(client, object.name, { ...context, writtenField }),
		async readSamples(count) {
			const soql = buildSampleQuery(query, count);
			// An undeleted record is a record that is not deleted.
			const records = await queryAll(client, soql, {
				includeDeleted: settings.triggerOn === 'deleted',
			});
			return records.map((record) => toRow(record, stampField));
		},
		added,
		missing,
		watched,
	};
}
