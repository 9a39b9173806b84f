import type { TriggerOn } from '../../../nodes/SalesforceTrigger/events';
import { OVERLAP } from './history';
import type { ModelOrg, Version } from './ModelOrg';

const keyOf = ({ stamp, id }: { stamp: number; id: string }) => `${stamp} ${id}`;

/** Whether a state is what the trigger is for. Of `undeleted`, see `bin`. */
const isWanted = (triggerOn: TriggerOn, row: Version) =>
	triggerOn === 'updated' ? row.stamp !== row.created : triggerOn !== 'undeleted';

/**
 * The exact model: it remembers every delivery for ever, and so knows what each poll has to deliver.
 * `faults` holds what was wrong.
 */
export class Judge {
	readonly faults: string[] = [];
	private readonly given = new Set<string>();
	private readonly givenVersions = new Set<number>();
	private readonly createdEvents = new Set<string>();
	private readonly existing: ReadonlySet<string>;
	private readonly existingIds: ReadonlySet<string>;
	/** What was settled once. */
	private latest = -Infinity;
	/** Records seen deleted; `undefined` once a restart has made it uncertain what the trigger saw. */
	private bin: Set<string> | undefined;

	constructor(
		private readonly org: ModelOrg,
		private readonly triggerOn: TriggerOn,
		private readonly start: number,
		private readonly capacity: number,
		private readonly ignoresOwn = false,
	) {
		const existing = org.stream(triggerOn).filter(({ stamp }) => stamp >= start);
		this.existing = new Set(existing.map(keyOf));
		this.existingIds = new Set(org.visible.keys());
		if (start > org.now) this.faults.push('it starts later than now');
		for (const { id } of existing) org.untellable.add(id);
		this.bin = new Set([...org.visible.values()].filter((row) => row.deleted).map(({ id }) => id));
	}

	/** Whether the trigger's own user has made the change, and it is to be passed over. */
	private isOwn({ record }: Version): boolean {
		const by = this.triggerOn === 'created' ? record.CreatedById : record.LastModifiedById;
		return this.ignoresOwn && by === 'me';
	}

	/** What a trigger without limits would deliver now, in order. */
	private due(before: number): Version[] {
		return this.org
			.stream(this.triggerOn)
			.filter((row) => row.stamp >= this.start && row.stamp < before && !this.isOwn(row))
			.filter((row) => !this.existing.has(keyOf(row)) && !this.given.has(keyOf(row)))
			.filter((row) =>
				this.triggerOn === 'undeleted'
					? !row.deleted && (this.bin?.has(row.id) ?? false)
					: isWanted(this.triggerOn, row),
			);
	}

	/** How many of the rows due a poll has to deliver: all, less what its limit and its memory leave. */
	private expectedCount(due: readonly Version[], limit: number, settledBefore: number): number {
		const settled = due.filter(({ stamp }) => stamp < settledBefore).length;
		const remembered = [...this.given, ...this.existing].filter(
			(key) => Number(key.split(' ')[0]) >= settledBefore,
		).length;
		const room = Math.max(0, this.capacity - remembered);
		return Math.min(limit, settled + Math.min(due.length - settled, room));
	}

