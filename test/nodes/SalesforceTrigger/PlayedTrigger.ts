import type { CursorState } from '../../../nodes/SalesforceTrigger/cursor';
import {
	watchChanges,
	type ChangeEvent,
	type TriggerOn,
} from '../../../nodes/SalesforceTrigger/events';
import { createOrgClock, readPageTime } from '../../../nodes/SalesforceTrigger/orgClock';
import { createPollMemory } from '../../../nodes/SalesforceTrigger/pollMemory';
import { readChanges } from '../../../nodes/SalesforceTrigger/readChanges';
import { startedCursor, startOf } from '../../../nodes/SalesforceTrigger/startReading';
import { OVERLAP, type History, type Step } from './history';
import { RIGHT_CLOCKS, type ModelOrg, type PollClocks, type Version } from './ModelOrg';

type Poll = Extract<Step, { do: 'poll' }>;
type Meanwhile = Poll['meanwhile'][number];

export interface Delivery {
	row: Version;
	event: ChangeEvent;
}

interface Kept {
	cursor: CursorState;
	bin: string;
}

/** What one poll did, for the model to judge. */
export interface Played {
	deliveries: readonly Delivery[];
	/** When the first page was read. */
	time?: { readAfter: number; provenAt: number };
	pages: number;
}

/** The trigger's cursor as n8n drives it: state in memory, saved with a delivery only. */
export class PlayedTrigger {
	private memory: Kept;
	private saved: Kept;
	/** What the process knows. */
	private orgClock = createOrgClock();
	private isClockKnown = false;
	private readonly running = createPollMemory<never>();
	readonly start: number;

	constructor(
		private readonly org: ModelOrg,
		private readonly history: Pick<History, 'triggerOn' | 'pageSize' | 'capacity' | 'ignoresOwn'>,
		private readonly meanwhile: (step: Exclude<Meanwhile, { do: 'overlap' }>) => void,
		clocks: PollClocks = RIGHT_CLOCKS,
	) {
		const latest = { written: org.latestWritten, time: org.time(clocks) };
		this.start = startOf(latest);
		this.askLatest(clocks);
		const existing = org.stream(history.triggerOn).filter(({ stamp }) => stamp >= this.start);
		const bin = [...org.visible.values()].filter(({ deleted }) => deleted).map(({ id }) => id);
		const cursor = startedCursor(latest, { rows: existing, full: false });
		this.memory = { cursor, bin: bin.join(' ') };
		this.saved = this.memory;
	}

	get triggerOn(): TriggerOn {
		return this.history.triggerOn;
	}

	/** The process ends: what it knew of the org's clock is gone as well. */
	restart(): void {
		this.memory = this.saved;
		this.orgClock = createOrgClock();
		this.isClockKnown = false;
	}

	private askLatest(clocks: PollClocks): void {
		readPageTime(this.orgClock, this.org.time(clocks), this.org.latestWritten);
		this.isClockKnown = true;
	}

	/** The size of what is saved, as JSON. */
	get stateSize(): number {
		return JSON.stringify(this.memory).length;
	}

	async poll(step: Poll): Promise<Played> {
		const played = await this.running.runAlone('node', () => this.pollAlone(step));
		return played ?? { deliveries: [], pages: 0 };
	}

	private async pollAlone(step: Poll): Promise<Played> {
		const { cursor, bin } = this.memory;
		const { pageSize, capacity, ignoresOwn } = this.history;
		const own = ignoresOwn ? 'me' : undefined;
		const watch = watchChanges(this.triggerOn, cursor.deliveredBefore, bin, own);
		const script = [...step.meanwhile];
		const played: Omit<Played, 'deliveries'> = { pages: 0 };
		if (step.outcome === 'fails before reading') return { deliveries: [], pages: 0 };

		if (!this.isClockKnown) this.askLatest(step.clocks);
		const { found, state, isComplete } = await readChanges<Version, ChangeEvent>(
			cursor,
			{ limit: step.limit, overlap: OVERLAP, capacity, pageSize },
			async (bounds) => {
				const page = this.org.read(this.triggerOn, bounds, step.clocks, this.orgClock);
				played.time ??= page;
				played.pages += 1;
				const next = script.shift();
				if (next?.do === 'overlap') {
					const second = await this.poll({ ...step, outcome: 'kept', meanwhile: [] });
					if (second.deliveries.length > 0) throw new Error('two polls ran at once');
				} else if (next !== undefined) this.meanwhile(next);
				return page;
			},
			watch,
		);
		this.isClockKnown = isComplete;
		if (step.outcome === 'fails after reading') return { deliveries: [], pages: played.pages };
		if (step.outcome === 'discarded') {
			this.memory = this.saved;
			return { deliveries: [], pages: played.pages };
		}
		this.memory = structuredClone({ cursor: state, bin: watch.bin() });
		if (found.length > 0) this.saved = this.memory;
		return { ...played, deliveries: found };
	}
}
