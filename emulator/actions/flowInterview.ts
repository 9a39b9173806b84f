import { createHash } from 'node:crypto';
import { type Context } from '../server/Route';

/** What every flow answers beside its own variables; the GUID finds the interview in `FlowInterview`. */
export function flowInterview(
	{ org }: Context,
	status: 'Finished' | 'Waiting' = 'Finished',
): Record<string, string> {
	const count = org.state('flowInterviews', () => ({ started: 0 }));
	count.started++;
	const digest = createHash('sha1').update(String(count.started)).digest('hex');
	return {
		Flow__InterviewGuid: `${digest}-${count.started.toString(16).padStart(4, '0')}`,
		Flow__InterviewStatus: status,
	};
}
