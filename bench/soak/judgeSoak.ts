import type { Sample, SoakReport } from './runSoak';

/** One thing that must hold. */
export interface SoakRow {
	what: string;
	figure: string;
	bar: string;
	met: boolean;
}

const MB = 1_000_000;
/** Everything is loaded and warm by then. */
const WARM_UP_SECONDS = 60;
/** Growth that the noise of a garbage collector, or of the allocator below it, explains. */
const HEAP_NOISE = 0.05;
const RSS_NOISE = 0.05;
/** Growth of n8n's own without this package is allowed twice, for its workflows do less there. */
const OWN_GROWTH = 2;
/** Executions at a time, each with some calls of its own, and the sockets of the HTTP Request node. */
const MAX_SOCKETS = 40;

const warm = (samples: Sample[], seconds: number): Sample[] =>
	samples.filter(({ at }) => at >= Math.min(WARM_UP_SECONDS, seconds / 3));

/** The straight line through the samples: how much more at its end than at its beginning. */
export function growthOf(samples: Sample[], read: (sample: Sample) => number): number {
	const count = samples.length;
	if (count < 2) return 0;
	const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / count;
	const [x, y] = [mean(samples.map(({ at }) => at)), mean(samples.map(read))];
	const covariance = mean(samples.map((sample) => (sample.at - x) * (read(sample) - y)));
	const variance = mean(samples.map(({ at }) => (at - x) ** 2));
	return (covariance / variance) * (samples.at(-1)!.at - samples[0]!.at);
}

const perThousand = (samples: Sample[], read: (sample: Sample) => number): number => {
	const done = (samples.at(-1)?.executions ?? 0) - (samples[0]?.executions ?? 0);
	return done === 0 ? 0 : growthOf(samples, read) / (done / 1_000);
};

const inMb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;

function judgeMemory(
	what: string,
	read: (sample: Sample) => number,
	noise: number,
	{ samples, control, seconds }: SoakReport,
): SoakRow {
	const seen = warm(samples, seconds);
	const compared = control.filter(({ at }) => at >= (control.at(-1)?.at ?? 0) / 3);
	const growth = growthOf(seen, read);
	const executions = (seen.at(-1)?.executions ?? 0) - (seen[0]?.executions ?? 0);
	const own = Math.max(0, perThousand(compared, read));
	const allowed = noise * read(seen[0]!) + OWN_GROWTH * own * (executions / 1_000);
	return {
		what,
		figure: `${inMb(growth)} over ${executions} executions, from ${inMb(read(seen[0]!))} to ${inMb(read(seen.at(-1)!))} (n8n alone: ${inMb(own)} per 1,000)`,
		bar: `<= ${inMb(allowed)}`,
		met: growth <= allowed,
	};
}

const none = (what: string, count: number): SoakRow => ({
	what,
	figure: String(count),
	bar: '0',
	met: count === 0,
});

/** The report as rows, each with its bar. */
export function judgeSoak(report: SoakReport): SoakRow[] {
	const { samples, seconds, faults, apiCalls, logins, revocations } = report;
	const open = warm(samples, seconds).map(({ openSockets }) => openSockets);
	const most = Math.max(...open);
	return [
		none('results that are not true', report.wrong.length),
		none('rejections and exceptions that nobody handled', report.unhandled.length),
		none('requests that the emulator does not know', report.unknownRequests),
		{
			what: 'sockets open to the org',
			figure: `${Math.min(...open)} to ${most}, ${open.at(-1)} at the end; ${report.socketsOpened} opened for ${apiCalls} calls`,
			bar: `<= ${MAX_SOCKETS}`,
			met: most <= MAX_SOCKETS,
		},
		judgeMemory(
			'heap of n8n after a collection, growth',
			({ heapUsed }) => heapUsed,
			HEAP_NOISE,
			report,
		),
		judgeMemory('RSS of n8n, growth', ({ rss }) => rss, RSS_NOISE, report),
		{
			what: 'calls that a fault befell',
			figure: `${faults} of ${apiCalls} (${((100 * faults) / apiCalls).toFixed(2)} %)`,
			bar: '> 0',
			met: faults > 0,
		},
		{
			what: 'logins after the sessions were ended',
			figure: `${logins} for ${revocations}`,
			bar: '> 0',
			met: logins > 0,
		},
	];
}

/** The rows for a terminal, each with its figure below. */
export const formatSoak = (rows: readonly SoakRow[]): string =>
	rows
		.map(
			({ what, figure, bar, met }) =>
				`${met ? 'met   ' : 'MISSED'} ${what}: ${figure} (bar: ${bar})`,
		)
		.join('\n');