	/** Judges a poll during which nothing happened in the org, against exactly what it must deliver. */
	judgeExactly(
		rows: readonly Version[],
		{ readAfter, provenAt }: { readAfter: number; provenAt: number },
		limit: number,
	): void {
		if (provenAt > this.org.now) this.faults.push('it takes for proven what is not');
		const before = Math.floor(Math.max(readAfter, provenAt) / 1000) * 1000;
		const settled = Math.floor(provenAt / 1000) * 1000 - OVERLAP;
		if (this.triggerOn === 'undeleted' && this.bin === undefined) return;
		const due = this.due(before);
		const least = this.expectedCount(due, limit, settled);
		// A process that has begun anew knows less of the org's clock: rows are young again that were settled before, and
		// so are not remembered any more. Then the memory has more room than is known here.
		const most = settled < this.latest ? Math.min(limit, due.length) : least;
		this.noteSettled({ provenAt });
		const expected = due.slice(0, Math.min(most, Math.max(least, rows.length)));
		const got = rows.map(({ version }) => version).join();
		if (got !== expected.map(({ version }) => version).join()) {
			this.faults.push(`a poll gave ${got || 'nothing'}, not ${expected.map(keyOf).join()}`);
		}
		if (expected.length < due.length) this.bin = undefined;
		for (const { id, deleted, stamp } of this.org.visible.values()) {
			if (stamp >= before) continue;
			if (deleted) this.bin?.add(id);
			else this.bin?.delete(id);
		}
	}

	/** Of a poll that can't be judged exactly: what was settled then is not remembered any more. */
	noteSettled({ provenAt }: { provenAt: number }): void {
		this.latest = Math.max(this.latest, Math.floor(provenAt / 1000) * 1000 - OVERLAP);
	}

	/** What holds of every delivery, whatever happened meanwhile. */
	judge(deliveries: ReadonlyArray<{ row: Version; event?: string }>): void {
		for (const { row, event } of deliveries) {
			const key = keyOf(row);
			if (this.given.has(key)) this.faults.push(`${key} came twice`);
			if (this.isOwn(row)) this.faults.push(`${key} is its own`);
			if (row.stamp < this.start) this.faults.push(`${key} is from before the start`);
			if (this.existing.has(key)) this.faults.push(`${key} was there at the start`);
			if (this.triggerOn !== 'undeleted' && !isWanted(this.triggerOn, row)) {
				this.faults.push(`${key} is no ${this.triggerOn}`);
			}
			if (row.stamp >= Math.floor(this.org.now / 1000) * 1000) {
				this.faults.push(`${key} was given before its second was over`);
			}
			if (event === 'created') {
				const isKnown = this.existingIds.has(row.id) && row.stamp !== row.created;
				if (isKnown) this.faults.push(`${row.id} was there before`);
				if (this.ignoresOwn && row.record.CreatedById === 'me') {
					this.faults.push(`${row.id} was not created by another user`);
				}
				if (this.createdEvents.has(row.id)) this.faults.push(`${row.id} was created twice`);
				this.createdEvents.add(row.id);
			}
			this.given.add(key);
			this.givenVersions.add(row.version);
		}
	}

	/**
	 * Whether undeleting a record is an event of this trigger. To `created` it is none, but a record
	 * that was created and deleted between two polls would then be one that was never told.
	 */
	isTold(id: string): boolean {
		const created = this.org.visible.get(id)?.created;
		return (
			this.triggerOn !== 'created' ||
			(this.ignoresOwn && this.org.visible.get(id)?.record.CreatedById === 'me') ||
			(created !== undefined && this.given.has(`${created} ${id}`))
		);
	}

	/** From here on it is uncertain which deletions the trigger has seen. */
	forgetBin(): void {
		this.bin = undefined;
	}

	/**
	 * Once the org is quiet and polled to the end: the last state of every record must have come.
	 *
	 * @param isBlind whether a change may be missing that was made in the second of one that came
	 */
	judgeEnd(isBlind = false): void {
		if (this.triggerOn === 'undeleted') return;
		for (const row of this.org.stream(this.triggerOn)) {
			const isDue =
				row.stamp >= this.start &&
				!this.existing.has(keyOf(row)) &&
				!this.isOwn(row) &&
				isWanted(this.triggerOn, row);
			// A record that was created counts once, in whatever state it was seen.
			const isGiven =
				this.triggerOn === 'created' || isBlind
					? this.given.has(keyOf(row))
					: this.givenVersions.has(row.version);
			if (isDue && !isGiven) this.faults.push(`${keyOf(row)} never came`);
		}
	}
}
