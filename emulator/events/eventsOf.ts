import { type OrgState } from '../core/OrgState';
import { type Change } from '../store/Store';
import { EventLog, type LoggedEvent } from './EventLog';
import { changeEventName, toChangeEvent, toOverflowEvent } from './toChangeEvent';

/** The event bus of an org. From the first call on, changes of captured objects are on it, too. */
export function eventsOf(org: OrgState): EventLog {
	return org.state('events', () => {
		const log = new EventLog(() => org.now());
		const transaction = { number: -1, changes: 0, overflown: new Set<string>() };
		let last: { change: Change; events: LoggedEvent[] } | undefined;
		org.store.onChange((change) => {
			if (!isCaptured(org, change.object)) return;
			if (transaction.number !== change.transaction) {
				Object.assign(transaction, {
					number: change.transaction,
					changes: 0,
					overflown: new Set(),
				});
			}
			transaction.changes += 1;
			if (transaction.changes > org.policy.changesPerTransaction) {
				if (transaction.overflown.has(change.object)) return;
				transaction.overflown.add(change.object);
				const { uuid, payload } = toOverflowEvent(org, change);
				log.publish(channelsOf(org, change.object), uuid, payload);
				return;
			}
			const { uuid, payload } = toChangeEvent(org, change);
			if (last && org.policy.mergeChangeEvents && isSame(last, change, payload)) {
				const header = payload.ChangeEventHeader as { recordIds: string[] };
				recordIdsOf(last.events[0] as LoggedEvent).push(...header.recordIds);
				return;
			}
			const { before, after } = change;
			const events = log.publish(channelsOf(org, change.object), uuid, payload, { before, after });
			last = { change, events };
		});
		return log;
	});
}

const recordIdsOf = ({ payload }: LoggedEvent) =>
	(payload.ChangeEventHeader as { recordIds: string[] }).recordIds;

/** Whether a change says the very same as the one before it, of another record of its transaction. */
function isSame(
	{ change: last, events }: { change: Change; events: LoggedEvent[] },
	change: Change,
	payload: Record<string, unknown>,
): boolean {
	const isOf = ['transaction', 'object', 'type'] as const;
	if (isOf.some((key) => last[key] !== change[key]) || events.length === 0) return false;
	const saying = ({ ChangeEventHeader: _, ...values }: Record<string, unknown>) =>
		JSON.stringify(values);
	return saying((events[0] as LoggedEvent).payload) === saying(payload);
}

/** The channels that an object's changes go to. */
export function channelsOf(org: OrgState, object: string): string[] {
	const name = changeEventName(object);
	const custom = Object.entries(org.policy.customChannels)
		.filter(([, members]) => members.includes(name))
		.map(([channel]) => `/data/${channel}`);
	return [`/data/${name}`, '/data/ChangeEvents', ...custom];
}

function isCaptured(org: OrgState, object: string): boolean {
	return org.policy.changeDataCapture.some((name) => name.toLowerCase() === object.toLowerCase());
}
