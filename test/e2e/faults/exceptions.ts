import type { Duration, Family, FaultKind, Outcome, Phase } from './types';

interface Place {
	family: Pick<Family, 'id'>;
	phase: Phase;
	fault: FaultKind;
	duration: Duration;
}

interface Where {
	where: (place: Place) => boolean;
	why: string;
}

/** Cells that the rules don't foresee, each with its reason. */
export const exceptions: ReadonlyArray<Where & { outcome: Outcome }> = [
	{
		outcome: 'recovered',
		where: ({ phase }) => phase.label === 'get the failed rows',
		why: 'where the failed rows of a bulk job can not be read, since all rows are among the saved ones',
	},
	{
		outcome: 'recovered',
		where: ({ phase, fault }) =>
			phase.kind === 'start' && (fault.id === 'drop-after' || fault.id === 'cut'),
		why: 'where a job has started and the answer is lost each time, since the job itself says so',
	},
	{
		outcome: 'recovered',
		where: ({ phase, fault }) => phase.label === 'upload' && fault.id === 'cut',
		why: 'where the answer of an upload is cut, since it has no body that could be',
	},
	{
		outcome: 'recovered',
		where: ({ phase, fault }) => phase.label === 'list the pages' && fault.id === '404',
		why: 'where an org has no list of pages, since each page tells the next one',
	},
	{
		outcome: 'failed',
		where: ({ family, fault }) =>
			family.id === 'apex-post' && ['429', '420', 'busy', 'locked'].includes(fault.id),
		why: 'where a POST to Apex REST is refused for now, since what refuses may be the class itself and promises nothing, so that it is not sent again',
	},
];

const isRepeated = ({ kind }: Phase) => kind !== 'create';

/** Cells that are not run, each with its reason. */
export const unrunnable: readonly Where[] = [
	{
		where: ({ fault, phase }) => fault.only !== undefined && !fault.only.includes(phase.kind),
		why: 'nothing to lock',
	},
	{
		where: ({ fault, family }) =>
			fault.id === 'locked-row' &&
			['api-post', 'apex-post', 'quick-action', 'file-upload'].includes(family.id),
		why: 'one row a call',
	},
	{
		where: ({ fault, family }) => fault.id === 'locked-row' && family.id === 'flow',
		why: 'what an action meets is its own affair: a set of inputs that it refuses is not sent again',
	},
	{
		where: ({ fault, phase, duration }) =>
			fault.slow === true && duration === 'always' && isRepeated(phase),
		why: 'five times 150 seconds and more; it is the lost connection, only slower',
	},
];
