import { refuse } from '../core/SalesforceError';
import { formatDatetime, parseDatetime } from '../core/time';
import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { type Row } from '../store/Row';
import { requireObject } from './requireObject';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MAX_IDS = 600_000;

/** What changed, and what went, between two moments: for who keeps a copy. */
export const replicationRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/sobjects/:object/updated', handle: getUpdated },
	{ method: 'GET', path: '/services/data/:version/sobjects/:object/deleted', handle: getDeleted },
];

function getUpdated(context: Context): Answer {
	const { rows, latest } = readSpan(context, 30);
	const ids = rows.filter((row) => row.IsDeleted !== true).map((row) => row.Id);
	return json({ ids, latestDateCovered: latest });
}

function getDeleted(context: Context): Answer {
	const { rows, latest } = readSpan(context, 15);
	const deletedRecords = rows
		.filter((row) => row.IsDeleted === true)
		.map((row) => ({ id: row.Id, deletedDate: row.SystemModstamp }));
	const earliest = Math.max(context.org.startedAt, context.org.now() - 15 * DAY_MS);
	return json({
		deletedRecords,
		earliestDateAvailable: formatDatetime(Math.floor(earliest / MINUTE_MS) * MINUTE_MS),
		latestDateCovered: latest,
	});
}

/** Rows stamped in the span asked for. Seconds are ignored, both ends count whole minutes. */
function readSpan(context: Context, maxDaysBack: number): { rows: Row[]; latest: string } {
	const { org } = context;
	const type = requireObject(org, context.params.object);
	const start = readMinute(context, 'start');
	const end = readMinute(context, 'end');
	if (end - start < MINUTE_MS) {
		throw refuse(
			400,
			'INVALID_REPLICATION_DATE',
			'endDate must be at least one minute greater than startDate',
		);
	}
	if (start < org.now() - maxDaysBack * DAY_MS) {
		throw refuse(
			400,
			'INVALID_REPLICATION_DATE',
			`startDate before org replication enabled date or more than ${maxDaysBack} days ago`,
		);
	}
	const from = formatDatetime(start);
	const to = formatDatetime(end);
	const rows = [...org.rowsOf(type)].filter(
		({ SystemModstamp: stamp }) => typeof stamp === 'string' && stamp >= from && stamp < to,
	);
	if (rows.length > MAX_IDS)
		throw refuse(400, 'EXCEEDED_ID_LIMIT', 'Too many ids: shorten the span');
	// What is still to come, or still to be committed, is not covered yet.
	const open = [...org.store.openSince].map(({ at }) => at);
	const now = Math.min(org.now(), ...open);
	const latest = Math.min(end, Math.floor(now / MINUTE_MS) * MINUTE_MS);
	return { rows, latest: formatDatetime(latest) };
}

function readMinute({ query }: Context, name: string): number {
	const text = query.get(name);
	// A plus that was not encoded arrives as a space.
	const time = text === null ? undefined : parseDatetime(text.replace(' ', '+'));
	if (time === undefined) {
		throw refuse(
			400,
			'INVALID_REPLICATION_DATE',
			`${name}: a date and time with a zone is required`,
		);
	}
	return Math.floor(time / MINUTE_MS) * MINUTE_MS;
}
