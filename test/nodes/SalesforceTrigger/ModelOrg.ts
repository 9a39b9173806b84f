import type { Page } from '../../../nodes/SalesforceTrigger/cursor';
import type { ChangeRow, TriggerOn } from '../../../nodes/SalesforceTrigger/events';
import { type OrgClock, readPageTime } from '../../../nodes/SalesforceTrigger/orgClock';
import type { PageBounds } from '../../../nodes/SalesforceTrigger/readChanges';
import { readServerTime, type ServerTime } from '../../../rest';

/** One state of a record: what a write made it. */
export interface Version extends ChangeRow {
	created: number;
	/** SystemModstamp, also where rows are ordered by another stamp. */
	written: number;
	/** Counts all writes of the org: two states never share it, as they may share a stamp. */
	version: number;
	record: { CreatedById: string; LastModifiedById: string };
}

/** Who writes: the trigger's own user, or another one. */
export type Author = 'me' | 'other';

/** What the clocks say that a poll goes by. */
export interface PollClocks {
	/** Milliseconds to the org and back. */
	way: number;
	/** What the Date header is ahead, milliseconds; null where there is none. */
	header: number | null;
	/** What this machine's time of day is ahead, milliseconds. */
	machine: number;
}

export const RIGHT_CLOCKS: PollClocks = { way: 0, header: 0, machine: 0 };

const second = (time: number) => Math.floor(time / 1000) * 1000;

/** An org of one object that exists in memory: stamps at the write, visible at the commit, row locks between. */
export class ModelOrg {
	/** Epoch milliseconds. */
	now = Date.UTC(2026, 0, 1, 12, 0, 0, 137);
	/** What a query sees. */
	readonly visible = new Map<string, Version>();
	/** The transactions that have written but not committed. */
	private held: Array<{ version: Version; commitAt: number }> = [];
	private versions = 0;
	private sorted: { triggerOn: TriggerOn; rows: Version[] } | undefined;
	/** Records whose state a trigger took as its starting point: another one in that second looks the same. */
	readonly untellable = new Set<string>();

	constructor(readonly overlap: number) {}

	advance(milliseconds: number): void {
		this.now += milliseconds;
		const due = this.held.filter(({ commitAt }) => commitAt <= this.now);
		this.held = this.held.filter(({ commitAt }) => commitAt > this.now);
		for (const { version } of due) this.show(version);
	}

	/**
	 * Writes a record: creates it where it is new, else changes, deletes or undeletes it.
	 *
	 * @param holdFor milliseconds until the commit
	 * @param by who writes
	 * @returns false where the record is locked, or the write makes no sense
	 */
	write(
		id: string,
		kind: 'save' | 'delete' | 'undelete',
		holdFor = 0,
		by: Author = 'other',
	): boolean {
		const current = this.visible.get(id);
		if (this.held.some(({ version }) => version.id === id)) return false;
		if (kind === 'save' ? current?.deleted : (current?.deleted ?? true) !== (kind === 'undelete')) {
			return false;
		}
		const stamp = second(this.now);
		// The one thing that no stamp can tell: two changes in one second, the other one committed late.
		if (current?.stamp === stamp && (holdFor > 0 || this.untellable.has(id))) return false;
		const version: Version = {
			id,
			stamp,
			written: stamp,
			created: current?.created ?? stamp,
			deleted: kind === 'delete',
			version: (this.versions += 1),
			record: { CreatedById: current?.record.CreatedById ?? by, LastModifiedById: by },
		};
		// At most the overlap, counted from the start of the second that the stamp names.
		const commitAt = Math.min(this.now + holdFor, stamp + this.overlap);
		if (commitAt <= this.now) this.show(version);
		else this.held.push({ version, commitAt });
		return true;
	}

	/** Commits a state. */
	show(version: Version): void {
		this.visible.set(version.id, version);
		this.sorted = undefined;
	}

	/** What a trigger's query selects, with the stamp that it is ordered by, in order. */
	stream(triggerOn: TriggerOn): Version[] {
		if (this.sorted?.triggerOn === triggerOn) return this.sorted.rows;
		const all = [...this.visible.values()];
		const selected =
			triggerOn === 'undeleted'
				? all
				: all.filter(({ deleted }) => deleted === (triggerOn === 'deleted'));
		const rows = selected
			.map((row) => (triggerOn === 'created' ? { ...row, stamp: row.created } : row))
			.sort((a, b) => a.stamp - b.stamp || (a.id < b.id ? -1 : 1));
		this.sorted = { triggerOn, rows };
		return rows;
	}

	/** What an answer of this moment tells of the org's clock. */
	time({ way, header, machine }: PollClocks): ServerTime {
		const date =
			header === null ? undefined : new Date(second(this.now + way / 2 + header)).toUTCString();
		return readServerTime(date, {
			machineAt: this.now + way / 2 + machine,
			sentAt: this.now - way / 2,
			arrivedAt: this.now + way / 2,
		});
	}

	/** The latest stamp of all rows; -Infinity where there is none. */
	get latestWritten(): number {
		return Math.max(-Infinity, ...[...this.visible.values()].map(({ written }) => written));
	}

	/** Answers one query. */
	read(
		triggerOn: TriggerOn,
		{ from, before = Infinity, limit }: PageBounds,
		clocks: PollClocks,
		orgClock: OrgClock,
	): Page<Version> {
		const all = this.stream(triggerOn);
		const isBehind = ({ stamp, id }: Version) =>
			stamp > from.stamp || (stamp === from.stamp && (from.id === '' || id > from.id));
		const first = all.findIndex(isBehind);
		const page = first < 0 ? [] : all.slice(first, first + limit);
		const rows = page.filter(({ stamp }) => stamp < before);
		const written = rows.reduce((latest, row) => Math.max(latest, row.written), -Infinity);
		const time = readPageTime(orgClock, this.time(clocks), written);
		return { rows, full: rows.length === limit, ...time };
	}
}
