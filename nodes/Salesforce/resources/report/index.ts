import type { Resource } from '../../operation';
import { getAll } from './getAll.operation';
import { run } from './run.operation';

export const report = {
	name: 'Report',
	value: 'report',
	description: 'Run reports of Salesforce: their rows as items, sums by group, or an Excel file',
	operations: [run, getAll],
} as const satisfies Resource;
