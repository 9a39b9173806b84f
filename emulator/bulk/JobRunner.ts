import { BulkDataError } from './BulkDataError';
import { jobProgress, type JobPace } from './jobPace';

/** States of Bulk API 2.0 jobs. */
export type JobState =
	'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** The states that a job never leaves. */
export const finalStates: ReadonlySet<JobState> = new Set(['JobComplete', 'Failed', 'Aborted']);

/** Does the next batch of a job; true when that was the last. */
export type JobStep = () => Promise<boolean>;

/**
 * Takes a job through its states. After it is closed, it waits as its pace says, then does batch after batch. A
 * step that throws BulkDataError makes it Failed with that message; what was done stays done.
 */
export class JobRunner {
	state: JobState = 'Open';
	errorMessage: string | undefined;
	private polls = 0;
	private closedAt = 0;
	private batches = 0;
	private running: Promise<void> | undefined;
	private stepping: Promise<void> | undefined;

	constructor(
		private readonly step: JobStep,
		private readonly pace: JobPace,
		private readonly now: () => number,
		private readonly onChange: () => void,
	) {}

	/** Closes the job: no more data, work begins when the pace lets it. */
	start(): void {
		this.closedAt = this.now();
		this.become('UploadComplete');
		// Not at once: the answer to the request that closes a job still says UploadComplete.
		queueMicrotask(() => this.run());
	}

	/**
	 * Called when a client looks at the job, which may advance it. Waits for the batches that are due. If nothing
	 * delays the job, it waits only for the current batch, so that a job of many batches can be seen at work.
	 */
	async poll(): Promise<void> {
		this.polls++;
		this.run();
		await (Number.isFinite(this.due().batches) ? this.running : this.stepping);
	}

	/** Ends the job; rows of the batch under way are still saved. */
	async abort(): Promise<void> {
		this.become('Aborted');
		await this.stepping;
	}

	private due(): ReturnType<typeof jobProgress> {
		return jobProgress(
			this.pace,
			this.pace.by === 'polls' ? this.polls : this.now() - this.closedAt,
		);
	}

	private run(): void {
		this.running ??= this.doWhatIsDue().finally(() => {
			this.running = undefined;
		});
	}

	private async doWhatIsDue(): Promise<void> {
		while (this.state === 'UploadComplete' || this.state === 'InProgress') {
			const { begun, batches } = this.due();
			if (begun && this.state === 'UploadComplete') this.become('InProgress');
			if (this.batches >= batches) return;
			this.stepping = this.doOneStep();
			await this.stepping;
			this.stepping = undefined;
		}
	}

	private async doOneStep(): Promise<void> {
		try {
			const last = await this.step();
			this.batches++;
			if (last && this.state === 'InProgress') this.become('JobComplete');
		} catch (error) {
			if (this.state === 'Aborted') return;
			this.errorMessage =
				error instanceof BulkDataError ? error.message : `InternalServerError : ${String(error)}`;
			this.become('Failed');
		}
	}

	private become(state: JobState): void {
		this.state = state;
		this.onChange();
	}
}
