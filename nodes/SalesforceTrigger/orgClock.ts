import type { ServerTime } from '../../rest';

/**
 * The org's clock, as far as its own stamps prove it. When a record was read, the clock was at least at the
 * record's stamp; since then it has advanced as far as this machine's steady clock. It may be behind the org's
 * clock by the age that the youngest record had when it was read, but it is never ahead.
 */
export interface OrgClock {
	/**
	 * The earliest time that the org's clock can have, epoch milliseconds; -Infinity if nothing is known.
	 *
	 * @param steady the time of the steady clock
	 */
	atLeast(steady: number): number;
	/**
	 * @param stamp a stamp that Salesforce set itself, epoch milliseconds
	 * @param steady the time of the steady clock when the stamp had been read
	 */
	learn(stamp: number, steady: number): void;
}

export function createOrgClock(): OrgClock {
	let known: { stamp: number; steady: number } | undefined;
	const atLeast = (steady: number) =>
		known === undefined ? -Infinity : known.stamp + Math.max(0, steady - known.steady);
	return {
		atLeast,
		learn(stamp, steady) {
			if (stamp > atLeast(steady)) known = { stamp, steady };
		},
	};
}

/** When a page was read, epoch milliseconds, -Infinity if it isn't known. */
export interface PageTime {
	/** By the clocks of the answer and of this machine; they may be ahead of the org's. */
	readAfter: number;
	/** By the org's own stamps. */
	provenAt: number;
}

/**
 * Tells when a page was read, and learns from the page.
 *
 * @param stamp the latest stamp of the page that Salesforce set itself; -Infinity if there is none
 */
export function readPageTime(clock: OrgClock, time: ServerTime, stamp: number): PageTime {
	const provenAt = Math.max(clock.atLeast(time.sentAt), stamp);
	if (stamp > -Infinity) clock.learn(stamp, time.arrivedAt);
	// This machine's clock alone is not believed: nothing would show that it is ahead.
	return { readAfter: time.toldAt === undefined ? -Infinity : time.askedAt, provenAt };
}

/** What a network and two good clocks differ by at most. */
const TOLERANCE = 60_000;

/**
 * Why the clocks can't all be right, if they can't.
 *
 * @param stamp as in `readPageTime`
 */
export function findDoubt({ toldAt, machineAt }: ServerTime, stamp: number): string | undefined {
	if (toldAt === undefined) return 'Answers from Salesforce have no date and time';
	const differ = (other: number, whose: string) => {
		const seconds = Math.round((toldAt - other) / 1000);
		const side = seconds > 0 ? 'ahead of' : 'behind';
		return `Answers from Salesforce are dated ${Math.abs(seconds)} seconds ${side} ${whose}`;
	};
	if (stamp > toldAt + TOLERANCE) return differ(stamp, 'the stamps of its records');
	if (Math.abs(toldAt - machineAt) <= TOLERANCE) return undefined;
	return differ(machineAt, 'the clock of this machine');
}
