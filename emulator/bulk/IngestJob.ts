import { type CsvDialect } from './csvDialect';
import { describeJob } from './describeJob';
import { IngestRun, type IngestRunOptions, type SaveRows } from './IngestRun';
import { type JobPace } from './jobPace';
import { JobRunner } from './JobRunner';
import { Spool } from './Spool';

export const ingestOperations = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;

/** What an ingest job was created with. */
export interface IngestJobSpec {
	id: string;
	object: string;
	operation: (typeof ingestOperations)[number];
	externalIdFieldName?: string | undefined;
	assignmentRuleId?: string | undefined;
	dialect: CsvDialect;
	createdById: string;
	version: number;
}

export interface IngestJobOptions extends Omit<IngestRunOptions, 'dialect'> {
	pace: JobPace;
	now: () => number;
	/** Gets the header row and answers how to save the rows under it. */
	open: (header: readonly string[]) => SaveRows;
}

/** A Bulk API 2.0 ingest job with its upload and its results. */
export class IngestJob {
	readonly id: string;
	readonly upload = new Spool();
	/** One PUT a job. */
	hasContent = false;
	readonly results: IngestRun;
	readonly runner: JobRunner;
	private readonly createdAt: number;
	private changedAt: number;

	constructor(
		readonly spec: IngestJobSpec,
		options: IngestJobOptions,
	) {
		this.id = spec.id;
		this.createdAt = this.changedAt = options.now();
		this.results = new IngestRun(this.upload, options.open, { ...options, dialect: spec.dialect });
		this.runner = new JobRunner(this.results.step, options.pace, options.now, () => {
			this.changedAt = options.now();
		});
	}

	/** What closing or aborting answers: less than anybody else gets, as recorded. */
	describe(): Record<string, unknown> {
		const { createdAt, changedAt } = this;
		return describeJob({ ...this.spec, createdAt, changedAt, state: this.runner.state });
	}

	/** What creating answers. */
	describeNew(): Record<string, unknown> {
		return { ...this.describe(), ...this.contentUrl(), ...this.spec.dialect };
	}

	/** An entry of the list of jobs. */
	describeEntry(): Record<string, unknown> {
		const { columnDelimiter, lineEnding } = this.spec.dialect;
		return {
			...this.describe(),
			jobType: 'V2Ingest',
			...this.contentUrl(),
			lineEnding,
			columnDelimiter,
		};
	}

	/** What a GET of the job answers. */
	describeProgress(): Record<string, unknown> {
		const time = this.changedAt - this.createdAt;
		const { assignmentRuleId } = this.spec;
		return {
			...this.describeEntry(),
			...(assignmentRuleId && { assignmentRuleId }),
			numberRecordsProcessed: this.results.processed,
			numberRecordsFailed: this.results.failed,
			retries: 0,
			totalProcessingTime: time,
			apiActiveProcessingTime: time,
			apexProcessingTime: 0,
			...(this.runner.errorMessage && { errorMessage: this.runner.errorMessage }),
		};
	}

	/** Forgets upload and results. */
	close(): void {
		this.results.close();
	}

	private contentUrl(): { contentUrl?: string } {
		if (this.runner.state !== 'Open') return {};
		// Salesforce leaves the leading slash out.
		const path = `services/data/v${this.spec.version}.0/jobs/ingest/${this.id}/batches`;
		return { contentUrl: path };
	}
}
