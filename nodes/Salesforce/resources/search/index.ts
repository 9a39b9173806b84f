import type { Resource } from '../../operation';
import { executeSearch } from './executeSearch.operation';

export const search = {
	name: 'Search',
	value: 'search',
	description: 'Records of several objects at once, by a text',
	operations: [executeSearch],
} as const satisfies Resource;
