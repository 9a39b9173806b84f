import type { Client, OrgRequest } from './types';

/** The org's clock as one request told it, epoch milliseconds. */
export interface ServerTime {
	/** When it answered. Never later than this machine's clock says, nor than the answer does. */
	answeredAt: number;
	/** A moment at which the org had not begun to work on the request yet. */
	askedAt: number;
	/** The `Date` header, to the second; `undefined` if there is none that can be read. */
	toldAt: number | undefined;
}

export interface ServerClock {
	/** The client to ask through. */
	client: Client;
	/** Of the first request through `client`, or `undefined` before it was answered. */
	time(): ServerTime | undefined;
}

/** Never set back or forth, unlike the time of day. */
const steadyNow = () => performance.timeOrigin + performance.now();

function readTime(date: string | undefined, sentAt: number, receivedAt: number): ServerTime {
	const told = Date.parse(date ?? '');
	const toldAt = Number.isNaN(told) ? undefined : told;
	const answeredAt = Math.min(toldAt ?? receivedAt, receivedAt);
	return { answeredAt, askedAt: answeredAt - Math.max(0, receivedAt - sentAt), toldAt };
}

/**
 * Reads the org's clock off the answers that come anyway. This machine's clock may be wrong, and so may the header: a
 * proxy in front of the org sets its own. Who believes a clock that is ahead passes over what is still to come, so that
 * the earlier one of the two counts. If there is no header, this machine's clock has to do.
 *
 * @param now epoch milliseconds
 */
export function createServerClock(client: Client, now: () => number = steadyNow): ServerClock {
	let time: ServerTime | undefined;
	async function request<Body>(request: OrgRequest<Body>) {
		const sentAt = now();
		const response = await client.request(request);
		time ??= readTime(response.headers.date, sentAt, now());
		return response;
	}
	return { client: { ...client, request }, time: () => time };
}
