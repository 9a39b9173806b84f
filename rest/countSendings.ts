import { HttpError, type Send } from '../http';
import type { Usage } from './types';

interface Senders {
	/** The bare sender. */
	send: Send;
	/** Makes the counted sender repeat what may be repeated. */
	retry?: (send: Send) => Send;
}

/**
 * A sender for one request: what it sends past the first time is a repetition.
 *
 * @param usage counted up in place
 */
export function countSendings(
	{ send, retry }: Senders,
	usage: Usage,
): {
	send: Send;
	/** Whether a sending so far got no answer, so that it may have been carried out. */
	isUncertain: () => boolean;
} {
	let sends = 0;
	let uncertain = false;
	const counting: Send = async (request) => {
		usage.apiCalls += 1;
		if (sends > 0) usage.retries += 1;
		sends += 1;
		try {
			const response = await send(request);
			uncertain ||= response.status >= 500;
			return response;
		} catch (error) {
			uncertain ||= error instanceof HttpError && error.mayHaveBeenSent;
			throw error;
		}
	};
	return { send: retry?.(counting) ?? counting, isUncertain: () => uncertain };
}
