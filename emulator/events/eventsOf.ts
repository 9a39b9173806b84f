import { type OrgState } from '../core/OrgState';
import { EventLog } from './EventLog';
import { toChangeEvent } from './toChangeEvent';

/** The event bus of an org. From the first call on, changes of captured objects are on it, too. */
export function eventsOf(org: OrgState): EventLog {
	return org.state('events', () => {
		const log = new EventLog(() => org.now());
		org.store.onChange((change) => {
			if (!isCaptured(org, change.object)) return;
			const { channel, uuid, payload } = toChangeEvent(org, change);
			log.publish([channel, '/data/ChangeEvents'], uuid, payload);
		});
		return log;
	});
}

function isCaptured(org: OrgState, object: string): boolean {
	return org.policy.changeDataCapture.some((name) => name.toLowerCase() === object.toLowerCase());
}
