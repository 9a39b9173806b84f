import { describeJob } from './describeJob';
import { type CsvDialect } from './csvDialect';
import { type JobPace } from './jobPace';
import { JobRunner } from './JobRunner';
import { QueryResults } from './QueryResults';

export const queryOperations = ['query', 'queryAll'] as const;

/** What a query job was created with. */
export interface QueryJobSpec {
	id: string;
	object: string;
	operation: (typeof queryOperations)[number];
	dialect: CsvDialect;
	createdById: string;
	version: number;
}

export interface QueryJobOptions {
	pace: JobPace;
	batchSize: number;
	now: () => number;
	columns: readonly string[];
	/** Opens the rows; called once, when the job starts. */
	rows: () => Iterator<readonly (string | null)[]>;
}

/** A Bulk API 2.0 query job with its results. */
export class QueryJob {
	readonly id: string;
	readonly results: QueryResults;
	readonly runner: JobRunner;
	private readonly createdAt: number;
	private changedAt: number;
	private rows: Iterator<readonly (string | null)[]> | undefined;

	constructor(
		readonly spec: QueryJobSpec,
		private readonly options: QueryJobOptions,
	) {
		this.id = spec.id;
		this.createdAt = this.changedAt = options.now();
		this.results = new QueryResults(options.columns, spec.dialect);
		this.runner = new JobRunner(this.step, options.pace, options.now, () => {
			this.changedAt = options.now();
		});
	}

	/** What creating and aborting answers. */
	describe(): Record<string, unknown> {
		const { createdAt, changedAt } = this;
		const { columnDelimiter, lineEnding } = this.spec.dialect;
		return {
			...describeJob({ ...this.spec, createdAt, changedAt, state: this.runner.state }),
			lineEnding,
			columnDelimiter,
		};
	}

	/** An entry of the list of jobs. */
	describeEntry(): Record<string, unknown> {
		return { ...this.describe(), jobType: 'V2Query' };
	}

	/** What a GET of the job answers. */
	describeProgress(): Record<string, unknown> {
		return {
			...this.describeEntry(),
			numberRecordsProcessed: this.results.count,
			retries: 0,
			totalProcessingTime: this.changedAt - this.createdAt,
			isPkChunkingSupported: true,
			...(this.runner.errorMessage && { errorMessage: this.runner.errorMessage }),
		};
	}

	/** Forgets the results. */
	close(): void {
		this.results.close();
	}

	private readonly step = async (): Promise<boolean> => {
		this.rows ??= this.options.rows();
		const batch: (readonly (string | null)[])[] = [];
		while (batch.length < this.options.batchSize) {
			const next = this.rows.next();
			if (next.done) break;
			batch.push(next.value);
		}
		await this.results.append(batch);
		return batch.length < this.options.batchSize;
	};
}
