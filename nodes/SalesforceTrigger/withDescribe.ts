import { SalesforceApiError } from '../../rest';
import { MissingFieldsError } from './MissingFieldsError';
import type { WatchedObject } from './WatchedObject';

/** A describe as it is kept between polls, so that a poll in which nothing changed costs one call. */
export interface Described {
	object: WatchedObject;
	/** Of the steady clock, milliseconds. */
	at: number;
}

/** After an hour, a delivery is the occasion to look for new fields. */
const MAX_AGE = 3_600_000;

export const isOld = ({ at }: Described, now: number): boolean => now - at > MAX_AGE;

const isAboutFields = (error: unknown) =>
	error instanceof MissingFieldsError ||
	(error instanceof SalesforceApiError && error.errorCode === 'INVALID_FIELD');

/**
 * Does the work with the describe that is kept. If a field has been removed or added since then, describes the
 * object again and repeats the work once.
 */
export async function withDescribe<Result>(
	kept: Described | undefined,
	describe: () => Promise<Described>,
	work: (object: WatchedObject) => Promise<Result>,
): Promise<Result> {
	const workAnew = async () => work((await describe()).object);
	if (kept === undefined) return workAnew();
	return work(kept.object).catch((error: unknown) =>
		isAboutFields(error) ? workAnew() : Promise.reject(error as Error),
	);
}
