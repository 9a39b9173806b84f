/** What goes wrong on purpose. */
export interface PubSubFault {
	/** @default 'Subscribe' */
	call?: 'Subscribe' | 'GetTopic' | 'GetSchema' | 'Publish';
	/** Of one channel only. */
	channel?: string;
	/** A stream fails once it has delivered so many events; at its very beginning where it is not given. */
	after?: number;
	/** @default 1 */
	times?: number;
	/**
	 * The kind of fault: `refuse` with `code` (and its status, or the number `status`), `close` the stream
	 * normally, `reset` it, `drop` the connection, be `silent` from then on.
	 * @default 'refuse'
	 */
	kind?: 'refuse' | 'close' | 'reset' | 'drop' | 'silent';
	/** Without its prefix: `service.unavailable`. */
	code?: string;
	/** Number of a gRPC status. */
	status?: number;
}

/** Faults that wait for their call. */
export class PubSubFaults {
	private readonly faults: Array<PubSubFault & { times: number }> = [];

	add(fault: PubSubFault): void {
		this.faults.push({ times: 1, ...fault });
	}

	clear(): void {
		this.faults.length = 0;
	}

	/** The fault that this call runs into; it is used up by that. */
	take(call: NonNullable<PubSubFault['call']>, channel: string): PubSubFault | undefined {
		const index = this.faults.findIndex(
			(fault) =>
				(fault.call ?? 'Subscribe') === call &&
				(fault.channel === undefined || fault.channel === channel),
		);
		const fault = this.faults[index];
		if (!fault) return undefined;
		fault.times -= 1;
		if (fault.times <= 0) this.faults.splice(index, 1);
		return fault;
	}
}
