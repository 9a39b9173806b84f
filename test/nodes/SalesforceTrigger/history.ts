import fc from 'fast-check';
import type { TriggerOn } from '../../../nodes/SalesforceTrigger/events';

export type Write = {
	do: 'save' | 'delete' | 'undelete';
	record: number;
	/** Milliseconds until the commit. */
	holdFor: number;
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
			/** Milliseconds to the org and back. */
			way: number;
			/** What happens in the org, and with the node, between two pages. */
			meanwhile: ReadonlyArray<Write | { do: 'advance'; milliseconds: number } | { do: 'overlap' }>;
	  };

export interface History {
	triggerOn: TriggerOn;
	pageSize: number;
	/** Rows remembered at most. */
	capacity: number;
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
});
const advance = fc.record({ do: fc.constant('advance' as const), milliseconds: duration });
const overlap = fc.record({ do: fc.constant('overlap' as const) });
const poll = fc.record({
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
	way: fc.constantFrom(0, 0, 300, 2500),
	meanwhile: fc.oneof(
		{ weight: 2, arbitrary: fc.constant([]) },
		{ weight: 1, arbitrary: fc.array(fc.oneof(write, advance, overlap), { maxLength: 4 }) },
	),
});
const restart = fc.record({ do: fc.constant('restart' as const) });

export const histories: fc.Arbitrary<History> = fc.record({
	triggerOn: fc.constantFrom<TriggerOn>(
		'created',
		'updated',
		'createdOrUpdated',
		'deleted',
		'undeleted',
	),
	pageSize: fc.integer({ min: 1, max: 5 }),
	capacity: fc.constantFrom(2, 4, 2500),
	before: fc.array(fc.oneof(write, advance), { maxLength: 5 }),
	steps: fc.array(
		fc.oneof(
			{ weight: 6, arbitrary: write },
			{ weight: 3, arbitrary: advance },
			{ weight: 4, arbitrary: poll },
			{ weight: 1, arbitrary: restart },
		),
		{ minLength: 4, maxLength: 24 },
	),
});
