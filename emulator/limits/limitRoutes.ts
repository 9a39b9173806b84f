import { type OrgState } from '../core/OrgState';
import { storedBytes } from '../files/fileRules';
import { json } from '../server/Answer';
import { type Route } from '../server/Route';

const DAILY: Record<string, number> = {
	AnalyticsExternalDataSizeMB: 40_960,
	ConcurrentAsyncGetReportInstances: 200,
	ConcurrentSyncReportRuns: 20,
	DailyAsyncApexExecutions: 250_000,
	DailyBulkApiBatches: 15_000,
	DailyBulkV2QueryFileStorageMB: 976_562,
	DailyBulkV2QueryJobs: 10_000,
	DailyDurableGenericStreamingApiEvents: 10_000,
	DailyDurableStreamingApiEvents: 10_000,
	DailyGenericStreamingApiEvents: 10_000,
	DailyStandardVolumePlatformEvents: 10_000,
	DailyStreamingApiEvents: 10_000,
	DailyWorkflowEmails: 975,
	DataStorageMB: 5,
	DurableStreamingApiConcurrentClients: 20,
	HourlyAsyncReportRuns: 1200,
	HourlyDashboardRefreshes: 200,
	HourlyDashboardResults: 5000,
	HourlyDashboardStatuses: 999_999_999,
	HourlyODataCallout: 1000,
	HourlyPublishedPlatformEvents: 50_000,
	HourlyPublishedStandardVolumePlatformEvents: 1000,
	HourlySyncReportRuns: 500,
	HourlyTimeBasedWorkflow: 50,
	MassEmail: 10,
	MonthlyPlatformEvents: 300_000,
	MonthlyPlatformEventsUsageEntitlement: 0,
	Package2VersionCreates: 6,
	PermissionSets: 1500,
	SingleEmail: 15,
	StreamingApiConcurrentClients: 20,
};

/** The org's limits, and how many records it holds. */
export const limitRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/services/data/:version/limits',
		handle: ({ org }) => json(describeLimits(org)),
	},
	{
		method: 'GET',
		path: '/services/data/:version/limits/recordCount',
		handle: ({ org, query }) => json({ sObjects: countRecords(org, query.get('sObjects')) }),
	},
];

function describeLimits(org: OrgState): Record<string, { Max: number; Remaining: number }> {
	const limits: Record<string, { Max: number; Remaining: number }> = {};
	for (const [name, max] of Object.entries(DAILY)) limits[name] = { Max: max, Remaining: max };
	const { dailyApiRequests, fileStorageMB } = org.policy;
	const filesMB = Math.ceil(storedBytes(org.store) / 1024 ** 2);
	limits.FileStorageMB = {
		Max: fileStorageMB,
		Remaining: Math.max(0, fileStorageMB - filesMB),
	};
	limits.DailyApiRequests = {
		Max: dailyApiRequests,
		Remaining: Math.max(0, dailyApiRequests - org.apiUsage),
	};
	return Object.fromEntries(
		Object.entries(limits).sort(([left], [right]) => (left < right ? -1 : 1)),
	);
}

/** Names that are no objects are left out. */
function countRecords(org: OrgState, names: string | null): { count: number; name: string }[] {
	const types = names
		? names.split(',').map((name) => org.metadata.object(name.trim()))
		: org.metadata.objects();
	return types
		.filter((type) => type !== undefined)
		.map((type) => {
			let count = 0;
			for (const row of org.store.table(type.name).all()) if (row.IsDeleted !== true) count++;
			return { count, name: type.name };
		})
		.filter(({ count }) => names !== null || count > 0);
}
