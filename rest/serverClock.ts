import type { Client, OrgRequest } from './types';

/** The org's clock as one request told it, epoch milliseconds. */
export interface ServerTime {
	/** The `Date` header, to the second. */
	answeredAt: number;
	/** A moment at which the org had not begun to work on the request yet. */
	askedAt: number;
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
	const answeredAt = Number.isNaN(told) ? receivedAt : told;
	return { answeredAt, askedAt: answeredAt - Math.max(0, receivedAt - sentAt) };
}

/**
 * Reads the org's clock off the answers that come anyway: this machine's may be wrong.
 * Where a proxy takes the `Date` header away, this machine's has to do.
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
