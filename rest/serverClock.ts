import type { Client, OrgRequest } from './types';

/** This machine's clocks. */
export interface Clocks {
	/** The time of day, epoch milliseconds. It may be wrong, and it may jump. */
	now: () => number;
	/** Milliseconds since some moment. It never jumps, and says nothing but how long something took. */
	steady: () => number;
}

/** What one answer says about the org's clock. Epoch milliseconds unless something else is said. */
export interface ServerTime {
	/** The `Date` header, to the second; `undefined` if there is none that can be read. */
	toldAt: number | undefined;
	/** This machine's time of day when the answer came. */
	machineAt: number;
	/** When the org answered, by the earlier of the two. */
	answeredAt: number;
	/** By the same clock, a moment at which the org had not begun to work on the request yet. */
	askedAt: number;
	/** The steady clock before the request was sent. */
	sentAt: number;
	/** The steady clock when the answer had come. */
	arrivedAt: number;
}

export interface ServerClock {
	/** The client to ask through. */
	client: Client;
	/** Of the first request through `client`, or `undefined` before it was answered. */
	time(): ServerTime | undefined;
}

export const machineClocks: Clocks = { now: () => Date.now(), steady: () => performance.now() };

/** Reads what an answer says about the org's clock. */
export function readServerTime(
	date: string | undefined,
	{ machineAt, sentAt, arrivedAt }: Pick<ServerTime, 'machineAt' | 'sentAt' | 'arrivedAt'>,
): ServerTime {
	const told = Date.parse(date ?? '');
	const toldAt = Number.isNaN(told) ? undefined : told;
	const answeredAt = Math.min(toldAt ?? machineAt, machineAt);
	const askedAt = answeredAt - (arrivedAt - sentAt);
	return { toldAt, machineAt, answeredAt, askedAt, sentAt, arrivedAt };
}

/**
 * Reads the org's clock from answers that come anyway. This machine's clock may be wrong, and so may the header: a
 * proxy in front of the org sets its own. A clock that is ahead would make the trigger skip what is still to come,
 * so the earlier one of the two counts. Even that one may be ahead: nothing must be lost if it is.
 */
export function createServerClock(client: Client, clocks: Clocks = machineClocks): ServerClock {
	let time: ServerTime | undefined;
	async function request<Body>(request: OrgRequest<Body>) {
		const sentAt = clocks.steady();
		const response = await client.request(request);
		const moments = { machineAt: clocks.now(), sentAt, arrivedAt: clocks.steady() };
		time ??= readServerTime(response.headers.date, moments);
		return response;
	}
	return { client: { ...client, request }, time: () => time };
}
