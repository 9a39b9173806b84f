/** How reports behave where tests need it otherwise than Salesforce, or the sources differ. */
export interface ReportPolicy {
	/** Detail rows that a run shows at most. */
	reportMaxRows: number;
	/** Runs at once within a rolling hour. */
	reportRunsPerHour: number;
	/** Looks at a run in the background that find it New or Running. */
	reportLooks: number;
	/** Runs in the background end as Error with this message. */
	reportError: string | undefined;
	/** Groups above the deepest level show the rows of those below, too. */
	reportRowsAtEveryLevel: boolean;
}

/** Reports as Salesforce runs them. */
export const createReportPolicy = (): ReportPolicy => ({
	reportMaxRows: 2000,
	reportRunsPerHour: 500,
	reportLooks: 1,
	reportError: undefined,
	reportRowsAtEveryLevel: false,
});
