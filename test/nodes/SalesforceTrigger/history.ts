import fc from 'fast-check';
import type { TriggerOn } from '../../../nodes/SalesforceTrigger/events';
import type { Author, PollClocks } from './ModelOrg';

export type Write = {
	do: 'save' | 'delete' | 'undelete';
	record: number;
	/** Milliseconds until the commit. */
	holdFor: number;
	by: Author;
};

export type Step =
	| Write
	| { do: 'advance'; milliseconds: number }
	/** n8n stops and starts: what was not saved is gone. */
	| { do: 'restart' }
	| {
			do: 'poll';
			/** `discarded`: n8n throws the result away, since the workflow was switched off meanwhile. */
			outcome: 'kept' | 'fails before reading' | 'fails after reading' | 'discarded';
			limit: number;
			clocks: PollClocks;
			/** What happens in the org, and with the node, between two pages. */
			meanwhile: ReadonlyArray<Write | { do: 'advance'; milliseconds: number } | { do: 'overlap' }>;
	  };

export interface History {
	triggerOn: TriggerOn;
	pageSize: number;
	/** Rows remembered at most. */
	capacity: number;
	/** Whether the trigger passes over what its own user has changed. */
	ignoresOwn: boolean;
	/** Of the activation. */
	clocks: PollClocks;
	/** Before the trigger is activated. */
	before: readonly Step[];
	steps: readonly Step[];
}

const RECORDS = 4;
export const OVERLAP = 60_000;

/** Some stay within the second, some within the overlap, some are a downtime. */
const duration = fc.oneof(
	{ weight: 4, arbitrary: fc.integer({ min: 0, max: 1500 }) },
	{ weight: 3, arbitrary: fc.integer({ min: 1000, max: 70_000 }) },
	{ weight: 1, arbitrary: fc.integer({ min: 60_000, max: 3 * 86_400_000 }) },
);
const holdFor = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(0) },
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: OVERLAP }) },
);
const record = fc.nat({ max: RECORDS - 1 });
const write = fc.record<Write>({
	do: fc.constantFrom('save', 'save', 'save', 'delete', 'undelete'),
	record,
	holdFor,
	by: fc.constantFrom<Author>('me', 'other'),
});
const advance = fc.record({ do: fc.constant('advance' as const), milliseconds: duration });
const overlap = fc.record({ do: fc.constant('overlap' as const) });
const HOUR = 3_600_000;
const offset = fc.oneof(
	{ weight: 1, arbitrary: fc.integer({ min: -5000, max: 5000 }) },
	{ weight: 1, arbitrary: fc.constantFrom(90_000, -90_000, HOUR, -HOUR, 20 * HOUR) },
	{ weight: 1, arbitrary: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }) },
);
/** The year 2099, from 2026. */
const FAR = 73 * 365 * 24 * HOUR;

/** Of the two clocks, at least one is not ahead; both may be wrong, and the header may be missing. */
const clockPair: fc.Arbitrary<Omit<PollClocks, 'way'>> = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({ header: 0, machine: 0 }) },
	fc.record({ header: fc.oneof(offset, fc.constant(FAR)), machine: fc.constant(0) }),
	fc.record({ header: fc.constant(0), machine: offset }),
	fc.record({ header: fc.constant(null), machine: offset }),
	fc.record({ header: offset, machine: offset.map((ahead) => -Math.abs(ahead)) }),
);
const way = fc.constantFrom(0, 0, 300, 2500);
const clocksOf = (pair: fc.Arbitrary<Omit<PollClocks, 'way'>>): fc.Arbitrary<PollClocks> =>
	fc.tuple(pair, way).map(([clocks, milliseconds]) => ({ ...clocks, way: milliseconds }));

const pollWith = (clocks: fc.Arbitrary<PollClocks>) =>
	fc.record({
		do: fc.constant('poll' as const),
		outcome: fc.constantFrom(
			...([
				'kept',
				'kept',
				'kept',
				'fails before reading',
				'fails after reading',
				'discarded',
			] as const),
		),
		limit: fc.oneof(fc.constant(100), fc.integer({ min: 1, max: 4 })),
		clocks,
		meanwhile: fc.oneof(
			{ weight: 2, arbitrary: fc.constant([]) },
			{ weight: 1, arbitrary: fc.array(fc.oneof(write, advance, overlap), { maxLength: 4 }) },
		),
	});
const restart = fc.record({ do: fc.constant('restart' as const) });

const historiesWith = (clocks: fc.Arbitrary<PollClocks>): fc.Arbitrary<History> =>
	fc.record({
		triggerOn: fc.constantFrom<TriggerOn>(
			'created',
			'updated',
			'createdOrUpdated',
			'deleted',
			'undeleted',
		),
		pageSize: fc.integer({ min: 1, max: 5 }),
		capacity: fc.constantFrom(2, 4, 2500),
		ignoresOwn: fc.boolean(),
		clocks,
		before: fc.array(fc.oneof(write, advance), { maxLength: 5 }),
		steps: fc.array(
			fc.oneof(
				{ weight: 6, arbitrary: write },
				{ weight: 3, arbitrary: advance },
				{ weight: 4, arbitrary: pollWith(clocks) },
				{ weight: 1, arbitrary: restart },
			),
			{ minLength: 4, maxLength: 24 },
		),
	});

/** Clocks that are right in some histories, wrong all the time in others, and in others from poll to poll. */
export const histories: fc.Arbitrary<History> = fc.oneof(
	historiesWith(clocksOf(fc.constant({ header: 0, machine: 0 }))),
	historiesWith(clocksOf(clockPair)),
	clockPair.chain((constant) => historiesWith(clocksOf(fc.constant(constant)))),
);

/** The same, with both clocks ahead at once as well, by less than a day. */
export const blindHistories: fc.Arbitrary<History> = historiesWith(
	clocksOf(fc.record({ header: fc.oneof(offset, fc.constant(null)), machine: offset })),
);
