import { type OrgState } from '../core/OrgState';
import { storedBytes } from '../files/fileRules';
import { json } from '../server/Answer';
import { type Route } from '../server/Route';
import maximums from './limits.json';

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

interface Limit {
	Max: number;
	Remaining: number;
}

/** Most limits of the emulator are never used up: what counts is which there are. */
function describeLimits(org: OrgState): Record<string, Limit> {
	const limits: Record<string, Limit> = {};
	for (const [name, max] of Object.entries(maximums)) limits[name] = { Max: max, Remaining: max };
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
	const custom = { Max: 1000, Remaining: 1000 };
	limits.PermissionSets = { Max: 1500, Remaining: 1500, CreateCustom: custom } as Limit;
	return limits;
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
